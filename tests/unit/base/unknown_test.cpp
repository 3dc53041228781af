#include "base/unknown.hpp"

#include <gtest/gtest.h>

namespace postured {
namespace {

TEST(Unknown, EveryReasonHasATokenThatReadsBackAndASentence) {
  for (int i = static_cast<int>(Unknown::no_sensor); i <= static_cast<int>(Unknown::handled); ++i) {
    const auto reason = static_cast<Unknown>(i);
    EXPECT_FALSE(to_string(reason).empty()) << i;
    EXPECT_EQ(unknown_from_string(to_string(reason)), reason) << i;
    EXPECT_GT(sentence(reason).size(), 10U) << i;
  }
  EXPECT_EQ(to_string(Unknown::none), "");
  EXPECT_EQ(unknown_from_string("rubbish"), Unknown::none);
}

}  // namespace
}  // namespace postured
