#!/bin/sh
# TAP: runs killed, or failed, at every durable call. FULL=1 looks at every point,
# CI at every second, a developer at every eighth (KILL_STEP=1 for all).
. "$(dirname "$0")/../tools/depth.sh"
step=$(depth 1 2 8)
exec "$BUILD/kill_sweep" "$BUILD/kill_shim.so" "${KILL_STEP:-$step}"
