#!/bin/sh
# TAP: runs killed, or failed, at every durable call. FULL=1 looks at every point,
# CI at every second, a developer at every eighth (KILL_STEP=1 for all).
case ${FULL:+full}${CI:+ci} in
full*) step=1 ;;
ci) step=2 ;;
*) step=8 ;;
esac
exec "$BUILD/kill_sweep" "$BUILD/kill_shim.so" "${KILL_STEP:-$step}"
