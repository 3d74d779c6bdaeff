#!/bin/sh
# TAP: flipped bytes in a store.
. "$(dirname "$0")/../tools/depth.sh"
flips=$(depth 10000 5000 500)
exec "$BUILD/flip_sweep" "${FLIPS:-$flips}"
