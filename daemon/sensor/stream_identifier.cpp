#include "sensor/stream_identifier.hpp"

#include <algorithm>

#include "sensor/foreign/bno08x_rvc.hpp"
#include "sensor/foreign/mpu6050_sketch.hpp"
#include "sensor/foreign/razor.hpp"
#include "sensor/foreign/sparkfun_9dof.hpp"
#include "sensor/foreign/witmotion.hpp"
#include "sensor/foreign/ximu3.hpp"

namespace postured {
namespace {

constexpr std::uint64_t kEnoughBytes = 32;
constexpr double kTextShare = 0.95;
// Noise has the header and the checksum of one such frame once in 16 MB, of three in a row never.
constexpr int kChecksums = 3;
constexpr int kAlike = 10;

bool is_printable(std::uint8_t byte) {
  return (byte >= ' ' && byte <= '~') || byte == '\t' || byte == '\r' || byte == '\n';
}

}  // namespace

StreamIdentifier::StreamIdentifier() {
  using Kind = SensorKind;
  const auto frames = [this](Kind kind, LookForFrame look, int needed) {
    ears_.push_back({kind, FrameScanner(look), needed});
  };
  const auto lines = [this](Kind kind, LookForFrame look, int needed) {
    ears_.push_back({kind, FrameScanner(look, '\n'), needed});
  };
  frames(Kind::witmotion, look_for_witmotion_checked, kChecksums);
  frames(Kind::witmotion, look_for_witmotion_combined, kAlike);
  frames(Kind::bno08x_rvc, look_for_bno08x_rvc, kChecksums);
  frames(Kind::mpu6050_sketch, look_for_mpu6050_teapot, kAlike);
  lines(Kind::mpu6050_sketch, look_for_mpu6050_line, kAlike);
  lines(Kind::mpu6050_sketch, look_for_mpu6050_question, 1);
  lines(Kind::ximu3, look_for_ximu3, kAlike);
  lines(Kind::razor, look_for_razor, kAlike);
  lines(Kind::sparkfun_9dof, look_for_sparkfun_9dof, kAlike);
}

void StreamIdentifier::feed(std::span<const std::uint8_t> bytes) {
  bytes_ += bytes.size();
  printable_ += static_cast<std::uint64_t>(std::count_if(bytes.begin(), bytes.end(), is_printable));
  // Byte by byte, so that the first to be sure is the same however the stream is split.
  for (std::size_t i = 0; i < bytes.size() && !verdict_; ++i) {
    const auto byte = bytes.subspan(i, 1);
    ours_.feed(byte, [this](const Frame&) { verdict_ = SensorKind::postured; });
    for (Ear& ear : ears_) {
      if (verdict_) return;
      ear.scanner.feed(byte, [](std::span<const std::uint8_t>) {});
      if (ear.scanner.in_a_row() >= ear.needed) verdict_ = ear.kind;
    }
  }
}

bool StreamIdentifier::heard_text() const {
  return bytes_ >= kEnoughBytes &&
         static_cast<double>(printable_) >= kTextShare * static_cast<double>(bytes_);
}

}  // namespace postured
