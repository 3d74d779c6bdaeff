#!/bin/sh
# TAP: whose run it is. Eight that resume one run at once, many times: each step begins once, the
# others are told so within a second. Runs that are killed at odd moments, with programs of theirs
# under way: none of these lives on, and each run is resumed without anybody's help.
# FULL=1 and CI play more rounds than a developer (ROUNDS=N, KILLS=N).
set -u
blokctl=${BLOKCTL:?}
. "$(dirname "$0")/../tools/depth.sh"
rounds=${ROUNDS:-$(depth 200 60 3)} kills=${KILLS:-$(depth 1000 150 10)}
dir=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export HOME="$dir" BLOKCTL_STORE="$dir/s.db" BLOKCTL_SYSTEM_CONFIG="$dir/none" LEDGER="$dir/ledger"
number=0
ok() { # ok STATUS TITLE
	number=$((number + 1))
	[ "$1" = 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

cat >steps.yaml <<'Y'
name: steps
version: 1.0.0
trigger: {manual: {}}
steps:
- {id: w, wait: {for: 1ms}}
- {id: a, use: file-write, inputs: {append: true, path: js/ctx.env.LEDGER, content: "a\n"}}
- {id: b, use: file-write, inputs: {append: true, path: js/ctx.env.LEDGER, content: "b\n"}}
- {id: nap, use: sleep, inputs: {for: 30}}
Y
round=0 twice=0 late=0 other=0
while [ $round -lt $rounds ]; do
	round=$((round + 1))
	rm -f ledger code.*
	"$blokctl" workflow run -q --no-wait steps.yaml >out 2>&1
	run=$("$blokctl" workflow show last --json | field run_id)
	sleep 0.003
	for i in 1 2 3 4 5 6 7 8; do
		(
			begun=$(date +%s%N)
			"$blokctl" workflow resume "$run" -q >"out.$i" 2>&1
			echo "$? $((($(date +%s%N) - begun) / 1000000))" >"code.$i"
		) &
	done
	wait
	[ "$(cat ledger)" = 'a
b' ] || { twice=$((twice + 1)) && echo "# round $round: $(tr '\n' ' ' <ledger)"; }
	# 0: it was done, or is shown; 75: somebody else is at it
	cat code.* | awk '$1 != 0 && $1 != 75 { exit 1 }' || { other=$((other + 1)) && cat code.* out.* | sed 's/^/# /'; }
	cat code.* | awk '$1 == 75 && $2 > 1000 { exit 1 }' || late=$((late + 1))
done
ok $twice "$rounds rounds of eight resumers: each step has begun once"
ok $other 'one does it, the others are told that it is being done'
ok $late 'within a second'

# A name of its own, so that what lives on is known.
mark="sleep 31.$$"
cat >child.yaml <<Y
name: child
version: 1.0.0
trigger: {manual: {}}
steps:
- {id: a, use: expr, inputs: {expression: "1"}}
- {id: s, use: shell, onCrash: rerun, inputs: {script: "$mark & $mark; wait"}}
Y
# grep does not find itself.
alive() { grep -lsa "[s]leep.31.$$" /proc/[0-9]*/cmdline | wc -l; }
kill_one() { # kill_one TENTHS_OF_MS
	"$blokctl" workflow run -q child.yaml >/dev/null 2>&1 &
	pid=$!
	sleep "$(awk -v t="$1" 'BEGIN { printf "%.4f", t / 10000 }')"
	kill -9 $pid
	wait $pid
} 2>/dev/null
i=0
while [ $i -lt $kills ]; do
	i=$((i + 1))
	kill_one $((i * 7919 % 600)) # 0 to 60 ms, in no order
done
tries=0
while [ "$(alive)" != 0 ] && [ $tries -lt 20 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
[ "$(alive)" = 0 ]
ok $? "$kills runs killed at odd moments: none of their programs lives on for two seconds"
"$blokctl" workflow runs --json --limit 1000 >runs
crashed=$(grep -o '"status":"crashed"' runs | wc -l)
running=$(grep -o '"status":"running"' runs | wc -l)
[ "$running" = 0 ] && [ "$crashed" -gt 0 ]
ok $? "all that were begun are known to have died: $crashed"
# One that is resumed runs its program again, and is stopped here.
stuck=0
for run in $(tr '{' '\n' <runs | grep '"status":"crashed"' | field run_id | head -5); do
	timeout -s INT 0.3 "$blokctl" workflow resume "$run" -q >/dev/null 2>err
	[ $? = 124 ] || { stuck=1 && echo "# $run: $(head -c 200 err)"; }
done
ok $stuck 'and go on without any lock to take away'
echo "1..$number"
