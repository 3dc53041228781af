// What is fuzzed: everything that takes bytes from outside. Each target must survive any input and
// keep its promises (same result for any split, times that increase, finite numbers); a broken
// promise is a trap, so that a fuzzer sees it as a crash.
//
// Run by libFuzzer (fuzz_main.cpp), and over the seeds by an ordinary test (fuzz_seeds_test.cpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace postured::fuzz {

using Bytes = std::vector<std::uint8_t>;

struct Target {
  std::string name;
  void (*run)(const Target& target, std::span<const std::uint8_t> input);
  std::vector<Bytes> seeds;
  int kind = 0;  // of the sensor, for decoders
};

// All of them. Their seeds are made of the examples of the protocol and of the fake sensors.
const std::vector<Target>& targets();
// nullptr: there is none of this name.
const Target* target_named(const std::string& name);

}  // namespace postured::fuzz
