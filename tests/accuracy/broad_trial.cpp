#include "accuracy/broad_trial.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace postured::accuracy {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "the format is little endian");
constexpr std::size_t kHeaderBytes = 32;

class Reader {
 public:
  explicit Reader(const fs::path& file) : file_(file), in_(file, std::ios::binary) {
    if (!in_) throw problem("cannot be opened");
  }

  template <class T>
  T one() {
    T value{};
    read(&value, sizeof value);
    return value;
  }
  // Vectors of N numbers, stored as float or double.
  template <int N>
  std::vector<Eigen::Matrix<double, N, 1>> vectors(std::size_t n, std::uint32_t bytes_per_real) {
    std::vector<Eigen::Matrix<double, N, 1>> out(n);
    if (bytes_per_real == 8) {
      for (auto& v : out) read(v.data(), N * sizeof(double));
      return out;
    }
    Eigen::Matrix<float, N, 1> stored;
    for (auto& v : out) {
      read(stored.data(), N * sizeof(float));
      v = stored.template cast<double>();
    }
    return out;
  }
  void read(void* to, std::size_t bytes) {
    if (!in_.read(static_cast<char*>(to), static_cast<std::streamsize>(bytes))) {
      throw problem("is shorter than its header says");
    }
  }
  std::runtime_error problem(const std::string& what) const {
    return std::runtime_error(file_.string() + " " + what);
  }

 private:
  fs::path file_;
  std::ifstream in_;
};

}  // namespace

Trial load_trial(const fs::path& file) {
  Reader in(file);
  char magic[8];
  in.read(magic, sizeof magic);
  if (std::memcmp(magic, "BROAD1\0", 8) != 0) throw in.problem("does not begin with \"BROAD1\"");
  Trial trial;
  trial.name = file.stem().string();
  trial.rate_hz = in.one<double>();
  const auto n = in.one<std::uint64_t>();
  const auto bytes_per_real = in.one<std::uint32_t>();
  in.one<std::uint32_t>();
  if (!(trial.rate_hz >= 1 && trial.rate_hz <= 10000)) throw in.problem("has no sensible rate");
  if (bytes_per_real != 4 && bytes_per_real != 8) throw in.problem("has no sensible number format");
  if (n > (fs::file_size(file) - kHeaderBytes) / (10 * bytes_per_real + 1)) {
    throw in.problem("is shorter than its header says");
  }
  trial.gyro_rad_s = in.vectors<3>(n, bytes_per_real);
  trial.accel_m_s2 = in.vectors<3>(n, bytes_per_real);
  for (const Eigen::Vector4d& q : in.vectors<4>(n, bytes_per_real)) {
    trial.up_sensor.push_back(Quat(q(0), q(1), q(2), q(3)).normalized().conjugate() *
                              Vec3::UnitZ());
  }
  std::vector<unsigned char> movement(n);
  in.read(movement.data(), n);
  trial.movement.assign(movement.begin(), movement.end());
  trial.saturated.assign(n, false);
  return trial;
}

std::vector<fs::path> trial_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::string folders_inside;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".bin") files.push_back(entry.path());
    if (entry.is_directory()) folders_inside += " " + entry.path().filename().string();
  }
  if (files.empty()) {
    throw std::runtime_error("no trial (*.bin) in " + folder.string() +
                             (folders_inside.empty() ? "" : "; give one of:" + folders_inside));
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace postured::accuracy
