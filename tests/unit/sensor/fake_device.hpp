// A sensor whose every frame the test decides, and what the assembler makes of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "recording_sink.hpp"
#include "sensor/sample_assembler.hpp"

namespace postured {

inline pw_hello good_hello() {
  pw_hello hello{};
  hello.protocol_major = PW_PROTOCOL_MAJOR;
  hello.firmware_major = 1;
  std::string("nano").copy(hello.board, PW_NAME_SIZE);
  std::string("mpu6050").copy(hello.imu, PW_NAME_SIZE);
  hello.serial[7] = 0xA5;
  hello.accel_lsb_per_g = 8192;
  hello.gyro_lsb_per_10dps = 655;
  hello.accel_range_g = 4;
  hello.gyro_range_dps = 500;
  hello.rate_hz = 100;
  hello.batch = 10;
  hello.boot_id = 7;
  hello.capabilities = PW_CAN_GYRO | PW_CAN_BUTTON;
  return hello;
}

inline constexpr pw_imu_sample kStill{{0, 0, 8192, 0, 0, 0}};

class FakeDevice {
 public:
  void frame(std::uint8_t type, const std::vector<std::uint8_t>& payload) {
    assembler.on_frame({type, 0, payload});
  }
  void hello(const pw_hello& hello = good_hello()) {
    std::vector<std::uint8_t> payload(PW_HELLO_SIZE);
    pw_put_hello(&hello, payload.data());
    frame(PW_HELLO, payload);
  }
  void imu(std::uint32_t t_us, std::uint32_t sample_no, const std::vector<pw_imu_sample>& samples,
           std::uint8_t flags = 0) {
    const pw_imu_header header{t_us, sample_no, PW_NO_TEMPERATURE, flags,
                               static_cast<std::uint8_t>(samples.size())};
    std::vector<std::uint8_t> payload(PW_IMU_HEADER_SIZE + samples.size() * PW_IMU_SAMPLE_SIZE);
    std::size_t at = pw_put_imu_header(&header, payload.data());
    for (const auto& sample : samples) at += pw_put_imu_sample(&sample, payload.data() + at);
    frame(PW_IMU, payload);
  }
  // Ten samples of 10 ms that end with number `newest`, at the time that belongs to it.
  void batch(std::uint32_t newest, std::uint32_t start_us = 0) {
    imu(start_us + newest * 10'000, newest, std::vector(10, kStill));
  }
  void status(std::uint16_t boot_id, std::int16_t temperature_cdeg = PW_NO_TEMPERATURE,
              std::uint16_t battery_mv = 0) {
    pw_status status{};
    status.uptime_s = 5;
    status.boot_id = boot_id;
    status.temperature_cdeg = temperature_cdeg;
    status.battery_mv = battery_mv;
    status.samples_dropped = 3;
    status.i2c_errors = 4;
    std::vector<std::uint8_t> payload(PW_STATUS_SIZE);
    pw_put_status(&status, payload.data());
    frame(PW_STATUS, payload);
  }

  RecordingSink sink;
  SampleAssembler assembler{sink};
};

}  // namespace postured
