#!/bin/sh
# TAP: runs killed, or failed, at every durable call. CI looks at every point,
# a developer at every eighth (KILL_STEP=1 for all).
if [ -n "${CI:-}" ]; then step=1; else step=8; fi
exec "$BUILD/kill_sweep" "$BUILD/kill_shim.so" "${KILL_STEP:-$step}"
