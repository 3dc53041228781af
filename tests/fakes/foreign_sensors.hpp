// Other people's sensors as their documents describe them, written without looking at the decoders:
// a motion in, the bytes that they would send out. The motion is what the sensor's own axes feel.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "base/vector.hpp"
#include "sensor/sensor_kind.hpp"

namespace postured::fakes {

using Bytes = std::vector<std::uint8_t>;

// At some time: the turn from the sensor's axes to the room's (z up), the turning rate in the
// sensor's axes.
struct ForeignTruth {
  Quat room_from_sensor = Quat::Identity();
  Vec3 rate_dps = Vec3::Zero();
  Vec3 up() const { return room_from_sensor.conjugate() * Vec3::UnitZ(); }
};
using ForeignMotion = std::function<ForeignTruth(double t_s)>;

inline void put_i16(Bytes& out, double value) {
  const auto raw = static_cast<std::int16_t>(std::lround(value));
  out.push_back(static_cast<std::uint8_t>(raw & 0xFF));
  out.push_back(static_cast<std::uint8_t>(raw >> 8 & 0xFF));
}

inline void put_text(Bytes& out, const char* format, auto... values) {
  std::array<char, 256> text{};
  const int size = std::snprintf(text.data(), text.size(), format, values...);
  out.insert(out.end(), text.begin(), text.begin() + size);
}

// Angles about z, then y, then x, right-handed, of axes with z up: yaw, pitch, roll in degrees.
inline Vec3 yaw_pitch_roll_deg(const Quat& q) {
  const Mat3 m = q.toRotationMatrix();
  return kDegPerRad *
         Vec3(std::atan2(m(1, 0), m(0, 0)), std::asin(-m(2, 0)), std::atan2(m(2, 1), m(2, 2)));
}

inline void wit_packet(Bytes& out, std::uint8_t type, const std::array<double, 4>& values) {
  Bytes packet{0x55, type};
  for (const double value : values) put_i16(packet, value);
  std::uint8_t sum = 0;
  for (const std::uint8_t byte : packet) sum = static_cast<std::uint8_t>(sum + byte);
  packet.push_back(sum);
  out.insert(out.end(), packet.begin(), packet.end());
}

// One reading of a sensor, the n-th, at t_s.
struct ForeignSensor {
  const char* name;
  SensorKind kind;
  double rate_hz;
  bool has_gyro;
  double tolerance_g;  // of its acceleration: its resolution
  void (*reading)(Bytes& out, int n, double t_s, const ForeignTruth& truth);
};

inline void wit(Bytes& out, int, double, const ForeignTruth& truth) {
  const Vec3 up = truth.up(), w = truth.rate_dps;
  wit_packet(out, 0x51, {up.x() / 16 * 32768, up.y() / 16 * 32768, up.z() / 16 * 32768, 2950});
  wit_packet(out, 0x52, {w.x() / 2000 * 32768, w.y() / 2000 * 32768, w.z() / 2000 * 32768, 2950});
  const Vec3 ypr = yaw_pitch_roll_deg(truth.room_from_sensor);
  wit_packet(out, 0x53, {ypr.z() / 180 * 32768, ypr.y() / 180 * 32768, ypr.x() / 180 * 32768, 1});
  wit_packet(out, 0x54, {100, -200, 300, 2950});
}

inline void wit_angles(Bytes& out, int, double, const ForeignTruth& truth) {
  const Vec3 ypr = yaw_pitch_roll_deg(truth.room_from_sensor);
  wit_packet(out, 0x53, {ypr.z() / 180 * 32768, ypr.y() / 180 * 32768, ypr.x() / 180 * 32768, 1});
}

inline void wit_combined(Bytes& out, int, double, const ForeignTruth& truth) {
  const Vec3 ypr = yaw_pitch_roll_deg(truth.room_from_sensor);
  out.insert(out.end(), {0x55, 0x61});
  for (int i = 0; i < 3; ++i) put_i16(out, truth.up()[i] / 16 * 32768);
  for (int i = 0; i < 3; ++i) put_i16(out, truth.rate_dps[i] / 2000 * 32768);
  for (int i = 2; i >= 0; --i) put_i16(out, ypr[i] / 180 * 32768);
}

inline void rvc(Bytes& out, int n, double, const ForeignTruth& truth) {
  Bytes frame{0xAA, 0xAA, static_cast<std::uint8_t>(n)};
  for (int i = 0; i < 3; ++i) put_i16(frame, 100.0 * i);  // angles: not used
  for (int i = 0; i < 3; ++i) put_i16(frame, 1000 * truth.up()[i]);
  frame.insert(frame.end(), {0, 0, 0});
  std::uint8_t sum = 0;
  for (std::size_t i = 2; i < frame.size(); ++i) sum = static_cast<std::uint8_t>(sum + frame[i]);
  frame.push_back(sum);
  out.insert(out.end(), frame.begin(), frame.end());
}

inline void ximu3_text(Bytes& out, int n, double t_s, const ForeignTruth& truth) {
  const Vec3 up = truth.up(), w = truth.rate_dps;
  const auto us = static_cast<long long>(1e6 * (t_s + 5));
  put_text(out, "I,%lld,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f\r\n", us, w.x(), w.y(), w.z(), up.x(), up.y(),
           up.z());
  if (n % 100 == 0) put_text(out, "T,%lld,25.5000\r\n", us);
  if (n % 100 == 50) put_text(out, "B,%lld,100.0000,4.1000,2.0000\r\n", us);
}

inline void put_float(Bytes& out, double value) {
  const auto single = static_cast<float>(value);
  std::array<std::uint8_t, 4> bytes{};
  std::memcpy(bytes.data(), &single, 4);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

inline void ximu3_message(Bytes& out, char letter, double t_s, const std::vector<double>& values) {
  Bytes plain{static_cast<std::uint8_t>(letter + 0x80)};
  const auto us = static_cast<std::uint64_t>(1e6 * (t_s + 5));
  for (int i = 0; i < 8; ++i) plain.push_back(static_cast<std::uint8_t>(us >> (8 * i)));
  for (const double value : values) put_float(plain, value);
  for (const std::uint8_t byte : plain) {
    if (byte == 0x0A) {
      out.insert(out.end(), {0xDB, 0xDC});
    } else if (byte == 0xDB) {
      out.insert(out.end(), {0xDB, 0xDD});
    } else {
      out.push_back(byte);
    }
  }
  out.push_back(0x0A);
}

inline void ximu3_binary(Bytes& out, int, double t_s, const ForeignTruth& truth) {
  const Vec3 up = truth.up(), w = truth.rate_dps;
  ximu3_message(out, 'I', t_s, {w.x(), w.y(), w.z(), up.x(), up.y(), up.z()});
}

inline void ximu3_quaternion(Bytes& out, int, double t_s, const ForeignTruth& truth) {
  const Quat& q = truth.room_from_sensor;
  ximu3_message(out, 'Q', t_s, {q.w(), q.x(), q.y(), q.z()});
}

// The Razor has z down: in its own axes the room's turn is from a room with z down too.
inline Vec3 razor_angles_deg(const ForeignTruth& truth) {
  const Vec3 down = -truth.up();  // = (-sin pitch, cos pitch sin roll, cos pitch cos roll)
  return {12, kDegPerRad * std::asin(-down.x()), kDegPerRad * std::atan2(down.y(), down.z())};
}

inline void razor_ypr(Bytes& out, int, double, const ForeignTruth& truth) {
  const Vec3 ypr = razor_angles_deg(truth);
  put_text(out, "#YPR=%.2f,%.2f,%.2f\r\n", ypr.x(), ypr.y(), ypr.z());
}

inline void razor_all(Bytes& out, int, double, const ForeignTruth& truth) {
  const Vec3 ypr = razor_angles_deg(truth), gravity = -256 * truth.up();
  const Vec3 w = kRadPerDeg * truth.rate_dps;
  put_text(out, "#YPRAG=%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f\r\n", ypr.x(), ypr.y(),
           ypr.z(), gravity.x(), gravity.y(), gravity.z(), w.x(), w.y(), w.z());
}

inline void razor_sensors(Bytes& out, int, double, const ForeignTruth& truth) {
  const Vec3 gravity = -256 * truth.up(), w = truth.rate_dps / 0.06957;
  put_text(out, "#A-C=%.2f,%.2f,%.2f\r\n#M-C=1.00,2.00,3.00\r\n#G-C=%.2f,%.2f,%.2f\r\n",
           gravity.x(), gravity.y(), gravity.z(), w.x(), w.y(), w.z());
}

inline void sparkfun(Bytes& out, int, double t_s, const ForeignTruth& truth) {
  const Vec3 up = truth.up(), w = truth.rate_dps;
  put_text(out, "%lld, %.2f, %.2f, %.2f, %.2f, %.2f, %.2f, 12.30, -4.50, 33.00\r\n",
           std::llround(1000 * (t_s + 3)), up.x(), up.y(), up.z(), w.x(), w.y(), w.z());
}

inline void mpu_ypr(Bytes& out, int, double, const ForeignTruth& truth) {
  const Vec3 up = truth.up();
  double pitch = std::atan2(up.x(), std::hypot(up.y(), up.z()));
  if (up.z() < 0) pitch = pitch > 0 ? std::numbers::pi - pitch : -std::numbers::pi - pitch;
  put_text(out, "ypr\t%.2f\t%.2f\t%.2f\r\n", 45.0, kDegPerRad * pitch,
           kDegPerRad * std::atan2(up.y(), up.z()));
}

inline void mpu_quat(Bytes& out, int, double, const ForeignTruth& truth) {
  const Quat& q = truth.room_from_sensor;
  put_text(out, "quat\t%.2f\t%.2f\t%.2f\t%.2f\r\n", q.w(), q.x(), q.y(), q.z());
}

inline void mpu_raw(Bytes& out, int, double, const ForeignTruth& truth) {
  const Vec3 up = 16384 * truth.up(), w = 131 * truth.rate_dps;
  put_text(out, "a/g:\t%ld\t%ld\t%ld\t%ld\t%ld\t%ld\r\n", std::lround(up.x()), std::lround(up.y()),
           std::lround(up.z()), std::lround(w.x()), std::lround(w.y()), std::lround(w.z()));
}

inline void mpu_teapot(Bytes& out, int n, double, const ForeignTruth& truth) {
  const Quat& q = truth.room_from_sensor;
  out.insert(out.end(), {'$', 0x02});
  for (const double value : {q.w(), q.x(), q.y(), q.z()}) {
    const auto raw = static_cast<std::int16_t>(std::lround(16384 * value * 0.999));
    out.push_back(static_cast<std::uint8_t>(raw >> 8 & 0xFF));
    out.push_back(static_cast<std::uint8_t>(raw & 0xFF));
  }
  out.insert(out.end(), {0, static_cast<std::uint8_t>(n), '\r', '\n'});
}

inline constexpr std::array<ForeignSensor, 16> kForeignSensors{{
    {"WT901", SensorKind::witmotion, 100, true, 0.001, wit},
    {"WT901 at its default rate", SensorKind::witmotion, 10, true, 0.001, wit},
    {"WT901 with angles only", SensorKind::witmotion, 50, false, 0.001, wit_angles},
    {"WT901BLECL", SensorKind::witmotion, 50, true, 0.001, wit_combined},
    {"BNO08x RVC", SensorKind::bno08x_rvc, 100, false, 0.001, rvc},
    {"x-IMU3, text", SensorKind::ximu3, 50, true, 0.001, ximu3_text},
    {"x-IMU3, binary", SensorKind::ximu3, 100, true, 0.001, ximu3_binary},
    {"x-IMU3, quaternion", SensorKind::ximu3, 50, false, 0.001, ximu3_quaternion},
    {"Razor, angles", SensorKind::razor, 50, false, 0.001, razor_ypr},
    {"Razor, everything", SensorKind::razor, 50, true, 0.001, razor_all},
    {"Razor, sensors", SensorKind::razor, 50, true, 0.001, razor_sensors},
    {"SparkFun 9DoF", SensorKind::sparkfun_9dof, 100, true, 0.006, sparkfun},
    {"MPU6050 ypr", SensorKind::mpu6050_sketch, 100, false, 0.001, mpu_ypr},
    {"MPU6050 quat", SensorKind::mpu6050_sketch, 100, false, 0.03, mpu_quat},
    {"MPU6050 raw", SensorKind::mpu6050_sketch, 10, true, 0.001, mpu_raw},
    {"MPU6050 teapot", SensorKind::mpu6050_sketch, 100, false, 0.002, mpu_teapot},
}};

// Lies still, then turns about one of its axes by 30 deg/s, right-handed, for two seconds, and
// stays. The axis and the start are the caller's.
inline ForeignMotion one_turn(double start_s, const Vec3& axis,
                              const Quat& start = Quat::Identity()) {
  return [=](double t_s) {
    constexpr double kRate_dps = 30, kFor_s = 2;
    const double turned_s = std::clamp(t_s - start_s, 0.0, kFor_s);
    ForeignTruth truth;
    const double angle_rad = kRate_dps * kRadPerDeg * turned_s;
    truth.room_from_sensor = start * Quat(Eigen::AngleAxisd(angle_rad, axis));
    if (turned_s > 0 && turned_s < kFor_s) truth.rate_dps = kRate_dps * axis;
    return truth;
  };
}

// The bytes of each reading from 0 to `seconds`.
inline std::vector<Bytes> readings_of(const ForeignSensor& sensor, const ForeignMotion& motion,
                                      double seconds) {
  std::vector<Bytes> readings(static_cast<std::size_t>(sensor.rate_hz * seconds));
  for (std::size_t n = 0; n < readings.size(); ++n) {
    const double t_s = static_cast<double>(n) / sensor.rate_hz;
    sensor.reading(readings[n], static_cast<int>(n), t_s, motion(t_s));
  }
  return readings;
}

}  // namespace postured::fakes
