#!/bin/sh
# TAP: many processes on one store.
if [ -n "${CI:-}" ]; then runs=1000; else runs=30; fi
exec "$BUILD/stress" 16 "${STRESS_RUNS:-$runs}"
