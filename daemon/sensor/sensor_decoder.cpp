#include "sensor/sensor_decoder.hpp"

#include "sensor/foreign/bno055.hpp"
#include "sensor/foreign/bno08x_rvc.hpp"
#include "sensor/foreign/csv.hpp"
#include "sensor/foreign/mpu6050_sketch.hpp"
#include "sensor/foreign/razor.hpp"
#include "sensor/foreign/sparkfun_9dof.hpp"
#include "sensor/foreign/witmotion.hpp"
#include "sensor/foreign/ximu3.hpp"
#include "sensor/postured_decoder.hpp"

namespace postured {

std::unique_ptr<SensorDecoder> make_decoder(SensorKind kind, SensorSink& sink,
                                            const DecoderOptions& options) {
  switch (kind) {
    case SensorKind::postured:
      return std::make_unique<PosturedDecoder>(sink);
    case SensorKind::witmotion:
      return std::make_unique<WitMotionDecoder>(sink);
    case SensorKind::bno08x_rvc:
      return std::make_unique<Bno08xRvcDecoder>(sink);
    case SensorKind::bno055:
      return std::make_unique<Bno055Decoder>(sink);
    case SensorKind::ximu3:
      return std::make_unique<XImu3Decoder>(sink);
    case SensorKind::razor:
      return std::make_unique<RazorDecoder>(sink);
    case SensorKind::sparkfun_9dof:
      return std::make_unique<Sparkfun9dofDecoder>(sink);
    case SensorKind::mpu6050_sketch:
      return std::make_unique<Mpu6050SketchDecoder>(sink);
    case SensorKind::csv:
      return std::make_unique<CsvDecoder>(sink, options.csv);
  }
  return nullptr;
}

}  // namespace postured
