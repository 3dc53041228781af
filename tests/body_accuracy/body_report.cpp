#include "body_accuracy/body_report.hpp"

#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace postured::test {

namespace {

nlohmann::json figure(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

std::string cell(double value) {
  if (!std::isfinite(value)) return "      -";
  char text[16];
  std::snprintf(text, sizeof text, "%7.3f", value);
  return text;
}

std::string name(BodyState body) { return std::string(to_string(body)); }

}  // namespace

nlohmann::json to_json(const BodyScore& score) {
  nlohmann::json json = {
      {"seconds", score.seconds()},
      {"balanced_accuracy", figure(score.balanced_accuracy())},
      {"abstention", figure(score.abstention())},
      {"committed_error", figure(score.committed_error())},
      {"seat",
       {{"recall", figure(score.seat_recall())},
        {"commitment", figure(score.seat_commitment())},
        {"committed_error", figure(score.seat_committed_error())}}},
  };
  for (const BodyState truth : kScoredBodies) {
    nlohmann::json& body = json["classes"][name(truth)];
    body = {{"seconds", score.seconds(truth)},
            {"recall", figure(score.recall(truth))},
            {"precision", figure(score.precision(truth))},
            {"f1", figure(score.f1(truth))}};
    for (const BodyState verdict : kScoredBodies) {
      body["recognised_as"][name(verdict)] = score.seconds(truth, verdict);
    }
    body["recognised_as"]["unknown"] = score.seconds(truth, BodyState::unknown);
  }
  return json;
}

void print_table(std::ostream& out, const std::vector<PersonScore>& people) {
  out << "set           person  seconds  bal.acc abstain   error | F1 walk     lie |  rec.sit   "
         "stand  commit   error\n";
  for (const PersonScore& p : people) {
    const BodyScore& s = p.score;
    char head[64];
    std::snprintf(head, sizeof head, "%-13s %-6s %8d ", p.set.c_str(), p.person.c_str(),
                  s.seconds());
    out << head << ' ' << cell(s.balanced_accuracy()) << ' ' << cell(s.abstention()) << ' '
        << cell(s.committed_error()) << " | " << cell(s.f1(BodyState::walking)) << ' '
        << cell(s.f1(BodyState::lying)) << " |  " << cell(s.recall(BodyState::sitting)) << ' '
        << cell(s.recall(BodyState::standing)) << ' ' << cell(s.seat_commitment()) << ' '
        << cell(s.seat_committed_error()) << '\n';
  }
}

void print_pooled(std::ostream& out, const std::string& title, const BodyScore& score) {
  out << '\n' << title << "\n      done";
  constexpr std::array kVerdicts{BodyState::sitting, BodyState::standing, BodyState::walking,
                                 BodyState::lying, BodyState::unknown};
  char text[64];
  for (const BodyState verdict : kVerdicts) {
    std::snprintf(text, sizeof text, " %8s", name(verdict).c_str());
    out << text;
  }
  out << "   recall precision      F1\n";
  for (const BodyState truth : kScoredBodies) {
    if (score.seconds(truth) == 0) continue;
    std::snprintf(text, sizeof text, "%10s", name(truth).c_str());
    out << text;
    for (const BodyState verdict : kVerdicts) {
      std::snprintf(text, sizeof text, " %8d", score.seconds(truth, verdict));
      out << text;
    }
    out << "  " << cell(score.recall(truth)) << "   " << cell(score.precision(truth)) << ' '
        << cell(score.f1(truth)) << '\n';
  }
  out << "balanced accuracy" << cell(score.balanced_accuracy()) << ", abstained"
      << cell(score.abstention()) << ", error among committed" << cell(score.committed_error())
      << "\nsitting and standing: mean recall" << cell(score.seat_recall()) << ", committed on"
      << cell(score.seat_commitment()) << ", error among committed"
      << cell(score.seat_committed_error()) << '\n';
}

}  // namespace postured::test
