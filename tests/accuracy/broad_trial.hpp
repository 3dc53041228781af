// Trials of the BROAD benchmark and of anything else in its format: an IMU's readings with the
// optical truth.
//
// One file a trial, little endian: char[8] "BROAD1\0\0", f64 rate_hz, u64 n, u32 bytes_per_real (4
// or 8), u32 0, then gyr[n*3] rad/s, acc[n*3] m/s2, quat[n*4] (w x y z, sensor to earth, z up; NaN
// = not seen), movement u8[n].
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/vector.hpp"

namespace postured::accuracy {

struct Trial {
  std::string name;  // of the file, without ".bin"
  double rate_hz = 0;
  std::vector<Vec3> gyro_rad_s, accel_m_s2;
  std::vector<Vec3> up_sensor;  // the true sky direction; NaN where it was not seen
  std::vector<bool> movement;   // the samples that count
  std::vector<bool> saturated;  // an axis is at its full scale

  std::size_t size() const { return accel_m_s2.size(); }
};

// Throws std::runtime_error: what is wrong, in which file.
Trial load_trial(const std::filesystem::path& file);
// Every *.bin of a folder, by name. Throws when there is none.
std::vector<std::filesystem::path> trial_files(const std::filesystem::path& folder);

}  // namespace postured::accuracy
