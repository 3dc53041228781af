#include "simulation/handling.hpp"

#include "simulation/random.hpp"

namespace postured {
namespace {

constexpr double kOff_deg = 6;  // 1 sigma of each axis

}  // namespace

std::vector<Vec3> handling_positions(std::uint64_t seed) {
  std::vector<Vec3> positions;
  for (int axis = 0; axis < 3; ++axis) {
    positions.emplace_back(Vec3::Unit(axis));
    positions.emplace_back(-Vec3::Unit(axis));
  }
  for (int corner = 0; corner < 8; ++corner) {
    positions.emplace_back(Vec3(corner & 1, (corner >> 1) & 1, corner >> 2) - Vec3::Constant(0.5));
  }
  Random random(seed, 7);
  for (Vec3& position : positions) {
    position.normalize();
    for (int i = 0; i < 3; ++i) position[i] += kOff_deg * kRadPerDeg * random.normal();
    position.normalize();
  }
  return positions;
}

}  // namespace postured
