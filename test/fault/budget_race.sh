#!/bin/sh
# TAP: forty processes at once against a limit that admits ten calls, several
# times: exactly ten pass, the others are refused, none waits in vain.
set -u
blokctl=${BLOKCTL:?}
. "$(dirname "$0")/../tools/depth.sh"
rounds=$(depth 20 8 3)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export HOME="$dir" BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$dir/replies.yaml" \
	BLOKCTL_STORE="$dir/s.db"
echo 'replies: [{text: fine, usage: {input: 10, output: 10}}]' >replies.yaml

# round LIMIT OPTION: how many passed, and how many were refused
round() {
	rm -f s.db* code.*
	"$blokctl" quota set "$2" "$1" 2>/dev/null
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 \
		32 33 34 35 36 37 38 39 40; do
		("$blokctl" ai ask --no-cache --max-tokens 10 -q hello >/dev/null 2>&1; echo $? >code.$i) &
	done
	wait
	echo "$(cat code.* | grep -c '^0$') $(cat code.* | grep -c '^5$')"
}

# race NUMBER LIMIT OPTION TITLE
race() {
	bad=0
	n=0
	while [ $n -lt $rounds ]; do
		n=$((n + 1))
		got=$(round "$2" "$3")
		[ "$got" = '10 30' ] || { bad=$((bad + 1)); echo "# round $n: $got"; }
	done
	if [ $bad = 0 ]; then echo "ok $1 - $4"; else echo "not ok $1 - $4"; fi
}
race 1 10 --daily-requests "$rounds rounds against a limit of requests: 10 pass, 30 are refused"
race 2 10 --monthly-requests "$rounds rounds against the month's"
echo 1..2
