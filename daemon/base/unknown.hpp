// Why the posture is not known. Missing, stale, unworn or doubtful data is shown as such and never
// as "upright"; every value has its sentence in sentence().
#pragma once

#include <string_view>

namespace postured {

enum class Unknown {
  none,               // the posture is known
  no_sensor,          // no sensor is connected
  no_data,            // connected, but no samples arrived in this second
  gap,                // samples are missing in this second
  settling,           // the orientation filter has just started
  not_worn,           // the clip lies still: nobody breathes under it
  uncalibrated,       // no standing or sitting reference yet
  calibrating,        // a calibration is under way
  reference_suspect,  // the clip moved on the clothes since the reference was taken
  stuck,              // the sensor repeats the same values
  implausible,        // gravity is missing or far from 1 g
  // The journal keeps these by number: new ones come last.
  maybe_slipped,  // the last walk was off the reference: the next one will tell
  slipped,        // the clip hangs otherwise than when the reference was taken
  turned,         // the clip has turned about the vertical: forward is not forward any more
  handled,        // just taken in the hand or put down: not settled whether it is worn
};

// "reference_suspect" and so on: the token in JSON, the journal and D-Bus.
std::string_view to_string(Unknown reason);

// One sentence for people: what it means and what to do about it. Empty for none.
std::string_view sentence(Unknown reason);

// The clip has moved on the clothes while it was worn: what was judged lately may be wrong.
bool doubts_reference(Unknown reason);

// The inverse of to_string; `none` for an unknown token.
Unknown unknown_from_string(std::string_view token);

}  // namespace postured
