#include "coach/prompt.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace postured {
namespace {

TEST(Prompt, TokensRoundTrip) {
  std::set<std::string> tokens;
  int finals = 0;
  for (int i = 0; i <= static_cast<int>(PromptState::cancelled); ++i) {
    const auto state = static_cast<PromptState>(i);
    EXPECT_EQ(prompt_state_from_string(to_string(state)), state);
    tokens.emplace(to_string(state));
    finals += is_final(state);
  }
  EXPECT_EQ(tokens.size(), 10U);
  EXPECT_EQ(finals, 5);
  for (const PromptKind kind : kPromptKinds) {
    EXPECT_EQ(prompt_kind_from_string(to_string(kind)), kind);
  }
  for (const Answer answer : kAnswers) EXPECT_EQ(answer_from_string(to_string(answer)), answer);
  EXPECT_EQ(answer_from_string("skip"), std::nullopt);
}

}  // namespace
}  // namespace postured
