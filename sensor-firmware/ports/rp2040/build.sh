#!/usr/bin/env bash
# build.sh OUT.elf: the bare-metal firmware, with Debian's gcc-arm-none-eabi and
# libnewlib-arm-none-eabi. OUT.bin beside it starts with 256 empty bytes for the second boot stage.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
src=$here/../../src
out=$1
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
flags=(-mcpu=cortex-m0plus -mthumb -Os -ffreestanding -ffunction-sections -fdata-sections -flto
       -Wall -Wextra -Werror "-I$src" "-I$here")
for file in "$src"/wire/*.c; do
  arm-none-eabi-gcc -std=c11 "${flags[@]}" -c "$file" -o "$objects/$(basename "$file").o"
done
for file in "$src"/core/*.cpp "$src"/imu/*.cpp "$here"/*.cpp; do
  arm-none-eabi-g++ -std=c++11 -fno-exceptions -fno-rtti -fno-threadsafe-statics \
    -fno-use-cxa-atexit "${flags[@]}" -c "$file" -o "$objects/$(basename "$file").o"
done
arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -Os -flto -nostartfiles -specs=nano.specs \
  -Wl,--gc-sections -T "$here/rp2040.ld" "$objects"/*.o -o "$out"
arm-none-eabi-objcopy -O binary "$out" "${out%.elf}.bin"
arm-none-eabi-size "$out"
