// A capture through the core again, with the same result as live: the same bytes at the same times,
// beats and links included, from the same knowledge of how the clip is worn.
#pragma once

#include "pipeline/sensing.hpp"
#include "sensor/capture.hpp"

namespace postured {

// Fills in what a capture that begins now has to say of the sensor and of what `sensing` knows.
// What the filter and the classifiers have learnt cannot be written: a capture that begins in the
// middle of a stream settles within its first minutes.
void describe_start(const Sensing& sensing, BootTime now, CaptureHeader& header);

// The mounting that was in force when the capture began; nullopt: none, or an older capture.
std::optional<Mounting> mounting_of(const CaptureHeader& header);

// Tells `sensing` what was known, then plays everything and ends it. Its mounting is the caller's
// to choose and set before. An older capture has no events: its link opens at the start, and the
// beats come at full seconds.
void play_capture(const Capture& capture, Sensing& sensing);

}  // namespace postured
