#include "fuzz/fuzz_targets.hpp"

#include <algorithm>
#include <optional>

#include "fakes/foreign_sensors.hpp"
#include "sensor/capture.hpp"
#include "sensor/clip_encoder.hpp"
#include "sensor/commands.hpp"
#include "sensor/foreign/csv.hpp"
#include "sensor/recording.hpp"
#include "sensor/stream_identifier.hpp"
#include "wire/posture_messages.h"

namespace postured::fuzz {
namespace {

using namespace std::chrono_literals;
using Input = std::span<const std::uint8_t>;

void promise(bool kept) {
  if (!kept) __builtin_trap();
}

// Takes what a decoder says at its word.
class StrictSink : public SensorSink {
 public:
  void on_sample(const ImuSample& sample) override {
    promise(introduced_);
    promise(!last_ || sample.time > *last_);
    promise(sample.accel_m_s2.allFinite() && sample.gyro_rad_s.allFinite());
    promise(sample.has_gyro || sample.gyro_rad_s.isZero(0));
    last_ = sample.time;
    ++samples_;
  }
  void on_break(const StreamBreak& what) override {
    promise(what.duration >= 0us);
    if (what.cause == StreamBreak::Cause::device_reset ||
        what.cause == StreamBreak::Cause::link_lost) {
      last_.reset();
    }
  }
  void on_info(const DeviceInfo& info) override {
    promise(info.rate_hz > 0 && info.board.size() <= 32);
    introduced_ = true;
  }
  void on_status(const DeviceStatus&) override {}
  void on_button(const ButtonPress&) override {}

  std::uint64_t samples() const { return samples_; }

