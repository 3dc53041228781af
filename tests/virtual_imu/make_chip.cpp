#include "virtual_imu/chips.hpp"

namespace postured::virtual_imu {

std::unique_ptr<VirtualChip> make_chip(std::string_view name, Motion motion,
                                       const ChipParams& params) {
  using Make = std::unique_ptr<VirtualChip> (*)(Motion, const ChipParams&);
  static constexpr std::pair<std::string_view, Make> kChips[] = {
      {"mpu6050", make_mpu6050},         {"mpu6500", make_mpu6500},   {"lsm6ds3", make_lsm6ds3},
      {"lsm6ds3tr-c", make_lsm6ds3tr_c}, {"lsm6dsox", make_lsm6dsox}, {"bmi270", make_bmi270},
      {"icm20948", make_icm20948},
  };
  for (const auto& [known, make] : kChips) {
    if (known == name) return make(std::move(motion), params);
  }
  return nullptr;
}

}  // namespace postured::virtual_imu
