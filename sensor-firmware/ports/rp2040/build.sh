#!/usr/bin/env bash
# build.sh OUT.elf: the bare-metal firmware, with Debian's gcc-arm-none-eabi and
# libnewlib-arm-none-eabi. `picotool load -x OUT.elf` flashes it. OUT.bin beside it is without the second
# boot stage: it belongs at 0x10000100.
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
# The boot ROM wants the CRC-32/MPEG-2 of the second stage behind it.
second_stage() {
  arm-none-eabi-gcc "-DBOOT2_CRC=$1" -c "$here/boot2.S" -o "$objects/boot2.o"
  arm-none-eabi-objcopy -O binary -j .boot2 "$objects/boot2.o" "$objects/boot2.bin"
}
second_stage 0
crc=0xFFFFFFFF
for byte in $(od -An -v -tu1 -N252 "$objects/boot2.bin"); do
  crc=$((crc ^ byte << 24))
  for _ in 1 2 3 4 5 6 7 8; do crc=$(((crc << 1 ^ (crc >> 31 & 1) * 0x04C11DB7) & 0xFFFFFFFF)); done
done
second_stage $crc
arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -Os -flto -nostartfiles -specs=nano.specs \
  -Wl,--gc-sections -T "$here/rp2040.ld" "$objects"/*.o -o "$out"
arm-none-eabi-objcopy -O binary -R .boot2 "$out" "${out%.elf}.bin"
arm-none-eabi-size "$out"