 private:
  bool introduced_ = false;
  std::optional<DeviceTime> last_;
  std::uint64_t samples_ = 0;
};

// How the input is cut into what arrives together: sizes from its first bytes, which also may say
// that a question is asked, or the link is lost.
constexpr std::size_t kPlan = 8;

void run_decoder(const Target& target, Input input) {
  if (input.size() < kPlan) return;
  const auto kind = static_cast<SensorKind>(target.kind);
  const Input plan = input.first(kPlan);
  Input stream = input.subspan(kPlan);
  DecoderOptions options;
  if (kind == SensorKind::csv) {
    const auto end = std::find(stream.begin(), stream.end(), '\n');
    options.csv.columns.assign(stream.begin(), end);
    stream = stream.subspan(static_cast<std::size_t>(end - stream.begin()));
  }
  StrictSink sink, single_sink;
  const auto decoder = make_decoder(kind, sink, options);
  const auto single = make_decoder(kind, single_sink, options);
  BootTime now{};
  std::size_t step = 0;
  while (!stream.empty()) {
    const std::uint8_t how = plan[step++ % kPlan];
    const Input chunk = stream.first(std::min<std::size_t>(1 + how, stream.size()));
    stream = stream.subspan(chunk.size());
    now += std::chrono::milliseconds(how == 0xFF ? 3000 : 20 + how);
    promise(decoder->request(now) == single->request(now));
    decoder->feed(now, chunk);
    for (const std::uint8_t& byte : chunk) single->feed(now, {&byte, 1});
    if (how == 0xFE) {
      decoder->on_link_lost();
      single->on_link_lost();
      promise(!decoder->info() && decoder->refusal().empty());
    }
  }
  // Any split finds the same frames. (Times of arrival may differ, and with them what is lost.)
  const DecoderCounts all = decoder->decoder_counts(), apart = single->decoder_counts();
  promise(all.bytes == apart.bytes && all.frames == apart.frames);
  promise(decoder->assembler_counts().samples == sink.samples());
}

void run_identifier(const Target& /*target*/, Input input) {
  StreamIdentifier whole, apart;
  whole.feed(input);
  for (const std::uint8_t& byte : input) apart.feed({&byte, 1});
  promise(whole.verdict() == apart.verdict() && whole.heard_text() == apart.heard_text());
  promise(whole.bytes() == input.size());
}

std::string_view text_of(Input input) {
  return {reinterpret_cast<const char*>(input.data()), input.size()};
}

void run_capture(const Target& /*target*/, Input input) {
  const CaptureResult result = parse_capture(text_of(input));
  BootTime last{};
  std::size_t bytes = 0;
  for (const CaptureRecord& record : result.capture.records) {
    promise(record.arrival >= last);
    last = record.arrival;
    bytes += record.bytes.size();
  }
  promise(bytes <= input.size());
  if (!result.error.empty()) return;
  // What was understood can be written again and says the same.
  const Bytes again = encode_capture_header(result.capture.header);
  const CaptureResult reread = parse_capture(text_of(again));
  promise(reread.error.empty());
  promise(reread.capture.header.kind == result.capture.header.kind);
  promise(encode_capture_header(reread.capture.header) == again);
}

void run_recording(const Target& /*target*/, Input input) {
  const bool looks_like_one = looks_like_recording(text_of(input));
  const RecordingResult result = parse_recording(text_of(input));
  promise(!result.error.empty() || looks_like_one);
  std::optional<DeviceTime> last;
  for (const Recording::Row& row : result.recording.rows) {
    promise(!last || row.sample.time > *last);
    promise(row.sample.accel_m_s2.allFinite() && row.sample.gyro_rad_s.allFinite());
    last = row.sample.time;
  }
}

void run_csv_columns(const Target& /*target*/, Input input) {
  const CsvColumnsResult result = parse_csv_columns(text_of(input));
  if (!result.error.empty()) return;
  for (const std::size_t at : result.columns.accel) promise(at < result.columns.count);
}

// What the firmware does with what comes from the host.
void run_wire(const Target& /*target*/, Input input) {
  Bytes block(input.begin(), input.end());
  while (!block.empty()) {
    const auto end = std::find(block.begin(), block.end(), std::uint8_t{0});
    const auto size = static_cast<std::size_t>(end - block.begin());
    pw_frame frame{};
    if (pw_decode_frame(block.data(), size, &frame) == PW_OK) {
      promise(frame.payload >= block.data() &&
              frame.payload + frame.payload_size <= block.data() + size);
      pw_hello hello;
      pw_imu_header header;
      pw_status status;
      pw_set set;
      pw_range range;
      pw_haptic haptic;
      pw_get_hello(frame.payload, frame.payload_size, &hello);
      pw_get_imu_header(frame.payload, frame.payload_size, &header);
      pw_get_status(frame.payload, frame.payload_size, &status);
      pw_get_set(frame.payload, frame.payload_size, &set);
      pw_get_range(frame.payload, frame.payload_size, &range);
      pw_get_haptic(frame.payload, frame.payload_size, &haptic);
      // It encodes to a frame that says the same.
      std::array<std::uint8_t, 300> again{};
      const std::size_t encoded = pw_encode_frame(frame.type, frame.sequence, frame.payload,
                                                  frame.payload_size, again.data(), again.size());
      pw_frame reread{};
      promise(encoded > 0 && pw_decode_frame(again.data(), encoded - 1, &reread) == PW_OK);
      promise(reread.type == frame.type && reread.payload_size == frame.payload_size);
    }
    block.erase(block.begin(), end == block.end() ? end : end + 1);
  }
}

Bytes planned(const Bytes& stream, const std::string& first_line = "") {
  Bytes seed{60, 200, 3, 90, 90, 250, 90, 120};
  seed.insert(seed.end(), first_line.begin(), first_line.end());
  seed.insert(seed.end(), stream.begin(), stream.end());
  return seed;
}

Bytes text_bytes(std::string_view text) { return {text.begin(), text.end()}; }

Bytes clip_stream() {
  ClipEncoder clip;
  Bytes out;
  clip.hello(out);
  for (int n = 0; n < 60; ++n) {
    ImuSample sample;
    sample.time = DeviceTime(std::chrono::milliseconds(10 * n));
    sample.accel_m_s2 = Vec3(0.1 * n, 1, kGravity_m_s2);
    clip.sample(sample, out);
  }
  clip.status(1, out);
  clip.button(ButtonPress::Kind::tap, out);
  return out;
}

Bytes foreign_stream(const fakes::ForeignSensor& sensor) {
  Bytes all;
  const double seconds = std::max(3.0, 40 / sensor.rate_hz);
  for (const Bytes& one : fakes::readings_of(sensor, fakes::one_turn(1, Vec3::UnitX()), seconds)) {
    all.insert(all.end(), one.begin(), one.end());
    if (all.size() > 3000) break;
  }
  return all;
}

std::vector<Target> make_targets() {
  std::vector<Target> all;
  std::vector<Bytes> streams{clip_stream()};
  for (const SensorKindSpec& spec : sensor_kinds()) {
    Target decoder{
        "decoder-" + std::string(spec.name), run_decoder, {}, static_cast<int>(spec.kind)};
    for (const auto& sensor : fakes::kForeignSensors) {
      if (sensor.kind == spec.kind) decoder.seeds.push_back(planned(foreign_stream(sensor)));
    }
    if (spec.kind == SensorKind::postured) decoder.seeds.push_back(planned(clip_stream()));
    if (spec.kind == SensorKind::bno055) {
      Bytes answers{0xBB, 1, 0xA0, 0xEE, 1, 0xEE, 1, 0xEE, 1};
      for (int n = 0; n < 40; ++n) {
        answers.insert(
            answers.end(),
            {0xBB, 18, static_cast<std::uint8_t>(n), 0, 0, 0, 0xD5, 3, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0,
             3,    0});
      }
      decoder.seeds.push_back(planned(answers));
    }
    if (spec.kind == SensorKind::csv) {
      std::string lines;
      for (int n = 0; n < 90; ++n) lines += std::to_string(10 * n) + ",0.1,0.2,9.7,1,-2,3\n";
      decoder.seeds.push_back(planned(text_bytes(lines), "t_ms,ax,ay,az,gx,gy,gz\n"));
      decoder.seeds.push_back(planned(text_bytes("x: 1;2\t16384\n"), "ax,ay,az\n"));
    }
    all.push_back(std::move(decoder));
  }
  for (const auto& sensor : fakes::kForeignSensors) streams.push_back(foreign_stream(sensor));
  streams.push_back(text_bytes("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,,*47\r\n"));
  streams.push_back(text_bytes("Send any character to begin DMP programming and demo: \r\n"));
  all.push_back({"identifier", run_identifier, streams, 0});

  CaptureHeader header;
  header.serial = "0123456789abcdef";
  header.mounting = "1 0 0 0 1 0 0 0 1 1 1 5";
  Bytes capture = encode_capture_header(header);
  for (const Bytes& part :
       {encode_capture_record(10ms, text_bytes("postured"), CaptureEvent::opened),
        encode_capture_record(10ms, clip_stream()),
        encode_capture_record(1s, {}, CaptureEvent::beat),
        encode_capture_record(std::chrono::hours(2), text_bytes("x"))}) {
    capture.insert(capture.end(), part.begin(), part.end());
  }
  Bytes old = capture;
  old[7] = '1';
  all.push_back({"capture", run_capture, {capture, old}, 0});

  all.push_back(
      {"recording",
       run_recording,
       {text_bytes("# set: x\n# rate_hz: 50\nt_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps,label\n"
                   "0,0,0,1,1,2,3,sitting\n0.02,0,0,1,,,,\n0.04,+1e-3,0,1,1,2,3,\n"),
        text_bytes("\xEF\xBB\xBFt_s,ax_g,ay_g,az_g\r\n0,0,0,1\r\n9e9,0,0,1\r\n1,0,0,1\r\n")},
       0});
  all.push_back({"csv-columns",
                 run_csv_columns,
                 {text_bytes("t_ms,ax,ay,az,gx,gy,gz,-"), text_bytes("az, ay ,ax")},
                 0});
  Bytes commands;
  for (const Bytes& one :
       {hello_request(1), set_command(2, 100, 10), range_command(3, 4, 500), ping_command(4, 77),
        haptic_command(5, 200, 100, 3), start_command(6), stop_command(7)}) {
    commands.insert(commands.end(), one.begin(), one.end());
  }
  all.push_back({"wire", run_wire, {commands, clip_stream()}, 0});
  return all;
}

}  // namespace

const std::vector<Target>& targets() {
  static const std::vector<Target> all = make_targets();
  return all;
}

const Target* target_named(const std::string& name) {
  for (const Target& target : targets()) {
    if (target.name == name) return &target;
  }
  return nullptr;
}

}  // namespace postured::fuzz
