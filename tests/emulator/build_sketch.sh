#!/usr/bin/env bash
# The sketch for an Arduino board, compiled as the IDE would, with Debian's packages only.
#
#   build_sketch.sh FIRMWARE_DIR MCU BOARD VARIANT OUT.elf      (atmega328p AVR_NANO eightanaloginputs)
# Prints the share of flash and RAM. Flags are those of the core's platform.txt.
set -euo pipefail
firmware=$1 mcu=$2 board=$3 variant=$4 out=$5
avr=/usr/share/arduino/hardware/arduino/avr
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

# DECIMAL_DIG: Debian's core 1.8.7 wants it, Debian's avr-gcc 5.4 does not define it for C++11.
flags=(-mmcu="$mcu" -DF_CPU=16000000L -DARDUINO=10819 "-DARDUINO_$board" -DARDUINO_ARCH_AVR
       -DDECIMAL_DIG=__DECIMAL_DIG__ -g -Os -ffunction-sections -fdata-sections -flto
       "-I$avr/cores/arduino" "-I$avr/variants/$variant" "-I$avr/libraries/Wire/src")
c=(avr-gcc -std=gnu11 -fno-fat-lto-objects "${flags[@]}")
cpp=(avr-g++ -std=gnu++11 -fpermissive -fno-exceptions -fno-threadsafe-statics "${flags[@]}")
ours=(-Wall -Wextra "-I$firmware/src")

for file in "$avr"/cores/arduino/*.c "$avr"/libraries/Wire/src/utility/*.c; do
  "${c[@]}" -w -c "$file" -o "$objects/core_$(basename "$file").o"
done
for file in "$avr"/cores/arduino/*.S; do
  avr-gcc -x assembler-with-cpp "${flags[@]}" -c "$file" -o "$objects/core_$(basename "$file").o"
done
for file in "$avr"/cores/arduino/*.cpp "$avr"/libraries/Wire/src/*.cpp; do
  "${cpp[@]}" -w -c "$file" -o "$objects/core_$(basename "$file").o"
done
# A library: all sources below src, as the IDE takes them.
while IFS= read -r file; do
  object=$objects/$(echo "${file#"$firmware"/src/}" | tr / _).o
  case $file in
    *.c) "${c[@]}" "${ours[@]}" -c "$file" -o "$object" ;;
    *) "${cpp[@]}" "${ours[@]}" -c "$file" -o "$object" ;;
  esac
done < <(find "$firmware/src" -name '*.c' -o -name '*.cpp' | sort)
"${cpp[@]}" "${ours[@]}" -include Arduino.h -x c++ \
  -c "$firmware/examples/PosturedClip/PosturedClip.ino" -o "$objects/sketch.o"

avr-gcc -mmcu="$mcu" -g -Os -flto -fuse-linker-plugin -Wl,--gc-sections -o "$out" "$objects"/*.o -lm
avr-size -C --mcu="$mcu" "$out" | grep -E 'Program|Data'
