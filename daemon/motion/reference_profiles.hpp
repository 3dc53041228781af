// Comfortable postures differ from seat to seat: a reference each for the office chair, the
// standing desk and the sofa. All are theta from standing in the same axes: those, and up, belong
// to how the clip sits, and a new clip-on changes them for all profiles at once.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace postured {

enum class Profile { chair, standing_desk, sofa };
inline constexpr std::array kProfiles{Profile::chair, Profile::standing_desk, Profile::sofa};

std::string_view to_string(Profile profile);  // the token: chair, standing_desk, sofa
std::optional<Profile> profile_from_string(std::string_view token);
std::string_view place_of(Profile profile);  // "on the office chair", for sentences

struct ReferenceProfiles {
  Profile chosen = Profile::chair;  // by hand
  // theta of the comfortable posture there, from standing; nullopt: never taken.
  std::array<std::optional<double>, kProfiles.size()> theta_deg{};

  std::optional<double>& of(Profile p) { return theta_deg.at(static_cast<std::size_t>(p)); }
  const std::optional<double>& of(Profile p) const {
    return theta_deg.at(static_cast<std::size_t>(p));
  }
  bool operator==(const ReferenceProfiles&) const = default;
};

}  // namespace postured
