// From whatever chip is on the bus to numbered, timed samples; and back to them by itself when the
// chip is absent, asleep after a brown-out, frozen, overflowed, or holds the bus.
#pragma once

#include "core/hal.hpp"
#include "core/sample_clock.hpp"
#include "imu/imu.hpp"

namespace posture_clip {

struct Sample {
  uint32_t t_us;
  uint32_t number;  // counts what a pause lost, by the time it took
  ImuReading reading;
  uint8_t flags;     // pw_imu_flag, of this sample
  bool after_pause;  // not evenly spaced from the one before
};

class Sampler {
 public:
  Sampler(Hal& hal, const ImuDrivers& drivers, const ImuSetup& setup);

  // Does what is due and returns at most one sample. Blocks for a few transfers at most.
  bool poll(Sample& sample);

  // At least once in an hour, in every state: the clock wraps after 71.6 minutes.
  void keep_time();

  // Starts the chip again with another setup; what it really does is in setup() later.
  void change(const ImuSetup& wanted);
  // Accelerometer only; no samples until wake(). False: the chip did not answer.
  bool doze();
  bool peek(ImuReading& reading) { return imu_->newest(chip_, reading); }
  void wake() { restart(); }
  // The chip's own test, over some 350 ms without samples. False: no chip is running.
  bool start_self_test();
  enum class Verdict : uint8_t { none, passed, failed };
  Verdict take_verdict();  // once

  bool searched() const { return searched_; }  // a chip was looked for at least once
  bool found() const { return imu_ != nullptr; }
  bool running() const { return state_ == State::running; }
  // Starting takes a while; before it ends setup and scale are not yet true.
  bool settled() const { return state_ != State::starting && state_ != State::testing; }
  const char* name() const { return name_; }
  const ImuSetup& setup() const { return setup_; }
  const ImuScale& scale() const { return scale_; }
  int16_t temperature_cdeg() const { return temperature_cdeg_; }
  uint16_t i2c_errors() const { return chip_.errors(); }
  uint16_t lost() const { return lost_; }  // in overflows
  // Nothing is due for so long, but for the data-ready edge.
  uint32_t rest_us() const;
  // True once after each start of the chip.
  bool take_started();

 private:
  enum class State : uint8_t { absent, starting, running, dozing, testing };

  bool due() const { return static_cast<int32_t>(now_ - due_) >= 0; }
  void wait_ms(uint16_t ms) { due_ = now_ + static_cast<uint32_t>(ms) * 1000; }
  void restart();
  void search();
  void test_phase();
  void start_phase();
  bool look();
  bool read(Sample& sample);
  void number(Sample& sample);
  void check_readings(Sample& sample);
  void transfer_failed();
  void overflowed();

  Hal& hal_;
  Registers chip_;
  ImuDrivers drivers_;
  Imu* imu_ = nullptr;
  const char* name_ = "none";
  ImuSetup wanted_, setup_;
  ImuScale scale_;
  SampleClock clock_;

  State state_ = State::absent;
  bool searched_ = false;
  bool started_ = false;
  uint8_t phase_ = 0;
  uint8_t failures_ = 0;  // in a row
  uint32_t now_ = 0, due_ = 0;

  uint32_t last_look_us_ = 0, last_edge_us_ = 0;
  uint32_t temperature_at_us_ = 0;
  bool edge_seen_ = false;
  uint16_t pending_ = 0;  // samples in the FIFO, as of the last look
  bool timed_by_edge_ = false;
  uint32_t pending_newest_us_ = 0;

  uint32_t number_ = 0;
  uint32_t newest_us_ = 0;    // of the last sample given out, 0 before the first
  uint32_t progress_us_ = 0;  // when samples last came, or were started
  // The wrap of the clock is seen in whole milliseconds since the last sample.
  uint32_t ms_since_sample_ = 0, ms_from_us_ = 0;
  bool any_ = false, pause_ = true;
  uint8_t flags_ = 0;  // for the next sample

  int32_t test_sum_[6];
  Verdict verdict_ = Verdict::none;

  ImuReading last_;
  uint16_t equal_ = 0;          // readings in a row that did not change
  uint8_t stuck_restarts_ = 0;  // in a row
  uint16_t lost_ = 0;
  int16_t temperature_cdeg_;
};

}  // namespace posture_clip
