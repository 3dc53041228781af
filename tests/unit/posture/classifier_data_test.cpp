// The body classifier on recordings of real people: how well it recognises what they did. Run with
// --gtest_filter='BodyOnRealPeople.*' to see the tables.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <random>

#include "motion/orientation_filter.hpp"
#include "motion/reference.hpp"
#include "motion/second_builder.hpp"
#include "posture/body_classifier.hpp"
#include "unit/posture/activity_data.hpp"

namespace postured {
namespace {

using test::LabelledSample;
using Samples = std::vector<LabelledSample>;

constexpr std::array kBodies{BodyState::unknown, BodyState::sitting, BodyState::standing,
                             BodyState::walking, BodyState::lying};

// All recordings in optimised builds; without optimisation (sanitizers) a few show that it works.
#ifdef NDEBUG
constexpr std::size_t kEvery = 1, kMostSamples = 1'000'000;
#else
constexpr std::size_t kEvery = 25, kMostSamples = 1'500;
#endif

// "walk_up", "stairs_down", "lie_right" and so on; transitions and sports mean nothing here.
BodyState meaning(const std::string& label) {
  const auto begins = [&label](const char* word) { return label.rfind(word, 0) == 0; };
  if (label == "sit") return BodyState::sitting;
  if (label == "stand") return BodyState::standing;
  if (begins("walk") || begins("stairs")) return BodyState::walking;
  if (label == "lie" || begins("lie_back") || begins("lie_right")) return BodyState::lying;
  return BodyState::unknown;
}

// What was done against what was recognised, in seconds.
class Table {
 public:
  void add(BodyState truth, BodyState verdict) { ++cells_[truth][verdict]; }
  double recall(BodyState body) { return share(cells_[body][body], row(body)); }
  double precision(BodyState body) {
    int column = 0;
    for (const BodyState truth : kBodies) column += cells_[truth][body];
    return share(cells_[body][body], column);
  }
  double f1(BodyState body) {
    const double sum = recall(body) + precision(body);
    return sum > 0 ? 2 * recall(body) * precision(body) / sum : 0;
  }
  // Share of the seconds of `truth` recognised as `verdict`.
  double confused(BodyState truth, BodyState verdict) {
    return share(cells_[truth][verdict], row(truth));
  }
  void print(const char* title) {
    std::printf("%s\n%10s", title, "done");
    for (const BodyState b : kBodies) std::printf(" %8s", std::string(to_string(b)).c_str());
    std::printf("   recall  precision  F1\n");
    for (const BodyState truth : kBodies) {
      if (row(truth) == 0) continue;
      std::printf("%10s", std::string(to_string(truth)).c_str());
      for (const BodyState b : kBodies) std::printf(" %8d", cells_[truth][b]);
      std::printf("   %.3f   %.3f      %.3f\n", recall(truth), precision(truth), f1(truth));
    }
  }

