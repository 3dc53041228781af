// Another journal's rows into this one: of an earlier postured, or of another computer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "journal/store.hpp"

namespace postured {

struct ImportedTable {
  std::string table;
  std::int64_t added = 0;
  std::int64_t known = 0;     // the same row was here already
  std::int64_t differed = 0;  // the same moment with other contents: ours was kept
};

// Reads `file` (any schema up to ours) without changing it, and adds what is not here yet: all of
// it or, when it fails, nothing. Imported rows count as older than every row here, so that the
// newest calibration stays ours. A bout left open by a crash is closed. Tables without rows there
// are left out of the result. Throws JournalError with a sentence.
std::vector<ImportedTable> import_journal(JournalStore& into, const std::filesystem::path& file);

}  // namespace postured
