#include "link/auto_source.hpp"

namespace postured {

AutoSource::AutoSource(std::shared_ptr<SensorFinder> finder, ClipSide side, SensorWish wish)
    : finder_(std::move(finder)), side_(side), wish_(wish) {}

void AutoSource::start(SourceHandlers handlers) {
  stop();
  handlers_ = std::move(handlers);
  started_ = std::make_shared<const bool>(true);
  last_report_.clear();
  told_of_loss_ = false;
  seek(std::chrono::milliseconds(0));
}

void AutoSource::stop() {
  started_.reset();
  finder_->forget(side_);
  reader_.reset();
  link_.reset();
}

void AutoSource::write(std::span<const std::uint8_t> bytes) {
  if (reader_) reader_->write(bytes);
}

std::string AutoSource::describe() const {
  return link_ ? "auto: " + to_string(port_) : "auto: searching";
}

void AutoSource::seek(std::chrono::milliseconds delay) {
  finder_->seek(
      side_,
      {wish_, [this](HeardSensor heard) { on_found(std::move(heard)); },
       [this](const std::string& why, bool nobody_there) { on_nothing(why, nobody_there); }},
      delay);
}

void AutoSource::on_found(HeardSensor heard) {
  port_ = heard.port;
  reader_ = std::move(heard.reader);
  reader_->set_handlers({[this](std::span<const std::uint8_t> bytes) {
                           const auto deliver = handlers_.on_bytes;
                           deliver(bytes);
                         },
                         [this](const std::string& why) { on_port_lost(why); }});
  link_ = LinkInfo{port_.path, port_identity(port_), heard.kind, heard.baud, true};
  last_report_.clear();
  told_of_loss_ = false;
  const std::weak_ptr started = started_;
  const SourceHandlers handlers = handlers_;
  handlers.on_open(reader_->name(), heard.kind);
  if (!started.expired() && reader_) handlers.on_bytes(heard.bytes);
}

void AutoSource::on_nothing(const std::string& why, bool nobody_there) {
  if (why == last_report_ || (nobody_there && told_of_loss_)) return;
  last_report_ = why;
  const auto on_lost = handlers_.on_lost;
  on_lost(why);
}

void AutoSource::on_port_lost(const std::string& why) {
  reader_.reset();
  link_.reset();
  told_of_loss_ = true;
  seek(finder_->again());
  const auto on_lost = handlers_.on_lost;
  on_lost(why);
}

}  // namespace postured
