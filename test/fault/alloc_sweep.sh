#!/bin/sh
# TAP: allocations that fail. FULL=1 looks at every third, CI at every eleventh,
# a developer at every fiftieth (ALLOC_STEP=1 for all).
case ${FULL:+full}${CI:+ci} in
full*) step=3 ;;
ci) step=11 ;;
*) step=50 ;;
esac
exec "$BUILD/alloc_sweep" "$BUILD/alloc_shim.so" "${ALLOC_STEP:-$step}"
