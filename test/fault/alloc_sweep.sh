#!/bin/sh
# TAP: allocations that fail. FULL=1 looks at every third, CI at every eleventh,
# a developer at every fiftieth (ALLOC_STEP=1 for all).
. "$(dirname "$0")/../tools/depth.sh"
step=$(depth 3 11 50)
exec "$BUILD/alloc_sweep" "$BUILD/alloc_shim.so" "${ALLOC_STEP:-$step}"
