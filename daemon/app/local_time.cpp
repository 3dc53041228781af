#include "app/local_time.hpp"

#include <ctime>

namespace postured {

WallTime wall_time(UtcTime utc) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(utc).time_since_epoch().count();
  std::tm local{};
  localtime_r(&seconds, &local);
  return {utc, std::chrono::seconds(local.tm_gmtoff)};
}

UtcTime utc_of_local(std::chrono::local_days day, std::chrono::seconds time_of_day) {
  const std::chrono::year_month_day date(day);
  std::tm local{};
  local.tm_year = static_cast<int>(date.year()) - 1900;
  local.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  local.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
  local.tm_sec = static_cast<int>(time_of_day.count());  // mktime normalises
  local.tm_isdst = -1;
  return UtcTime(std::chrono::seconds(std::mktime(&local)));
}

WallTime wall_now() {
  return wall_time(
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

}  // namespace postured
