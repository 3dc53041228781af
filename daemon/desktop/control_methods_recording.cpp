#include <algorithm>
#include <array>
#include <string_view>

#include "desktop/control_method.hpp"
#include "desktop/control_service.hpp"

namespace postured {
namespace {

// Characters, not bytes: UTF-8 continuation bytes do not count. D-Bus guarantees valid UTF-8.
std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

CallReply start_recording(ControlService& service, sd_bus_message* call) {
  std::uint32_t seconds = 0;
  const char* text = nullptr;
  if (sd_bus_message_read(call, "us", &seconds, &text) < 0) {
    return invalid("StartRecording takes a number of seconds and a note.");
  }
  if (seconds < 1 || seconds > kLongestRecording_s) {
    return out_of_range("A recording", seconds, kLongestRecording_s, "seconds");
  }
  std::string note(text);
  if (character_count(note) > kLongestNote) return invalid("A note has at most 200 characters.");
  // The note becomes a line of the recording's header.
  std::replace_if(
      note.begin(), note.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return run_for_text(service.handlers().start_recording, std::chrono::seconds(seconds), note);
}

CallReply stop_recording(ControlService& service, sd_bus_message*) {
  return run_for_text(service.handlers().stop_recording);
}

constexpr std::array kMethods{
    ControlMethod{"StartRecording", "us", "s",
                  SD_BUS_PARAM(seconds) SD_BUS_PARAM(note) SD_BUS_PARAM(file_name),
                  start_recording},
    ControlMethod{"StopRecording", "", "s", SD_BUS_PARAM(file_path), stop_recording},
};

}  // namespace

std::span<const ControlMethod> recording_methods() { return kMethods; }

}  // namespace postured
