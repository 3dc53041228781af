// BNO055 on its UART: registers that are read and written, and nothing that it says by itself, so
// it is used only when it is named. Its raw accelerometer and gyroscope are used (ACCGYRO mode),
// not its fusion: postured's filter knows what a body does.
//
//   AA 01 register length -> BB length data    AA 00 register length data -> EE 01
//   EE status: an error    115200 baud, at most 128 bytes
// (BST-BNO055-DS000-14, June 2016: UART p. 94; modes and their ranges p. 21, switching times p. 21;
// units p. 30 and 33.) Accelerometer and gyroscope have the same right-handed axes (p. 24); the
// accelerometer reads +1 g upwards.
#pragma once

#include "sensor/foreign/foreign_decoder.hpp"
#include "sensor/foreign/frame_scanner.hpp"

namespace postured {

FrameLook look_for_bno055(std::span<const std::uint8_t> head);

class Bno055Decoder final : public ForeignDecoder {
 public:
  explicit Bno055Decoder(SensorSink& sink);
  DecoderCounts decoder_counts() const override { return scanner_.counts(); }

  // 25 readings a second: enough for posture, and a question and its answer fit well in between.
  std::chrono::milliseconds request_period() const override {
    return std::chrono::milliseconds(40);
  }
  std::vector<std::uint8_t> request(BootTime now) override;

 private:
  // What is asked, in this order; reading goes on for ever.
  enum class Step { identify, configure, set_units, start, read };

  void parse(BootTime arrival, std::span<const std::uint8_t> bytes) override;
  void forget() override;
  void on_answer(BootTime arrival, std::span<const std::uint8_t> answer);
  void on_reading(BootTime arrival, std::span<const std::uint8_t> data);
  void start_over();

  FrameScanner scanner_;
  Step step_ = Step::identify;
  std::optional<BootTime> asked_;  // when; until the answer
  int silent_ = 0;                 // questions in a row without an answer
  int zeros_ = 0;                  // readings in a row that were all zero
};

}  // namespace postured
