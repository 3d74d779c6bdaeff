#!/bin/sh
# TAP: flipped bytes in a store.
case ${FULL:+full}${CI:+ci} in
full*) flips=10000 ;;
ci) flips=5000 ;;
*) flips=500 ;;
esac
exec "$BUILD/flip_sweep" "${FLIPS:-$flips}"
