# The hostile documents of test/hostile: each ends as its head says, nothing is
# written outside, nothing in a value is run, no secret comes out.
# "# expect: STATUS CODE TEXT": alternatives with |, - for anything.
. "$(dirname "$0")/lib.sh"

canary='Canary-9x7Kq2/z'
mkdir -p .blok box/a
printf '%s' "$canary" >canary
printf 'secrets: {CANARY: {file: canary}}\n' >.blok/config.yaml
echo outside >secret.txt
ln -s .. box/link
ln -s /etc/passwd box/out
cat >request.json <<'J'
{"body": {"crlf": "a\r\nX-Evil: 1", "js": "js/process.exit(1)", "tpl": "${6*7} js/6*7",
 "values": ["; touch PWNED", "$(touch PWNED)", "`touch PWNED`", "| touch PWNED", "&& touch PWNED",
  "\n touch PWNED", "'; touch PWNED; '", "\" ; touch PWNED ; \"", "--output=PWNED", "${IFS}touch${IFS}PWNED"]}}
J

matches() { # VALUE ALTERNATIVES
	[ "$2" = - ] && return 0
	case "|$2|" in *"|$1|"*) return 0 ;; esac
	return 1
}

count=0
for file in "$ROOT"/test/hostile/*.yaml; do
	name=$(basename "$file" .yaml)
	expect=$(sed -n 's/^# expect: //p' "$file")
	want_status=${expect%% *}
	rest=${expect#* }
	want_code=${rest%% *}
	want_text=${rest#* }
	proxy=
	[ "$name" != ssrf-proxy ] || proxy=http://127.0.0.1:1
	run env ${proxy:+http_proxy=$proxy} timeout 20 blokctl --store store.db --json workflow run "$file" --request request.json
	problem=
	matches "$status" "$want_status" || problem="$problem status $status, want $want_status;"
	code=$("$TOOLS/json" "$T/out" error.code 2>/dev/null)
	[ "$status" != 4 ] || matches "$code" "$want_code" || problem="$problem code $code, want $want_code;"
	if [ "$want_text" != - ]; then
		grep -qE "$want_text" "$T/out" "$T/err" || problem="$problem no '$want_text';"
	fi
	[ -z "$(find . /tmp/PWNED-BY-BLOKCTL -name 'PWNED*' 2>/dev/null)" ] || problem="$problem something was written;"
	for form in "$canary" CANARY-9X7KQ2 canary-9x7kq2 Canary-9x7Kq2%2Fz Q2FuYXJ5LTl4N; do
		! cat "$T/out" "$T/err" store.db store.db-wal 2>/dev/null | grep -aqF -- "$form" || problem="$problem the secret is out as $form;"
	done
	if [ -z "$problem" ]; then ok "$name"; else not_ok "$name:$problem"; show; fi
	count=$((count + 1))
	rm -rf PWNED* /tmp/PWNED-BY-BLOKCTL
done
is "$(cat secret.txt)" outside 'what lay outside is as it was'
[ "$count" -ge 60 ] && ok "$count hostile documents" || not_ok "$count hostile documents"

done_testing