 private:
  static double share(int part, int whole) {
    return whole > 0 ? static_cast<double>(part) / whole : 0;
  }
  int row(BodyState truth) {
    int sum = 0;
    for (const BodyState verdict : kBodies) sum += cells_[truth][verdict];
    return sum;
  }
  std::map<BodyState, std::map<BodyState, int>> cells_;
};

bool is_gap(const Samples& samples, std::size_t i) {
  return i > 0 &&
         samples[i].sample.time - samples[i - 1].sample.time > std::chrono::milliseconds(500);
}

// The standing reference of the first `seconds` of samples labelled `stand`.
Vec3 standing_reference(const Samples& samples, double seconds) {
  OrientationFilter filter;
  StillReference still;
  for (const LabelledSample& row : samples) {
    const Inclination inclination = filter.update(row.sample);
    if (row.label == "stand") still.add(row.sample, inclination);
    if (still.duration_s() >= seconds) break;
  }
  return still.up_sensor();
}

// Runs the samples through filter, seconds and classifier; scores seconds of one label only.
void recognise(const Samples& samples, const Vec3& standing_up, Placement placement, Table& table) {
  std::map<BootTime, std::map<std::string, int>> labels;
  for (const LabelledSample& row : samples) {
    const BootTime t(row.sample.time.time_since_epoch());
    ++labels[std::chrono::floor<std::chrono::seconds>(t)][row.label];
  }
  BodyClassifier classifier(placement, [&](const MotionSecond& second, const BodyVerdict& verdict) {
    ASSERT_GE(verdict.confidence, 0);
    ASSERT_LE(verdict.confidence, 1);
    ASSERT_EQ(verdict.body == BodyState::unknown, verdict.confidence == 0);
    const auto& in_second = labels[second.start];
    if (in_second.size() != 1) return;
    const BodyState truth = meaning(in_second.begin()->first);
    if (truth != BodyState::unknown) table.add(truth, verdict.body);
  });
  SecondBuilder seconds([&](const MotionSecond& second) { classifier.update(second); });
  seconds.set_mounting(mounting_from_up(standing_up));
  OrientationFilter filter;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const ImuSample& sample = samples[i].sample;
    if (is_gap(samples, i)) {
      filter.on_break({StreamBreak::Cause::time_gap, 0, sample.time - samples[i - 1].sample.time});
      seconds.on_gap();
    }
    seconds.add(BootTime(sample.time.time_since_epoch()), sample, filter.update(sample));
  }
  classifier.flush();
}

// 5 s segments of one label, in random order, 10 s apart: no order of activities to lean on.
Samples shuffled(const Samples& samples, unsigned seed) {
  constexpr std::chrono::seconds kSegment{5}, kGap{10};
  std::vector<Samples> segments;
  for (std::size_t i = 0; i < samples.size();) {
    std::size_t end = i + 1;
    while (end < samples.size() && samples[end].label == samples[i].label &&
           !is_gap(samples, end) && samples[end].sample.time - samples[i].sample.time < kSegment) {
      ++end;
    }
    const auto length = samples[end - 1].sample.time - samples[i].sample.time;
    if (!samples[i].label.empty() && length > kSegment - std::chrono::milliseconds(100)) {
      segments.emplace_back(samples.begin() + static_cast<std::ptrdiff_t>(i),
                            samples.begin() + static_cast<std::ptrdiff_t>(end));
    }
    i = end;
  }
  std::mt19937 random(seed);
  std::shuffle(segments.begin(), segments.end(), random);
  Samples out;
  DeviceTime start{};
  for (Samples& segment : segments) {
    const auto shift = start - segment.front().sample.time;
    for (LabelledSample& row : segment) {
      row.sample.time += shift;
      out.push_back(std::move(row));
    }
    start += kSegment + kGap;
  }
  return out;
}

TEST(BodyOnRealPeople, WaistSensorOfEighteenPeople) {
  const auto folder = test::activity_folder("hapt");
  if (!folder) GTEST_SKIP() << "the recordings activity/hapt are not there (POSTURED_DATA)";
  Table as_recorded, segments;
  const auto files = test::recordings_in(*folder);
  for (std::size_t i = 0; i < files.size(); i += kEvery) {
    const test::LabelledRecording recording = test::read_recording(files[i]);
    const Vec3 standing = standing_reference(recording.samples, 5);
    if (standing.norm() < 0.5) continue;  // nobody stood still in it
    const Placement placement = placement_from_string(recording.location);
    ASSERT_EQ(placement, Placement::belt);
    recognise(recording.samples, standing, placement, as_recorded);
    recognise(shuffled(recording.samples, 7), standing, placement, segments);
  }
  as_recorded.print("waist, as recorded");
  segments.print("waist, 5 s segments shuffled");
  for (Table* table : {&as_recorded, &segments}) {
    EXPECT_GE(table->f1(BodyState::walking), 0.97);
    EXPECT_GE(table->f1(BodyState::lying), 0.97);
    if (kEvery > 1) continue;  // people differ: this is about all of them
    EXPECT_GE((table->recall(BodyState::sitting) + table->recall(BodyState::standing)) / 2, 0.85);
  }
}

TEST(BodyOnRealPeople, ChestSensorOfFourPeople) {
  const auto folder = test::activity_folder("dsads_torso");
  if (!folder) GTEST_SKIP() << "the recordings activity/dsads_torso are not there (POSTURED_DATA)";
  const auto files = test::recordings_in(*folder);
  std::map<std::string, Vec3> standing;
  for (const auto& file : files) {
    const std::string name = file.filename().string();
    if (name.find("_a02_stand.") == std::string::npos) continue;
    standing[name.substr(0, 2)] = standing_reference(test::read_recording(file).samples, 5);
  }
  // A person's files together: p1_..., p2_... Without optimisation, one person's.
  const std::string last_person = kEvery == 1 ? "p9" : "p1";
  Table as_recorded, segments;
  for (const auto& file : files) {
    if (file.filename().string().substr(0, 2) > last_person) break;
    test::LabelledRecording recording = test::read_recording(file);
    recording.samples.resize(std::min(recording.samples.size(), kMostSamples));
    if (meaning(recording.samples.front().label) == BodyState::unknown) continue;
    const Vec3& up = standing[recording.name.substr(0, 2)];
    const Placement placement = placement_from_string(recording.location);
    ASSERT_EQ(placement, Placement::chest);
    recognise(recording.samples, up, placement, as_recorded);
    recognise(shuffled(recording.samples, 7), up, placement, segments);
  }
  as_recorded.print("chest, as recorded");
  segments.print("chest, 5 s segments shuffled");
  for (Table* table : {&as_recorded, &segments}) {
    EXPECT_GE(table->recall(BodyState::walking), 0.95);
    EXPECT_GE(table->recall(BodyState::lying), 0.95);
    // Sitting and standing cannot be told apart here: unknown is the right answer, a guess is not.
    EXPECT_LE(table->confused(BodyState::sitting, BodyState::standing), 0.05);
    EXPECT_LE(table->confused(BodyState::standing, BodyState::sitting), 0.05);
  }
}

}  // namespace
}  // namespace postured
