// A file with health data that is too large to be put together in memory.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace postured {

// Writes to a new file (0600) beside `file`, which takes its place when all went well; otherwise
// nothing is left. Throws std::runtime_error with a sentence.
class PrivateOutput {
 public:
  explicit PrivateOutput(std::filesystem::path file);
  PrivateOutput(const PrivateOutput&) = delete;
  PrivateOutput& operator=(const PrivateOutput&) = delete;
  ~PrivateOutput();

  void write(std::string_view text);
  void finish();  // in its place from now on

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path file_, temporary_;
  std::unique_ptr<std::FILE, Close> stream_;
};

}  // namespace postured
