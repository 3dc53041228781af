// The look of the page: its style sheet and the patterns that tell areas apart in print.
#pragma once

namespace postured {

extern const char* const kPageStyle;     // inside <style>
extern const char* const kPagePatterns;  // an SVG element without extent

}  // namespace postured
