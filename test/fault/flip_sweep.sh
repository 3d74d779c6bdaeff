#!/bin/sh
# TAP: flipped bytes in a store.
if [ -n "${CI:-}" ]; then flips=10000; else flips=500; fi
exec "$BUILD/flip_sweep" "${FLIPS:-$flips}"
