#include "sensor/capture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace postured {
namespace {

using Bytes = std::vector<std::uint8_t>;
using std::chrono::microseconds;

CaptureHeader some_header() {
  CaptureHeader header;
  header.serial = "00deadbeef00cafe";
  header.placement = "collar";
  header.note = "a note: with a colon";
  header.started = {UtcTime(std::chrono::milliseconds(1'763'715'900'123)),
                    std::chrono::seconds(3'600)};
  return header;
}

void append(std::string& text, const Bytes& bytes) { text.append(bytes.begin(), bytes.end()); }

struct Piece {
  microseconds delay;
  Bytes bytes;
};

std::string encode(const CaptureHeader& header, const std::vector<Piece>& pieces) {
  std::string text;
  append(text, encode_capture_header(header));
  for (const Piece& piece : pieces) append(text, encode_capture_record(piece.delay, piece.bytes));
  return text;
}

TEST(Capture, RoundTrips) {
  std::mt19937 random(6);
  std::vector<Piece> pieces;
  for (int i = 0; i < 500; ++i) {
    Bytes bytes(1 + random() % 300);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    pieces.push_back({microseconds(random()), bytes});
  }
  const std::string text = encode(some_header(), pieces);
  EXPECT_TRUE(looks_like_capture(text));
  const CaptureResult result = parse_capture(text);
  EXPECT_EQ(result.error, "");
  EXPECT_FALSE(result.capture.tail_damaged);
  EXPECT_EQ(result.capture.header.serial, some_header().serial);
  EXPECT_EQ(result.capture.header.placement, some_header().placement);
  EXPECT_EQ(result.capture.header.note, some_header().note);
  EXPECT_EQ(result.capture.header.started, some_header().started);
  ASSERT_EQ(result.capture.records.size(), pieces.size());
  BootTime arrival{};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    arrival += pieces[i].delay;
    ASSERT_EQ(result.capture.records[i].arrival, arrival);
    ASSERT_EQ(result.capture.records[i].bytes, pieces[i].bytes);
  }
}

TEST(Capture, EveryTruncationEndsAtTheLastWholeRecord) {
  const std::vector<Piece> pieces = {
      {microseconds(1), {1, 2, 3}}, {microseconds(2), {4}}, {microseconds(3), Bytes(40, 5)}};
  const std::size_t header_size = encode_capture_header(some_header()).size();
  const std::string whole = encode(some_header(), pieces);
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const CaptureResult result = parse_capture(std::string_view(whole).substr(0, size));
    ASSERT_EQ(result.error.empty(), size >= header_size) << size;
    if (size < header_size) continue;
    std::size_t end = header_size, complete = 0;
    bool at_boundary = size == header_size;
    for (const Piece& piece : pieces) {
      end += 7 + piece.bytes.size();
      if (end <= size) ++complete;
      at_boundary |= end == size;
    }
    ASSERT_EQ(result.capture.records.size(), complete) << size;
    ASSERT_EQ(result.capture.tail_damaged, !at_boundary) << size;
  }
}

TEST(Capture, KeepsLongPausesAndLargeReads) {
  const Bytes large(200'000, 7);
  const std::string text = encode({}, {{std::chrono::hours(30), {1}},
                                       {microseconds(5), large},
                                       {microseconds(-9), {2}},
                                       {microseconds(0xFFFFFFFF), {3}}});
  const CaptureResult result = parse_capture(text);
  ASSERT_EQ(result.error, "");
  EXPECT_FALSE(result.capture.tail_damaged);
  ASSERT_FALSE(result.capture.records.empty());
  EXPECT_EQ(result.capture.records.front().arrival, BootTime(std::chrono::hours(30)));
  Bytes all;
  for (const CaptureRecord& record : result.capture.records) {
    all.insert(all.end(), record.bytes.begin(), record.bytes.end());
  }
  EXPECT_EQ(all.size(), 3 + large.size());
  EXPECT_EQ(result.capture.records.back().arrival,
            BootTime(std::chrono::hours(30) + microseconds(5) + microseconds(0xFFFFFFFF)));
}

TEST(Capture, APauseAtTheEndOrWithoutBytesOnlyMovesTime) {
  const std::string text = encode({}, {{microseconds(10), {}}, {microseconds(10), {1}}});
  const CaptureResult result = parse_capture(text);
  ASSERT_EQ(result.capture.records.size(), 1u);
  EXPECT_EQ(result.capture.records[0].arrival, BootTime(microseconds(20)));
}

TEST(Capture, HeaderValuesCannotAddLines) {
  CaptureHeader header = some_header();
  header.note = "first\nserial: forged\r\nplacement: forged";
  const CaptureResult result = parse_capture(encode(header, {}));
  EXPECT_EQ(result.capture.header.serial, some_header().serial);
  EXPECT_EQ(result.capture.header.placement, "collar");
  EXPECT_EQ(result.capture.header.note, "first serial: forged  placement: forged");
}

TEST(Capture, HeaderSaysWhatTheSensorIs) {
  CaptureHeader header = some_header();
  header.kind = SensorKind::csv;
  header.board = "nano";
  header.firmware = "1.2.3";
  header.csv = {"t_ms,ax,ay,az", 9.81, 0.5};
  header.phase = microseconds(123'456);
  header.mounting = "1 2 3";
  const CaptureHeader read = parse_capture(encode(header, {})).capture.header;
  EXPECT_EQ(read.kind, SensorKind::csv);
  EXPECT_EQ(read.board, "nano");
  EXPECT_EQ(read.firmware, "1.2.3");
  EXPECT_EQ(read.csv, header.csv);
  EXPECT_EQ(read.phase, header.phase);
  EXPECT_EQ(read.mounting, "1 2 3");
}

TEST(Capture, EventsKeepTheirPlaceAndUnknownOnesAreLeftOut) {
  std::string text = encode(some_header(), {});
  append(text, encode_capture_record(microseconds(5), Bytes{'c', 's', 'v'}, CaptureEvent::opened));
  append(text, encode_capture_record(microseconds(5), {}, CaptureEvent::beat));
  append(text, encode_capture_record(microseconds(5), Bytes{9}, static_cast<CaptureEvent>(77)));
  append(text, encode_capture_record(microseconds(5), Bytes{1}));
  append(text, encode_capture_record(microseconds(5), {}, CaptureEvent::lost));
  const auto records = parse_capture(text).capture.records;
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[0].event, CaptureEvent::opened);
  EXPECT_EQ(records[0].bytes, (Bytes{'c', 's', 'v'}));
  EXPECT_EQ(records[1].event, CaptureEvent::beat);
  EXPECT_EQ(records[2].bytes, Bytes{1});
  EXPECT_EQ(records[2].arrival, BootTime(microseconds(20)));
  EXPECT_EQ(records[3].event, CaptureEvent::lost);
}

TEST(Capture, OlderCapturesAreReadAsBefore) {
  // As the first format had it: u32 delay, u16 length, bytes.
  const std::string header = "serial: 12\nplacement: belt\n";
  std::string text = "PSTRCAP1" + std::string{static_cast<char>(header.size()), 0, 0, 0} + header;
  text += std::string{10, 0, 0, 0, 2, 0, 'a', 'b'};
  text += std::string{5, 0, 0, 0, 0, 0};
  text += std::string{5, 0, 0, 0, 1, 0, 'c'};
  const CaptureResult result = parse_capture(text);
  ASSERT_EQ(result.error, "");
  EXPECT_FALSE(result.capture.tail_damaged);
  EXPECT_FALSE(result.capture.has_events);
  EXPECT_EQ(result.capture.header.kind, SensorKind::postured);
  EXPECT_EQ(result.capture.header.placement, "belt");
  ASSERT_EQ(result.capture.records.size(), 2U);
  EXPECT_EQ(result.capture.records[0].bytes, (Bytes{'a', 'b'}));
  EXPECT_EQ(result.capture.records[1].arrival, BootTime(microseconds(20)));
}

TEST(Capture, SaysWhatIsWrong) {
  EXPECT_FALSE(looks_like_capture("PSTRCAP"));
  EXPECT_EQ(parse_capture("t_s,ax_g").error,
            "This is not a capture: it does not begin with PSTRCAP2.");
  EXPECT_EQ(parse_capture("PSTRCAP1\x10").error,
            "The capture ends within its header: the file was cut.");
  const std::string line = "started_utc_ms: yesterday\n";
  const std::string text = "PSTRCAP1" + std::string{static_cast<char>(line.size()), 0, 0, 0} + line;
  EXPECT_EQ(parse_capture(text).error,
            "The capture's header says \"started_utc_ms: yesterday\", which is not a number.");
  std::string newer = encode(some_header(), {});
  newer.replace(newer.find("kind: postured"), 14, "kind: tomorrow");
  EXPECT_NE(parse_capture(newer).error.find("update it"), std::string::npos);
}

TEST(Capture, AnyBytesAreHarmless) {
  std::mt19937 random(8);
  const std::string header = encode(some_header(), {});
  for (int round = 0; round < 3'000; ++round) {
    std::string text = round % 3 == 0 ? header : round % 3 == 1 ? "PSTRCAP1" : "PSTRCAP2";
    const std::size_t size = random() % 300;
    for (std::size_t i = 0; i < size; ++i) {
      text += static_cast<char>(random() % 3 == 0 ? random() : 0);
    }
    const CaptureResult result = parse_capture(text);
    BootTime last{};
    for (const CaptureRecord& record : result.capture.records) {
      ASSERT_GE(record.arrival, last);
      last = record.arrival;
    }
  }
}

}  // namespace
}  // namespace postured
