#include "ctl/replay_input.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "link/file_reader.hpp"

namespace postured {
namespace {

// Samples further apart than this are a gap and not jitter.
double gap_threshold_s(const Recording& recording) { return std::max(0.2, 5 / recording.rate_hz); }

// Collects the samples of a capture with the times that the live path would give them.
class SampleCollector : public SensorSink {
 public:
  void arrived(BootTime t) { arrival_ = t; }
  void on_sample(const ImuSample& sample) override {
    const BootTime t = timeline_.place(sample.time, arrival_);
    samples.push_back({to_seconds(t.time_since_epoch()), sample, gap_});
    gap_ = false;
  }
  void on_break(const StreamBreak& what) override {
    if (what.cause == StreamBreak::Cause::device_reset ||
        what.cause == StreamBreak::Cause::link_lost) {
      timeline_.reset();
    }
    gap_ = true;
  }
  void on_info(const DeviceInfo&) override {}
  void on_status(const DeviceStatus&) override {}
  void on_button(const ButtonPress&) override {}

  std::vector<TimedSample> samples;

 private:
  HostTimeline timeline_;
  BootTime arrival_{};
  bool gap_ = false;
};

}  // namespace

ReplayInput::ReplayInput(const std::filesystem::path& file) {
  const FileResult read = read_file(file.string());
  if (!read.error.empty()) throw std::runtime_error(read.error);
  const std::string& bytes = read.contents;
  if (looks_like_capture(bytes)) {
    CaptureResult result = parse_capture(bytes);
    if (!result.error.empty()) throw std::runtime_error(file.string() + ": " + result.error);
    if (result.capture.tail_damaged || read.tail_damaged) {
      remarks_.emplace_back("the end of the capture is damaged: replaying what is whole");
    }
    placement_ = result.capture.header.placement;
    content_ = std::move(result.capture);
    return;
  }
  if (read.tail_damaged) {
    remarks_.emplace_back("the end of the file is damaged: replaying what is whole");
  }
  if (!looks_like_recording(bytes)) {
    throw std::runtime_error(file.string() +
                             ": neither a capture nor a recording (a header line with t_s, ax_g, "
                             "ay_g, az_g is needed)");
  }
  RecordingResult result = parse_recording(bytes);
  if (!result.error.empty()) throw std::runtime_error(file.string() + ": " + result.error);
  if (result.recording.skipped_rows > 0) {
    remarks_.push_back(std::to_string(result.recording.skipped_rows) +
                       " rows were skipped (not numbers, or time not increasing)");
  }
  placement_ = result.recording.location;
  content_ = std::move(result.recording);
}

std::optional<Mounting> ReplayInput::mounting() const {
  const auto* capture = std::get_if<Capture>(&content_);
  return capture == nullptr ? std::nullopt : mounting_of(capture->header);
}

std::vector<TimedSample> ReplayInput::samples() const {
  if (const auto* capture = std::get_if<Capture>(&content_)) {
    SampleCollector collector;
    const auto decoder =
        make_decoder(capture->header.kind, collector, DecoderOptions{capture->header.csv});
    for (const CaptureRecord& record : capture->records) {
      collector.arrived(record.arrival);
      if (record.event == CaptureEvent::bytes) decoder->feed(record.arrival, record.bytes);
      if (record.event == CaptureEvent::lost) decoder->on_link_lost();
    }
    return std::move(collector.samples);
  }
  const auto& recording = std::get<Recording>(content_);
  const double threshold_s = gap_threshold_s(recording);
  std::vector<TimedSample> samples;
  samples.reserve(recording.rows.size());
  for (const Recording::Row& row : recording.rows) {
    const bool gap = !samples.empty() && row.t_s - samples.back().t_s > threshold_s;
    samples.push_back({row.t_s, row.sample, gap});
  }
  return samples;
}

void ReplayInput::play(Sensing& sensing) const {
  if (const auto* capture = std::get_if<Capture>(&content_)) {
    play_capture(*capture, sensing);
    return;
  }
  const auto& recording = std::get<Recording>(content_);
  const double threshold_s = gap_threshold_s(recording);
  double last_s = recording.rows.empty() ? 0 : recording.rows.front().t_s;
  for (const Recording::Row& row : recording.rows) {
    if (row.t_s - last_s > threshold_s) sensing.on_recorded_gap(from_seconds(row.t_s - last_s));
    last_s = row.t_s;
    sensing.on_recorded_sample(row.sample);
  }
  sensing.finish();
}

}  // namespace postured
