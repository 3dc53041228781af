#include "app/choices_memory.hpp"

#include <spdlog/spdlog.h>

#include "app/private_file.hpp"
#include "app/text_file.hpp"

namespace postured {

Choices load_choices(const std::filesystem::path& file) {
  const TextFile read = read_text_file(file, "a file of choices");
  if (!read.problem.empty()) spdlog::warn("{}", read.problem);
  return choices_from_text(read.text.value_or(""));
}

void save_choices(const std::filesystem::path& file, const Choices& choices) {
  const std::string problem = write_private_file(file, to_text(choices));
  if (!problem.empty()) spdlog::warn("what was chosen is not remembered: {}", problem);
}

}  // namespace postured
