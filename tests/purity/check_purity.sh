#!/usr/bin/env bash
# The pure core touches no clock, file, socket, thread, environment or random device. Proven on what
# was built: the undefined symbols of its archives.
#   check_purity.sh ARCHIVE...         fails when one needs a forbidden symbol
#   check_purity.sh --self-test CXX    fails unless each forbidden thing is noticed
set -euo pipefail

forbidden='_clock::now|\b(clock_gettime|gettimeofday|clock|time|localtime(_r)?|mktime|strftime)(@.*)?$'
forbidden+='|\b(f?open(at|64)?|fread|fwrite|read|write|unlink|rename|mmap|ioctl)(@.*)?$|basic_[io]?f(stream|ilebuf)'
forbidden+='|\b(socket|connect|bind|poll|select|epoll_\w+)(@.*)?$|\bgetenv|\bsystem(@.*)?$'
forbidden+='|pthread_create|std::thread|std::(recursive_)?mutex|\b(nano|u)?sleep(@.*)?$|random_device|\brand(om)?(@.*)?$'
forbidden+='|spdlog|std::cout|std::cerr|\b(v?printf|puts|putchar)(@.*)?$'

impure_symbols() { nm -uC "$1" | sed -n 's/^ *[Uw] //p' | grep -E "$forbidden" | sort -u; }

if [ "${1:-}" = --self-test ]; then
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
  while IFS='|' read -r headers code; do
    printf '%b\nvoid impure() { %s }\n' "$headers" "$code" >"$dir/a.cpp"
    "$2" -std=c++20 -w -c "$dir/a.cpp" -o "$dir/a.o"
    if [ -z "$(impure_symbols "$dir/a.o")" ]; then
      echo "not noticed: $code" >&2
      exit 1
    fi
  done <<'CASES'
#include <chrono>|(void)std::chrono::steady_clock::now();
#include <chrono>|(void)std::chrono::system_clock::now();
#include <ctime>|(void)std::time(nullptr);
#include <fstream>|std::ofstream("x") << 1;
#include <cstdio>|std::fopen("x", "r");
#include <thread>|std::thread([] {}).join();
#include <random>|std::random_device d; (void)d();
#include <cstdlib>|(void)std::getenv("HOME");
#include <iostream>|std::cout << 1;
#include <sys/socket.h>|socket(1, 1, 0);
#include <unistd.h>|sleep(1);
CASES
  exit 0
fi

status=0
for archive in "$@"; do
  found=$(impure_symbols "$archive" || true)
  if [ -n "$found" ]; then
    echo "$(basename "$archive") is not pure; it needs:" >&2
    echo "$found" >&2
    status=1
  fi
done
exit $status
