#include "sensor/sensor_decoder.hpp"

#include "sensor/postured_decoder.hpp"

namespace postured {

std::unique_ptr<SensorDecoder> make_decoder(SensorKind kind, SensorSink& sink,
                                            const DecoderOptions& /*options*/) {
  switch (kind) {
    case SensorKind::postured:
    default:
      return std::make_unique<PosturedDecoder>(sink);
  }
}

}  // namespace postured
