// What the daemon does about the sensors themselves: what they are told, what is told about them,
// what is remembered of them.
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <cmath>
#include <map>

#include "app/daemon.hpp"
#include "base/calendar.hpp"
#include "sensor/device_info.hpp"
#include "sensor/sensor_command.hpp"

namespace postured {
namespace {

const char* name_of(ClipSide side) { return side == ClipSide::upper ? "upper" : "lower"; }

class Row {
 public:
  // What is not known is left out.
  void add(const char* key, std::string value) {
    if (!value.empty()) fields_.emplace_back(key, std::move(value));
  }
  void add(const char* key, double value, int digits = 0) {
    if (std::isfinite(value)) add(key, fmt::format("{:.{}f}", value, digits));
  }
  ControlDict take() { return std::move(fields_); }

 private:
  ControlDict fields_;
};

void add_device(const DeviceInfo& device, Row& row) {
  row.add("serial", own_serial(device));
  row.add("board", device.board);
  row.add("imu", device.imu);
  if (device.protocol_major > 0) {
    row.add("firmware", fmt::format("{}.{}.{}", device.firmware_major, device.firmware_minor,
                                    device.firmware_patch));
    row.add("protocol", fmt::format("{}.{}", device.protocol_major, device.protocol_minor));
  }
  row.add("rate_hz", device.rate_hz, 1);
  if (device.accel_range_g > 0) row.add("accel_range_g", device.accel_range_g);
  row.add("gyro_range_dps", device.gyro_range_dps);
}

void add_status(const DeviceStatus& status, Row& row) {
  row.add("uptime_s", status.uptime_s);
  row.add("temperature_c", status.temperature_c, 1);
  row.add("battery_v", status.battery_v, 2);
  row.add("samples_dropped", status.samples_dropped);
  row.add("i2c_errors", status.i2c_errors);
}

}  // namespace

std::vector<ControlDict> Daemon::describe_sensors() {
  std::vector<ControlDict> rows;
  for (const ClipSide side : kClipSides) {
    Clip& one = clip(side);
    if (!one.source) continue;
    const Sensing& sensing = spine_->clip(side);
    Row row;
    row.add("clip", name_of(side));
    row.add("source", one.source->describe());
    row.add("link", sensing.link_open() ? "open" : "lost");
    const auto link = one.source->link();
    if (link) row.add("port", link->path);
    if (link && link->recognised) {
      row.add("kind", std::string(spec_of(link->kind).name));
      row.add("title", std::string(spec_of(link->kind).title));
      row.add("baud", link->baud);
    }
    if (const auto& device = sensing.device()) {
      add_device(*device, row);
      row.add("missing", !device->missing.empty() ? device->missing
                                                  : std::string(spec_of(sensing.kind()).missing));
      row.add("calibrated",
              one.sensor_calibration ? to_string(local_day(one.sensor_calibration->at)) : "");
    }
    if (const auto& status = sensing.device_status()) add_status(*status, row);
    row.add("trouble", !sensing.refusal().empty() ? sensing.refusal() : one.trouble);
    rows.push_back(row.take());
  }
  std::map<std::string, std::string> heard;  // two sources share what they heard
  for (const Clip& one : clips_) {
    if (one.source) heard.merge(one.source->ports_heard());
  }
  for (const auto& [path, words] : heard) {
    Row row;
    row.add("port", path);
    row.add("trouble", words);
    rows.push_back(row.take());
  }
  return rows;
}

void Daemon::command_sensor(ClipSide side, const SensorCommand& command,
                            const std::function<void(ControlResult)>& done) {
  Clip& one = clip(side);
  if (!one.source) {
    done(ControlResult::refused("There is no second clip: name it in sensor.lower.source first."));
    return;
  }
  if (!one.source->can_be_handled()) {
    done(ControlResult::refused("The sensor is played by " + one.name +
                                ", which takes no commands: this needs a real one."));
    return;
  }
  const auto link = one.source->link();
  if (!link || !link->recognised) {
    done(ControlResult::refused("No sensor is connected: plug it in first."));
    return;
  }
  if (link->kind != SensorKind::postured) {
    const ForeignCommand foreign = foreign_command(link->kind, command);
    if (foreign.bytes.empty()) {
      done(ControlResult::refused(foreign.words));
      return;
    }
    one.source->write(foreign.bytes);
    done(ControlResult::done(foreign.words));
    return;
  }
  if (encode(command, 0).empty()) {
    done(ControlResult::done(done_words(command)));
    return;
  }
  if (one.commander->busy()) {
    done(ControlResult::refused("The sensor is busy with another command: try again."));
    return;
  }
  one.commander->send([&command](std::uint8_t sequence) { return encode(command, sequence); },
                      [this, side](std::span<const std::uint8_t> bytes) {
                        if (clip(side).source) clip(side).source->write(bytes);
                      },
                      [command, done, side](const CommandOutcome& outcome) {
                        spdlog::info("{} sensor: command: {}", name_of(side), to_string(outcome));
                        const bool is_done = outcome.kind == CommandOutcome::Kind::done;
                        std::string words = is_done ? done_words(command) : to_string(outcome);
                        done(is_done ? ControlResult::done(std::move(words))
                                     : ControlResult::refused(std::move(words)));
                      });
}

// With one clip any sensor is the upper one, and what was known of its place is kept.
void Daemon::remember_sensor(ClipSide side, const DeviceInfo& info) {
  const auto link = clip(side).source->link();
  if (!link || !link->recognised) return;
  KnownSensor sensor{link->identity, own_serial(info), link->kind, link->baud, side};
  const KnownSensor* const known = memory_.known()->find({sensor.port, sensor.serial});
  if (!spine_->has_lower() && known != nullptr) sensor.side = known->side;
  if (spine_->has_lower() && known == nullptr) {
    spdlog::info("{} is the {} clip from now on ('posturectl sensor swap' changes it)",
                 sensor.serial.empty() ? sensor.port : "sensor " + sensor.serial, name_of(side));
  }
  memory_.remember(sensor);
}

ControlResult Daemon::swap_clips() {
  const Settings::Sensor& sensor = options_.settings.sensor;
  if (sensor_settings().source != "auto" || sensor.lower.source != "auto") {
    return ControlResult::refused(
        "Only clips that are both found by themselves can change places (sensor.source and "
        "sensor.lower.source \"auto\"): swap the two settings instead.");
  }
  ClipSources sources = make_clip_sources();
  if (!sources.error.empty()) return ControlResult::refused(sources.error);
  close_clips("the clips change places");
  memory_.swap_sides();
  open_clips(std::move(sources));
  return ControlResult::done();
}

// A sensor that only answers is asked at its decoder's pace.
void Daemon::ask_regularly(ClipSide side) {
  Clip& one = clip(side);
  one.request_timer.reset();
  const auto period = spine_->clip(side).decoder().request_period();
  // What is asked seldom is asked on the beat, which saves waking up for it.
  if (period.count() <= 0 || period >= std::chrono::seconds(1)) return;
  one.request_timer = clock_.every(period, [this, side] {
    const auto bytes = spine_->clip(side).decoder().request(clock_.now().boot);
    if (!bytes.empty() && clip(side).source) clip(side).source->write(bytes);
  });
}

}  // namespace postured
