#!/bin/sh
# TAP: the kill sweep. CI looks at every point, a developer at every fourth
# (KILL_STEP=1 for all).
built=$(dirname "$0")/../../.build/plain
exec "$built/kill_sweep" "$(cd "$built" && pwd)/kill_shim.so" "${KILL_STEP:-$([ -n "${CI:-}" ] && echo 1 || echo 4)}"
