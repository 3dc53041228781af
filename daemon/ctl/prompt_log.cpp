#include "ctl/prompt_log.hpp"

#include <iostream>
#include <stdexcept>

#include "app/paths.hpp"
#include "journal/store.hpp"
#include "report/words.hpp"

namespace postured {

std::filesystem::path journal_or_own(const std::string& file) {
  if (!file.empty()) return file;
  const auto paths = user_paths();
  if (!paths) {
    throw std::runtime_error("there is no home directory: name the journal with --journal FILE");
  }
  return paths->journal_file;
}

std::vector<PromptStory> latest_stories(const std::filesystem::path& journal, int n) {
  return prompt_stories(JournalStore(journal, JournalStore::Access::read).latest_prompts(n));
}

void print_story(const PromptStory& story) {
  std::cout << words::prompt_name(story.kind) << ", " << words::date(story.begun) << '\n';
  for (const std::string& sentence : story.sentences) std::cout << "  " << sentence << '\n';
}

}  // namespace postured
