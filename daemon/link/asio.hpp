// The one place that includes Boost.Asio: 1.74's awaitable.hpp needs <utility> before it under
// g++ 12 and C++20.
#pragma once

#include <utility>
// <utility> first; the blank line keeps the order.

#include <boost/asio.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
