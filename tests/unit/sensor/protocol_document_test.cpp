// PROTOCOL.md is what a tinkerer implements from: its examples must be what the code does.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>

#include "sensor/frame_decoder.hpp"
#include "wire/posture_messages.h"

namespace postured {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string document() {
  std::ifstream file(POSTURED_SOURCE_DIR "/sensor-firmware/PROTOCOL.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The bytes of the block that begins with "```hex NAME".
Bytes example(const std::string& name) {
  const std::string text = document();
  const std::string fence = "```hex " + name + "\n";
  const std::size_t begin = text.find(fence);
  if (begin == std::string::npos) return {};
  const std::size_t end = text.find("```", begin + fence.size());
  std::istringstream digits(text.substr(begin + fence.size(), end - begin - fence.size()));
  Bytes bytes;
  for (unsigned value = 0; digits >> std::hex >> value;) {
    bytes.push_back(static_cast<std::uint8_t>(value));
  }
  return bytes;
}

std::string hex(const Bytes& bytes) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 0x0F];
    text += i % 32 == 31 ? '\n' : ' ';
  }
  return text;
}

Bytes frame(std::uint8_t type, std::uint8_t sequence, const Bytes& payload) {
  Bytes out(PW_FRAME_SIZE(payload.size()));
  EXPECT_EQ(pw_encode_frame(type, sequence, payload.data(), payload.size(), out.data(), out.size()),
            out.size());
  return out;
}

pw_hello hello_example() {
  pw_hello hello{};
  hello.protocol_major = 1;
  hello.firmware_major = 1;
  hello.firmware_minor = 2;
  hello.firmware_patch = 3;
  std::string("nano").copy(hello.board, PW_NAME_SIZE);
  std::string("mpu6050").copy(hello.imu, PW_NAME_SIZE);
  const Bytes serial = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};
  std::copy(serial.begin(), serial.end(), hello.serial);
  hello.accel_lsb_per_g = 8192;
  hello.gyro_lsb_per_10dps = 655;
  hello.accel_range_g = 4;
  hello.gyro_range_dps = 500;
  hello.rate_hz = 100;
  hello.batch = 10;
  hello.max_batch = 10;
  hello.reset_cause = PW_RESET_POWER_ON;
  hello.boot_id = 0x1234;
  hello.capabilities = PW_CAN_GYRO | PW_CAN_BUTTON | PW_CAN_TEMPERATURE;
  return hello;
}

Bytes hello_payload() {
  Bytes payload(PW_HELLO_SIZE);
  const pw_hello hello = hello_example();
  EXPECT_EQ(pw_put_hello(&hello, payload.data()), payload.size());
  return payload;
}

constexpr pw_imu_sample kSamples[] = {{{0, 0, 8192, 0, -1, 655}}, {{100, -100, 8190, 1, 0, 650}}};

Bytes imu_payload() {
  Bytes payload(PW_IMU_HEADER_SIZE + 2 * PW_IMU_SAMPLE_SIZE);
  const pw_imu_header header{1'000'000, 99, 2550, PW_TIME_FROM_DATA_READY, 2};
  std::size_t at = pw_put_imu_header(&header, payload.data());
  for (const pw_imu_sample& sample : kSamples) {
    at += pw_put_imu_sample(&sample, payload.data() + at);
  }
  EXPECT_EQ(at, payload.size());
  return payload;
}

Bytes status_payload() {
  Bytes payload(PW_STATUS_SIZE);
  const pw_status status{60, 60'000'000, 0x1234, 2550, 0, 3, 0, 0, 0, PW_STATE_STREAMING};
  EXPECT_EQ(pw_put_status(&status, payload.data()), payload.size());
  return payload;
}

struct Example {
  std::string name;
  std::uint8_t type, sequence;
  Bytes payload;
};

std::vector<Example> examples() {
  return {{"hello", PW_HELLO, 0, hello_payload()},
          {"imu", PW_IMU, 1, imu_payload()},
          {"status", PW_STATUS, 2, status_payload()},
          {"button", PW_BUTTON, 3, {PW_BUTTON_HOLD}},
          {"set", PW_SET, 4, {0xC8, 0x00, 0x0A}},
          {"ack", PW_ACK, 5, {4, PW_SET, PW_ACK_OK}},
          {"get-hello", PW_GET_HELLO, 6, {}},
          {"ping", PW_PING, 7, {0xEF, 0xBE, 0xAD, 0xDE}},
          {"pong", PW_PONG, 8, {0xEF, 0xBE, 0xAD, 0xDE, 0x40, 0xC9, 0xA2, 0x03}}};
}

TEST(ProtocolDocument, ExamplesAreWhatTheCodeSends) {
  for (const Example& e : examples()) {
    const Bytes sent = frame(e.type, e.sequence, e.payload);
    EXPECT_EQ(example(e.name), sent) << e.name << " should read\n" << hex(sent);
  }
}

