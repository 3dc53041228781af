// The figures of body-accuracy as text and as JSON.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "body_accuracy/body_run.hpp"
#include "body_accuracy/body_score.hpp"

namespace postured::test {

nlohmann::json to_json(const BodyScore& score);  // absent figures are null
void print_table(std::ostream& out, const std::vector<PersonScore>& people);
// Truth by verdict, in seconds, with recall, precision and F1.
void print_pooled(std::ostream& out, const std::string& title, const BodyScore& score);

}  // namespace postured::test
