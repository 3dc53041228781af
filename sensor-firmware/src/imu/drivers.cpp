// The drivers of this board. Each can be left out with -DPOSTURED_NO_<NAME>.
#include "imu/imu.hpp"
#include "imu/mpu6050.hpp"

namespace posture_clip {

ImuDrivers imu_drivers() {
  static Mpu6050 mpu6050;
  static Imu* const list[] = {&mpu6050};
  const ImuDrivers drivers = {list, sizeof list / sizeof list[0]};
  return drivers;
}

}  // namespace posture_clip
