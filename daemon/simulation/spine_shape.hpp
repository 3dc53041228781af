// How the pelvis goes along with the trunk, for a clip at the belt: what two clips on one back see.
//
// Sitting rolls the pelvis backwards; a slump bends the back and rolls the pelvis back a little
// further (in a full slump by 10 deg, domain model F30: the rest is mid and lower thoracic);
// leaning at the hip takes part of the lean along (lumbar to hip between 2:1 and 1:1 in the first
// 60 deg of a forward bend: Esola et al. 1996, Spine 21:71).
#pragma once

#include "simulation/smooth.hpp"

namespace postured {

enum class Segment { trunk, pelvis };

struct SpineShape {
  double pelvis_sit_tilt_deg = -20;   // theta of the pelvis in comfortable upright sitting
  double hip_share = 0.45;            // of a lean or a bend
  double full_slump_deg = 25;         // how far the trunk sinks at most ...
  double full_slump_pelvis_deg = 10;  // ... and how far the pelvis rolls back then

  // What a full slump adds between trunk and pelvis.
  double range_deg() const { return full_slump_deg + full_slump_pelvis_deg; }
  // theta of the pelvis: `seated` 0..1, `lean_deg` of the trunk from its upright posture without
  // slump, `slump_deg` of the trunk.
  Jet pelvis_deg(const Jet& seated, const Jet& lean_deg, const Jet& slump_deg) const {
    return pelvis_sit_tilt_deg * seated + hip_share * lean_deg +
           -(full_slump_pelvis_deg / full_slump_deg) * slump_deg;
  }
};

}  // namespace postured
