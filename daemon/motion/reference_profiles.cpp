#include "motion/reference_profiles.hpp"

namespace postured {

std::string_view to_string(Profile profile) {
  switch (profile) {
    case Profile::chair:
      return "chair";
    case Profile::standing_desk:
      return "standing_desk";
    case Profile::sofa:
      return "sofa";
  }
  return "";
}

std::optional<Profile> profile_from_string(std::string_view token) {
  for (const Profile profile : kProfiles) {
    if (to_string(profile) == token) return profile;
  }
  return std::nullopt;
}

std::string_view place_of(Profile profile) {
  switch (profile) {
    case Profile::chair:
      return "on the office chair";
    case Profile::standing_desk:
      return "at the standing desk";
    case Profile::sofa:
      return "on the sofa";
  }
  return "";
}

}  // namespace postured
