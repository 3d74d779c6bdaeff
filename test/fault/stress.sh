#!/bin/sh
# TAP: many processes on one store.
. "$(dirname "$0")/../tools/depth.sh"
runs=$(depth 1000 300 30)
exec "$BUILD/stress" 16 "${STRESS_RUNS:-$runs}"
