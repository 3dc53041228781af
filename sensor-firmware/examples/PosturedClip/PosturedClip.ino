// The posture clip. Choose your board in the IDE's Tools menu and upload; pins are below.
#include <posture_clip.h>

using namespace posture_clip;

// What is connected where; -1 = not there.
static const int8_t kDataReadyPin =
    2;                               // INT of the motion chip; works without, a little less exactly
static const int8_t kMotorPin = 3;   // gate of the transistor of the vibration motor
static const int8_t kButtonPin = 4;  // to ground

static const Board kBoard = {
#if defined(ARDUINO_AVR_NANO)
    "nano",
#elif defined(ARDUINO_AVR_MEGA2560)
    "mega",
#elif defined(ARDUINO_AVR_LEONARDO) || defined(ARDUINO_AVR_MICRO) || defined(ARDUINO_AVR_PROMICRO)
    "pro micro",
#else
    "uno",
#endif
    true,   true, true, false, 0, 0};

static const ArduinoPins kPins = {&Wire,     SDA,           SCL,        &Serial,
                                  false,     kDataReadyPin, kButtonPin, LED_BUILTIN,
                                  kMotorPin, false,         nullptr};

static ArduinoHal hal(kPins);
static Clip clip(hal, kBoard, imu_drivers());

void setup() {
  Serial.begin(115200);
  hal.begin();
  clip.begin();
}

void loop() { clip.step(); }
