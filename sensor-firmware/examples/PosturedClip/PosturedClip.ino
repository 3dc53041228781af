// The posture clip. Choose your board in the Tools menu, upload, done. What is connected to which
// pin is below; the pictures are in README.md.
#include <posture_clip.h>
#if defined(USE_TINYUSB)
#include <Adafruit_TinyUSB.h>  // Serial of the nRF52 boards
#endif

#if defined(ARDUINO_ARCH_MBED)
#error "Mbed cores cannot tell how much a line takes: choose this board's other core (README.md)."
#endif

using namespace posture_clip;

// -1 = not there. Without the wire from INT the times of samples are a little less exact.
#if defined(__AVR_ATmega32U4__)
static const int8_t kDataReadyPin = 7;  // INT of the motion chip; pins 2 and 3 are the bus here
static const int8_t kMotorPin = 9;      // gate of the transistor of the vibration motor
static const int8_t kButtonPin = 4;     // to ground
#elif defined(ARDUINO_ARCH_AVR)
static const int8_t kDataReadyPin = 2;
static const int8_t kMotorPin = 3;
static const int8_t kButtonPin = 4;  // the one that wakes an ATmega328P from deep sleep
#elif defined(ARDUINO_ARCH_ESP32) && !defined(ARDUINO_XIAO_ESP32C3)
static const int8_t kDataReadyPin = 4;  // the bus is on 21 and 22 of an ESP32 DevKit
static const int8_t kMotorPin = 5;
static const int8_t kButtonPin = 18;
#else
static const int8_t kDataReadyPin = D2;
static const int8_t kMotorPin = D3;
static const int8_t kButtonPin = D1;
#endif

// Deep sleep after so many seconds on a desk; 0 = never, as on a cable.
#ifdef POSTURED_SLEEP_AFTER_S
static const uint16_t kSleepAfter_s = POSTURED_SLEEP_AFTER_S;
#elif defined(ARDUINO_ARCH_NRF52)
static const uint16_t kSleepAfter_s = 600;
#else
static const uint16_t kSleepAfter_s = 0;
#endif
static const uint16_t kBatteryLow_mv = 3500;  // where the board measures it

#if defined(ARDUINO_Seeed_XIAO_nRF52840_Sense)
// 1 MOhm over 510 kOhm, measured against 3.6 V. The divider stays on: off, a full battery would put
// more than the supply on the pin.
static uint16_t battery_mv() {
  pinMode(VBAT_ENABLE, OUTPUT);
  digitalWrite(VBAT_ENABLE, LOW);
  analogReadResolution(12);
  return (uint16_t)((uint32_t)analogRead(PIN_VBAT) * 3600 / 4096 * 1510 / 510);
}
static const Board kBoard = {"xiao nrf52840", true,         true, true, true,
                             kBatteryLow_mv,  kSleepAfter_s};
// The chip is on the board, on a bus of its own.
static const ArduinoPins kPins = {
    &Wire1,     PIN_WIRE1_SDA, PIN_WIRE1_SCL, &Serial, false,     PIN_LSM6DS3TR_C_INT1,
    kButtonPin, LED_BUILTIN,   kMotorPin,     true,    battery_mv};
#else
#if defined(ARDUINO_AVR_NANO)
#define BOARD_NAME "nano"
#elif defined(ARDUINO_AVR_UNO)
#define BOARD_NAME "uno"
#elif defined(ARDUINO_AVR_MEGA2560)
#define BOARD_NAME "mega"
#elif defined(__AVR_ATmega32U4__)
#define BOARD_NAME "pro micro"
#elif defined(ARDUINO_ARCH_RP2040)
#define BOARD_NAME "rp2040"
#elif defined(ARDUINO_ARCH_ESP32)
#define BOARD_NAME "esp32"
#else
#define BOARD_NAME "arduino"
#endif
static const Board kBoard = {BOARD_NAME, kButtonPin >= 0, kMotorPin >= 0, true, false,
                             0,          kSleepAfter_s};
#ifdef LED_BUILTIN
static const int8_t kLedPin = LED_BUILTIN;
#else
static const int8_t kLedPin = -1;
#endif
static const ArduinoPins kPins = {&Wire,      SDA,     SCL,       &Serial, false,  kDataReadyPin,
                                  kButtonPin, kLedPin, kMotorPin, false,   nullptr};
#endif

static ArduinoHal hal(kPins);
static Clip clip(hal, kBoard, imu_drivers());

void setup() {
#if defined(PIN_LSM6DS3TR_C_POWER)
  pinMode(PIN_LSM6DS3TR_C_POWER, OUTPUT);
  digitalWrite(PIN_LSM6DS3TR_C_POWER, HIGH);
  delay(10);
#endif
  Serial.begin(115200);
  hal.begin();
  clip.begin();
}

void loop() { clip.step(); }
