// The clip's firmware as an Arduino library: see examples/PosturedClip.
#pragma once

#include "core/clip.hpp"
#include "imu/imu.hpp"
#include "ports/arduino/arduino_hal.hpp"
