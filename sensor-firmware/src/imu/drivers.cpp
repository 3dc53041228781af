// The drivers of this board, in the order in which they are tried. One can be left out with
// -DPOSTURED_NO_MPU6050, _LSM6DS3, _LSM6DSOX, _ICM20948.
#include "imu/bmi270.hpp"
#include "imu/icm20948.hpp"
#include "imu/imu.hpp"
#include "imu/lsm6dsox.hpp"
#include "imu/mpu6050.hpp"

// Bosch's file, dropped in by whoever has that chip (README.md). 8 kB are too much for an AVR.
#if defined(__has_include) && !defined(__AVR__)
#if __has_include("imu/bmi270_config.h")
#include "imu/bmi270_config.h"
#define POSTURED_WITH_BMI270
#endif
#endif

// All four do not fit beside its USB.
#if defined(__AVR_ATmega32U4__) && !defined(POSTURED_NO_ICM20948)
#define POSTURED_NO_ICM20948
#endif

namespace posture_clip {

ImuDrivers imu_drivers() {
#ifndef POSTURED_NO_MPU6050
  static Mpu6050 mpu6050;
#endif
#ifndef POSTURED_NO_LSM6DS3
  static Lsm6ds3 lsm6ds3;
#endif
#ifndef POSTURED_NO_LSM6DSOX
  static Lsm6dsox lsm6dsox;
#endif
#ifdef POSTURED_WITH_BMI270
  static const Bmi270File file = {bmi270_config_file, sizeof bmi270_config_file};
  static Bmi270 bmi270(file);
#endif
#ifndef POSTURED_NO_ICM20948
  static Icm20948 icm20948;
#endif
  static Imu* const list[] = {
#ifndef POSTURED_NO_MPU6050
      &mpu6050,
#endif
#ifndef POSTURED_NO_LSM6DS3
      &lsm6ds3,
#endif
#ifndef POSTURED_NO_LSM6DSOX
      &lsm6dsox,
#endif
#ifdef POSTURED_WITH_BMI270
      &bmi270,
#endif
#ifndef POSTURED_NO_ICM20948
      &icm20948,  // last: looking for it writes a register
#endif
  };
  const ImuDrivers drivers = {list, sizeof list / sizeof list[0]};
  return drivers;
}

}  // namespace posture_clip
