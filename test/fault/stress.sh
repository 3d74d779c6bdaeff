#!/bin/sh
# TAP: many processes on one store.
case ${FULL:+full}${CI:+ci} in
full*) runs=1000 ;;
ci) runs=300 ;;
*) runs=30 ;;
esac
exec "$BUILD/stress" 16 "${STRESS_RUNS:-$runs}"