TEST(ProtocolDocument, ExamplesAreUnderstood) {
  Bytes stream;
  for (const Example& e : examples()) {
    const Bytes bytes = example(e.name);
    stream.insert(stream.end(), bytes.begin(), bytes.end());
  }
  std::vector<Example> received;
  FrameDecoder decoder;
  decoder.feed(stream, [&received](const Frame& f) {
    received.push_back({"", f.type, f.sequence, Bytes(f.payload.begin(), f.payload.end())});
  });
  const std::vector<Example> expected = examples();
  ASSERT_EQ(received.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(received[i].type, expected[i].type) << expected[i].name;
    EXPECT_EQ(received[i].sequence, expected[i].sequence) << expected[i].name;
    EXPECT_EQ(received[i].payload, expected[i].payload) << expected[i].name;
  }
}

TEST(ProtocolDocument, ExampleFieldsReadBack) {
  pw_hello hello;
  ASSERT_EQ(pw_get_hello(hello_payload().data(), PW_HELLO_SIZE, &hello), 1);
  EXPECT_STREQ(hello.board, "nano");
  EXPECT_STREQ(hello.imu, "mpu6050");
  EXPECT_EQ(hello.serial[7], 0xEF);
  EXPECT_EQ(hello.accel_lsb_per_g, 8192);
  EXPECT_EQ(hello.gyro_lsb_per_10dps, 655);
  EXPECT_EQ(hello.gyro_range_dps, 500);
  EXPECT_EQ(hello.rate_hz, 100);
  EXPECT_EQ(hello.boot_id, 0x1234);
  EXPECT_EQ(hello.capabilities, 0x23u);
  // A newer device says more; that is ignored. Less is refused.
  Bytes longer = hello_payload();
  longer.resize(PW_MAX_PAYLOAD, 0x77);
  EXPECT_EQ(pw_get_hello(longer.data(), longer.size(), &hello), 1);
  EXPECT_EQ(pw_get_hello(longer.data(), PW_HELLO_SIZE - 1, &hello), 0);

  pw_imu_header header;
  const Bytes imu = imu_payload();
  ASSERT_EQ(pw_get_imu_header(imu.data(), imu.size(), &header), 1);
  EXPECT_EQ(header.t_us, 1'000'000u);
  EXPECT_EQ(header.sample_no, 99u);
  EXPECT_EQ(header.temperature_cdeg, 2550);
  pw_imu_sample sample;
  pw_get_imu_sample(imu.data() + PW_IMU_HEADER_SIZE + PW_IMU_SAMPLE_SIZE, &sample);
  EXPECT_EQ(sample.value[1], -100);
  EXPECT_EQ(sample.value[5], 650);
  EXPECT_EQ(pw_get_imu_header(imu.data(), imu.size() - 1, &header), 0) << "half a sample";

  pw_status status;
  ASSERT_EQ(pw_get_status(status_payload().data(), PW_STATUS_SIZE, &status), 1);
  EXPECT_EQ(status.uptime_s, 60u);
  EXPECT_EQ(status.now_us, 60'000'000u);
  EXPECT_EQ(status.samples_dropped, 3);
}

// The sizes in the headings and the bandwidth table are computed from the same constants.
TEST(ProtocolDocument, SizesInTheTextAreTheCodes) {
  const std::string text = document();
  const auto says = [&text](const std::string& what) {
    return text.find(what) != std::string::npos;
  };
  EXPECT_TRUE(says("HELLO: who I am (" + std::to_string(PW_HELLO_SIZE) + " bytes)"));
  EXPECT_TRUE(says("STATUS: once a second (" + std::to_string(PW_STATUS_SIZE) + " bytes)"));
  EXPECT_TRUE(says("at most " + std::to_string(PW_MAX_PAYLOAD) + " bytes"));
  EXPECT_TRUE(says("1 to " + std::to_string(PW_IMU_MAX_SAMPLES)));
  struct Row {
    std::string label;
    int rate_hz, batch;
  };
  for (const Row& row :
       {Row{"100 Hz, 1", 100, 1}, Row{"100 Hz, 5", 100, 5}, Row{"**100 Hz, 10**", 100, 10},
        Row{"200 Hz, 4", 200, 4}, Row{"200 Hz, 10", 200, 10}, Row{"400 Hz, 10", 400, 10},
        Row{"500 Hz, 19", 500, 19}}) {
    const std::size_t samples_size = static_cast<std::size_t>(row.batch) * PW_IMU_SAMPLE_SIZE;
    const auto imu_size = static_cast<double>(PW_FRAME_SIZE(PW_IMU_HEADER_SIZE + samples_size));
    const double bytes_s = imu_size * row.rate_hz / row.batch + PW_FRAME_SIZE(PW_STATUS_SIZE) +
                           static_cast<double>(PW_FRAME_SIZE(PW_HELLO_SIZE)) / 10;
    const std::string figure = std::to_string(std::lround(bytes_s));
    const bool bold = row.label.front() == '*';
    EXPECT_TRUE(says("| " + row.label + " | " + (bold ? "**" + figure + "**" : figure) + " |"))
        << row.label << " takes " << figure << " B/s";
  }
}

}  // namespace
}  // namespace postured
