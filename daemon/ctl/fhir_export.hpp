// The whole journal, week after week, as a FHIR bundle (report/fhir.hpp).
#pragma once

#include <string>

#include "journal/store.hpp"

namespace postured {

std::string fhir_of(const JournalStore& journal, const WallTime& made_at,
                    const std::string& version);

}  // namespace postured
