// libFuzzer's entry. The environment says which target (POSTURED_FUZZ_TARGET), or where to write
// the seeds of all of them (POSTURED_FUZZ_SEEDS: DIR/TARGET/N).
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "fuzz/fuzz_targets.hpp"

namespace {

const postured::fuzz::Target* target = nullptr;

void write_seeds(const std::filesystem::path& dir) {
  for (const auto& one : postured::fuzz::targets()) {
    std::filesystem::create_directories(dir / one.name);
    for (std::size_t n = 0; n < one.seeds.size(); ++n) {
      std::ofstream out(dir / one.name / std::to_string(n), std::ios::binary);
      out.write(reinterpret_cast<const char*>(one.seeds[n].data()),
                static_cast<std::streamsize>(one.seeds[n].size()));
    }
    std::puts(one.name.c_str());
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  if (const char* const dir = std::getenv("POSTURED_FUZZ_SEEDS")) {
    write_seeds(dir);
    std::exit(0);
  }
  const char* const name = std::getenv("POSTURED_FUZZ_TARGET");
  if (name != nullptr) target = postured::fuzz::target_named(name);
  if (target == nullptr) {
    std::fputs("postured_fuzz: set POSTURED_FUZZ_TARGET to one of\n", stderr);
    for (const auto& one : postured::fuzz::targets())
      std::fprintf(stderr, "  %s\n", one.name.c_str());
    std::exit(2);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  target->run(*target, {data, size});
  return 0;
}
