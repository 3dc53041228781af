// The chips that make_chip() knows, for it alone.
#pragma once

#include "virtual_imu/virtual_chip.hpp"

namespace postured::virtual_imu {

std::unique_ptr<VirtualChip> make_mpu6050(Motion motion, const ChipParams& params);
std::unique_ptr<VirtualChip> make_mpu6500(Motion motion, const ChipParams& params);
std::unique_ptr<VirtualChip> make_lsm6ds3(Motion motion, const ChipParams& params);
std::unique_ptr<VirtualChip> make_lsm6ds3tr_c(Motion motion, const ChipParams& params);
std::unique_ptr<VirtualChip> make_lsm6dsox(Motion motion, const ChipParams& params);
std::unique_ptr<VirtualChip> make_bmi270(Motion motion, const ChipParams& params);
std::unique_ptr<VirtualChip> make_icm20948(Motion motion, const ChipParams& params);

}  // namespace postured::virtual_imu
