#!/bin/sh
# TAP: real histories of schemas end as they should, and lose no row; see the .py beside it.
shared=${BLOKCTL_SHARED:-$(cd "$(dirname "$0")/../.." && pwd)/../shared}
[ -d "$shared/eval/migrate" ] || { echo "1..0 # SKIP there are no histories in $shared"; exit 0; }
command -v python3 >/dev/null || { echo '1..0 # SKIP python3 is not installed'; exit 0; }
exec python3 "$(dirname "$0")/migrate_histories.py" "${BLOKCTL:?}" "$shared/eval/migrate"
