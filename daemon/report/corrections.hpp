// A week's rows with the wearer's corrections in them. What was recorded stays in the journal; the
// figures are made from this.
//
// A bout inside a corrected stretch is cut, and the stretch becomes a bout of what was said (joined
// with neighbours of the same body). A minute's body seconds follow its share of the stretch. What
// was not sitting has no lean: the judged seconds go, and so do episodes that began there. What was
// said to be sitting keeps the lean that was seen: none is invented.
#pragma once

#include "report/week_data.hpp"

namespace postured {

// Later statements win over earlier ones. Corrections of other weeks do nothing.
WeekData with_corrections(WeekData data);

}  // namespace postured
