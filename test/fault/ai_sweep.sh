#!/bin/sh
# TAP: a call of a model killed at every write.  What it may have cost is either
# not on record at all, or counts: settled, or as estimated once the reservation
# has expired; and the next call is not in the way of the one before.
set -u
blokctl=${BLOKCTL:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export HOME="$dir" BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$dir/replies.yaml" \
	BLOKCTL_AI_PRICES="$dir/prices.json" BLOKCTL_STORE="$dir/s.db" BLOKCTL_AI_TIMEOUT=1000
cat >replies.yaml <<'Y'
replies: [{text: Paris, usage: {input: 100, output: 10}}]
Y
echo '{"rows": [{"provider": "script", "model": "*", "input": 1000, "output": 1000}]}' >prices.json

# The day's requests, tokens, micro-dollars, and how many are reserved.
sums() {
	"$blokctl" quota --json | tr -d '\n' | sed 's/.*"day":{[^{]*"requests":{"used":\([0-9]*\),"reserved":\([0-9]*\).*"tokens":{"used":\([0-9]*\).*"month".*/\1 \3 \2/'
}
ask() { "$blokctl" ai ask --no-cache --max-tokens 50 hello; }

"$blokctl" store path >/dev/null
"$blokctl" quota set --daily-tokens 100000 2>/dev/null
cp s.db before.db
ask >/dev/null 2>&1 || exit 1
whole=$(sums)

point=0
odd=0
stuck=0
killed=0
late=0
while :; do
	point=$((point + 1))
	rm -f s.db*
	cp before.db s.db
	KILL_AT=$point LD_PRELOAD="$BUILD/kill_shim.so" "$blokctl" ai ask --no-cache --max-tokens 50 \
		hello >out 2>&1
	[ $? = 137 ] || break
	killed=$((killed + 1))
	case $(sums) in
	'0 0 0' | "$whole") ;; # not reserved yet; settled
	'1 '*' 1') # reserved: it counts, and goes on to count when it has expired
		late=$((late + 1))
		;;
	*)
		odd=$((odd + 1))
		echo "# point $point: $(sums), undisturbed: $whole"
		;;
	esac
	ask >/dev/null 2>err || {
		stuck=$((stuck + 1))
		echo "# point $point: $(cat err)"
	}
	"$blokctl" store check >/dev/null 2>&1 || odd=$((odd + 1))
done
ok() { [ "$1" = 0 ] && echo "ok $2" || echo "not ok $2"; }
[ $killed -gt 5 ]
ok $? "1 - a call was killed at $killed writes; $late times it was under way"
ok $odd "2 - what is on record is nothing, the estimate, or what it was"
ok $stuck '3 - the next call goes through'

# The last of them that was under way: past its time it is told and counted.
rm -f s.db*
cp before.db s.db
for at in $(seq 1 $point); do
	KILL_AT=$at LD_PRELOAD="$BUILD/kill_shim.so" "$blokctl" ai ask --no-cache hello >out 2>&1
	[ "$(sums | cut -d ' ' -f 3)" = 1 ] && break
	rm -f s.db*
	cp before.db s.db
done
reserved=$(sums | cut -d ' ' -f 1-2)
sleep 0.1
"$blokctl" quota --json >/dev/null 2>err
[ "$(sums | cut -d ' ' -f 1-2)" = "$reserved" ]
ok $? '4 - what is under way stays counted'
echo 1..4
