#!/bin/sh
# TAP: allocations that fail. CI looks at every third, a developer at every
# fiftieth (ALLOC_STEP=1 for all).
if [ -n "${CI:-}" ]; then step=3; else step=50; fi
exec "$BUILD/alloc_sweep" "$BUILD/alloc_shim.so" "${ALLOC_STEP:-$step}"
