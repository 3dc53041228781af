// The journal's prompts as stories, for the commands that tell them. Works without the daemon.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/prompt_story.hpp"

namespace postured {

// The file, or the person's own journal when it is empty. Throws std::runtime_error with a
// sentence when there is no home directory to look for it in.
std::filesystem::path journal_or_own(const std::string& file);
// The `n` newest prompts, oldest first. Throws JournalError.
std::vector<PromptStory> latest_stories(const std::filesystem::path& journal, int n);
// The story as lines: its heading, then one sentence a line.
void print_story(const PromptStory& story);

}  // namespace postured
