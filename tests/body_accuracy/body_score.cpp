#include "body_accuracy/body_score.hpp"

#include <cmath>
#include <limits>

namespace postured::test {

namespace {

double share(int part, int whole) {
  return whole > 0 ? static_cast<double>(part) / whole : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void BodyScore::add(const BodyScore& other) {
  for (std::size_t truth = 0; truth < kStates; ++truth) {
    for (std::size_t verdict = 0; verdict < kStates; ++verdict) {
      counts_[truth][verdict] += other.counts_[truth][verdict];
    }
  }
}

int BodyScore::seconds(BodyState truth, BodyState verdict) const {
  return counts_[static_cast<std::size_t>(truth)][static_cast<std::size_t>(verdict)];
}

int BodyScore::seconds(BodyState truth) const {
  int sum = 0;
  for (const int n : counts_[static_cast<std::size_t>(truth)]) sum += n;
  return sum;
}

int BodyScore::seconds() const {
  int sum = 0;
  for (const BodyState truth : kScoredBodies) sum += seconds(truth);
  return sum;
}

double BodyScore::recall(BodyState body) const { return share(seconds(body, body), seconds(body)); }

double BodyScore::precision(BodyState body) const {
  int recognised = 0;
  for (const BodyState truth : kScoredBodies) recognised += seconds(truth, body);
  return share(seconds(body, body), recognised);
}

double BodyScore::f1(BodyState body) const {
  int recognised = 0;
  for (const BodyState truth : kScoredBodies) recognised += seconds(truth, body);
  return share(2 * seconds(body, body), seconds(body) + recognised);
}

double BodyScore::balanced_accuracy() const {
  double sum = 0;
  int classes = 0;
  for (const BodyState body : kScoredBodies) {
    if (seconds(body) == 0) continue;
    sum += recall(body);
    ++classes;
  }
  return classes > 0 ? sum / classes : std::numeric_limits<double>::quiet_NaN();
}

double BodyScore::abstention() const {
  int abstained = 0;
  for (const BodyState truth : kScoredBodies) abstained += seconds(truth, BodyState::unknown);
  return share(abstained, seconds());
}

double BodyScore::committed_error() const {
  int committed = 0, right = 0;
  for (const BodyState truth : kScoredBodies) {
    committed += seconds(truth) - seconds(truth, BodyState::unknown);
    right += seconds(truth, truth);
  }
  return share(committed - right, committed);
}

double BodyScore::seat_recall() const {
  return 0.5 * (recall(BodyState::sitting) + recall(BodyState::standing));
}

double BodyScore::seat_commitment() const {
  const int all = seconds(BodyState::sitting) + seconds(BodyState::standing);
  const int abstained = seconds(BodyState::sitting, BodyState::unknown) +
                        seconds(BodyState::standing, BodyState::unknown);
  return share(all - abstained, all);
}

double BodyScore::seat_committed_error() const {
  const int all = seconds(BodyState::sitting) + seconds(BodyState::standing);
  const int abstained = seconds(BodyState::sitting, BodyState::unknown) +
                        seconds(BodyState::standing, BodyState::unknown);
  const int right = seconds(BodyState::sitting, BodyState::sitting) +
                    seconds(BodyState::standing, BodyState::standing);
  return share(all - abstained - right, all - abstained);
}

}  // namespace postured::test
