#!/bin/sh
# TAP: the cards of real documents stay as good as they were. The floor is a little below what was
# reached.
shared=${BLOKCTL_SHARED:-$(cd "$(dirname "$0")/../.." && pwd)/../shared}
data=$shared/eval/cards
[ -d "$data/dev/docs" ] || { echo "1..0 # SKIP there are no documents in $shared"; exit 0; }
command -v python3 >/dev/null || { echo '1..0 # SKIP python3 is not installed'; exit 0; }
command -v pdftohtml >/dev/null || { echo '1..0 # SKIP pdftohtml is not installed'; exit 0; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export HOME="$work" BLOKCTL_SYSTEM_CONFIG="$work/none"
mkdir "$work/cards"

for document in "$data"/dev/docs/*; do
	"$BLOKCTL" gen-cards "$document" --dry-run --json >"$work/cards/$(basename "$document").json" 2>/dev/null ||
		echo "# $document: status $?"
done
python3 "$data/score.py" --split dev --cards "$work/cards" >"$work/out" 2>&1
# cards, per1k, cov, cov_any, hit, bad, ungr, facts, score
set -- $(awk '/^MACRO AVERAGE/ { print $NF, $(NF - 3), $(NF - 2) }' "$work/out")
check() { # NUMBER OK TITLE
	if [ "$2" = 1 ]; then echo "ok $1 - $3"; else echo "not ok $1 - $3"; sed 's/^/# /' "$work/out"; fi
}
check 1 "$(awk -v a="${1:-0}" 'BEGIN { print (a + 0 >= 86) }')" "a score of ${1:-none}, at least 86"
check 2 "$(awk -v a="${2:-1}" 'BEGIN { print (a + 0 == 0) }')" 'no card is malformed'
check 3 "$(awk -v a="${3:-1}" 'BEGIN { print (a + 0 <= 0.01) }')" 'no answer is made up'
echo 1..3
