#!/bin/sh
# pipewire_stand_in.sh NAME PROPERTY=VALUE...: a running PipeWire node with these properties, for as
# long as this runs. Its media are sound from the node "fakemic", whatever it calls itself: only the
# properties and the state are looked at. The session manager would not link such a node.
set -eu
name=$1
shift
pw-record -P "{ node.name=$name node.autoconnect=false $* }" "${TMPDIR:-/tmp}/$name.$$.wav" &
record=$!
trap 'kill $record; rm -f "${TMPDIR:-/tmp}/$name.$$.wav"' EXIT
trap 'exit 0' TERM INT
format='mediaType: audio mediaSubtype: raw format: F32P rate: 48000 channels: 1 position: [ FL ]'
for _ in $(seq 50); do
  sleep 0.1
  pw-cli set-param "$name" PortConfig "{ direction: Input mode: dsp format: { $format } }" \
    >/dev/null 2>&1 || true
  port=$(pw-link -i | grep -m1 "^$name:") || continue
  pw-link fakemic:capture_FL "$port" && break
done
wait $record
