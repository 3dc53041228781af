#include "pipeline/known_sensors.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace postured {
namespace {

constexpr char kSeparator = '\t';
constexpr std::size_t kLongestField = 256;

bool is(const KnownSensor& known, const SensorIdentity& who) {
  return who.serial.empty() ? known.serial.empty() && known.port == who.port
                            : known.serial == who.serial;
}

// A device that names itself with a control character would break the lines.
std::string clean(std::string_view text) {
  std::string out(text.substr(0, kLongestField));
  std::replace_if(
      out.begin(), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

std::optional<KnownSensor> from_line(std::string_view line) {
  std::array<std::string_view, 5> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto end = line.find(kSeparator);
    if ((end == std::string_view::npos) != (i + 1 == fields.size())) return std::nullopt;
    fields[i] = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  const auto kind = sensor_kind_from(fields[2]);
  int baud = 0;
  const char* const last = fields[3].data() + fields[3].size();
  const auto [end, error] = std::from_chars(fields[3].data(), last, baud);
  const bool upper = fields[4] == "upper";
  if (!kind || error != std::errc() || end != last || baud < 0 || fields[0].empty() ||
      (!upper && fields[4] != "lower")) {
    return std::nullopt;
  }
  return KnownSensor{std::string(fields[0]), std::string(fields[1]), *kind, baud,
                     upper ? ClipSide::upper : ClipSide::lower};
}

}  // namespace

bool KnownSensors::remember(const KnownSensor& sensor) {
  KnownSensor cleaned = sensor;
  cleaned.port = clean(sensor.port);
  cleaned.serial = clean(sensor.serial);
  if (cleaned.port.empty() || (!sensors_.empty() && sensors_.front() == cleaned)) return false;
  std::erase_if(sensors_, [&cleaned](const KnownSensor& other) {
    return other.port == cleaned.port || is(other, {cleaned.port, cleaned.serial});
  });
  sensors_.insert(sensors_.begin(), std::move(cleaned));
  if (sensors_.size() > kLargest) sensors_.pop_back();
  return true;
}

const KnownSensor* KnownSensors::at_port(std::string_view port) const {
  const auto found = std::find_if(sensors_.begin(), sensors_.end(),
                                  [port](const KnownSensor& known) { return known.port == port; });
  return found == sensors_.end() ? nullptr : &*found;
}

const KnownSensor* KnownSensors::find(const SensorIdentity& who) const {
  const auto found = std::find_if(sensors_.begin(), sensors_.end(),
                                  [&who](const KnownSensor& known) { return is(known, who); });
  return found == sensors_.end() ? nullptr : &*found;
}

void KnownSensors::swap_sides() {
  for (KnownSensor& known : sensors_) {
    known.side = known.side == ClipSide::upper ? ClipSide::lower : ClipSide::upper;
  }
}

std::optional<ClipSide> clip_for(const KnownSensors& known, const SensorIdentity& who,
                                 bool upper_wanted, bool lower_wanted, bool two_clips) {
  const auto wanted = [&](ClipSide side) {
    return side == ClipSide::upper ? upper_wanted : lower_wanted;
  };
  const auto has_one = [&known, &who](ClipSide side) {
    return std::any_of(known.all().begin(), known.all().end(), [&](const KnownSensor& other) {
      return other.side == side && !is(other, who);
    });
  };
  if (!two_clips) {
    for (const ClipSide side : kClipSides) {
      if (wanted(side)) return side;
    }
    return std::nullopt;
  }
  if (const KnownSensor* const self = known.find(who)) {
    if (wanted(self->side)) return self->side;
    const ClipSide other = self->side == ClipSide::upper ? ClipSide::lower : ClipSide::upper;
    if (wanted(other) && !has_one(other)) return other;
    return std::nullopt;
  }
  for (const ClipSide side : kClipSides) {
    if (wanted(side) && !has_one(side)) return side;
  }
  for (const ClipSide side : kClipSides) {
    if (wanted(side)) return side;
  }
  return std::nullopt;
}

std::string to_text(const KnownSensors& known) {
  std::string text;
  for (const KnownSensor& sensor : known.all()) {
    text += sensor.port;
    for (const std::string& field :
         {sensor.serial, std::string(spec_of(sensor.kind).name), std::to_string(sensor.baud),
          std::string(sensor.side == ClipSide::upper ? "upper" : "lower")}) {
      text += kSeparator + field;
    }
    text += '\n';
  }
  return text;
}

KnownSensors known_sensors_from_text(std::string_view text) {
  std::vector<KnownSensor> lines;
  while (!text.empty() && lines.size() < KnownSensors::kLargest) {
    const auto end = text.find('\n');
    if (const auto sensor = from_line(text.substr(0, end))) lines.push_back(*sensor);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  KnownSensors known;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) known.remember(*line);
  return known;
}

}  // namespace postured
