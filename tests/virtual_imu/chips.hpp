// The chips that make_chip() knows, for it alone.
#pragma once

#include "virtual_imu/virtual_chip.hpp"

namespace postured::virtual_imu {

std::unique_ptr<VirtualChip> make_mpu6050(Motion motion, const ChipParams& params);
std::unique_ptr<VirtualChip> make_mpu6500(Motion motion, const ChipParams& params);

}  // namespace postured::virtual_imu
