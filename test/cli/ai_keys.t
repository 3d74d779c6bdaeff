# Keys of providers: they are sent to their server, and are nowhere else.
. "$(dirname "$0")/lib.sh"
. "$ROOT/test/cli/stub.sh"

start_stub

export BLOKCTL_STORE="$T/work/s.db" BLOKCTL_QUOTA_DAILY_REQUESTS=none
unset BLOKCTL_AI_PROVIDER BLOKCTL_AI_SCRIPT OPENAI_API_KEY ANTHROPIC_API_KEY

# What each encoding changes.
key='sk-cana"ry\0+1/2=3&4%é'
form_plain=$key
form_base64=$(printf %s "$key" | base64 -w0)
form_url='sk-cana%22ry%5C0%2B1%2F2%3D3%264%25%C3%A9'
form_json='sk-cana\"ry\\0+1/2=3&4%é'
printf '%s\n' "$form_plain" "$form_base64" "$form_url" "$form_json" >"$T/forms"

is "$(grep -aFc -f "$T/forms" "$T/forms")" 4 'each form is recognised'

# nowhere TITLE FILE...: none of the forms is in one of the files
nowhere() {
	title=$1
	shift
	is "$(cat "$@" 2>/dev/null | tr '\0' '\n' | grep -aFc -f "$T/forms")" 0 "$title"
}

printf '%s' "$key" >key.txt
chmod 600 key.txt
config() { mkdir -p .blok && printf '%s\n' "$@" >.blok/config.yaml; }
# as SOURCE: a provider whose key comes from there; it quotes the key in its errors
# or in its answers
as() {
	config "ai:" "  provider: gate" "  retries: 0" "  providers:" \
		"    gate: {kind: openai, base_url: \"$stub/$2/v1\", key: $1}" "  model: gate/x"
}
cat >ask.yaml <<'Y'
name: ask
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: env, use: shell, inputs: {script: "env; tr '\\0' '\\n' </proc/self/environ; cat /proc/$PPID/cmdline"}}
  - {id: told, use: log, inputs: {message: "the variable is ${ctx.env.GATE_KEY} and ${ctx.env.OPENAI_API_KEY}"}}
  - {id: forms, use: expr, inputs: {expression: "[btoa(unescape(encodeURIComponent(ctx.env.GATE_KEY || ''))), encodeURIComponent(ctx.env.GATE_KEY || ''), JSON.stringify(ctx.env.GATE_KEY || '')]"}}
  - {id: asked, use: ai-prompt, inputs: {text: hello, maxTokens: 10}}
Y

for source in '{env: GATE_KEY}' '{file: key.txt}' '{command: [cat, key.txt]}'; do
	case $source in
	*env*) export GATE_KEY="$key" ;;
	*) unset GATE_KEY ;;
	esac
	rm -f s.db*
	for server in echo told; do
		as "$source" $server
		run blokctl ai ask hello
		nowhere "$source, $server: ask" "$T/out" "$T/err"
		run blokctl ai ask hello --json -vv
		nowhere "$source, $server: ask --json" "$T/out" "$T/err"
		run blokctl ai models
		nowhere "$source, $server: models" "$T/out" "$T/err"
		run blokctl workflow run ask.yaml -v
		nowhere "$source, $server: a run" "$T/out" "$T/err"
		run blokctl workflow run ask.yaml --json
		nowhere "$source, $server: a run --json" "$T/out" "$T/err"
		run blokctl workflow logs last
		nowhere "$source, $server: its log" "$T/out" "$T/err"
		run blokctl workflow show last --json
		nowhere "$source, $server: its record" "$T/out" "$T/err"
	done
	run blokctl quota history --by model --json
	nowhere "$source: usage" "$T/out" "$T/err"
	run blokctl audit export
	nowhere "$source: audit" "$T/out" "$T/err"
	run blokctl config list --show-origin
	nowhere "$source: settings" "$T/out" "$T/err"
	nowhere "$source: the store" s.db s.db-wal s.db-shm
done
as '{file: key.txt}' echo
run blokctl ai ask hello
status_is 1
err_has 'Incorrect API key provided: '
as '{file: key.txt}' told
run blokctl ai ask hello --json
json_is text 'Hello from the stub. [secret gate]' 'what an answer quotes is hidden'

# --- while it works: the write-ahead log, and the processes it starts
cat >slow.yaml <<'Y'
name: slow
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: asked, use: ai-prompt, inputs: {text: hello, maxTokens: 10, cache: 'off'}}
  - {id: child, use: shell, inputs: {script: "echo begun >&2; exec sleep 5"}}
Y
export GATE_KEY="$key" OPENAI_API_KEY="$key"
as '{env: GATE_KEY}' told
blokctl workflow run slow.yaml -q >"$T/out" 2>"$T/err" &
live=$!
wait_for '"id":"child",[^}]*"status":"running"' blokctl workflow show last --json
children=$(ps -o pid= --ppid $live 2>/dev/null | tr -d ' ')
[ -n "$children" ] && ok 'it has children' || skip 'there is no ps' 'it has children'
for child in $children; do
	cat /proc/$child/cmdline
	# The guard is this program itself, begun before: it executes nothing.
	[ "$(readlink /proc/$child/exe)" = "$(readlink /proc/$live/exe)" ] || cat /proc/$child/environ
done >"$T/children" 2>/dev/null
nowhere 'no child is given it' "$T/children"
cat /proc/$live/cmdline >"$T/cmdline"
nowhere 'it is no argument' "$T/cmdline"
[ -s s.db-wal ] && ok 'there is a write-ahead log' || not_ok 'there is a write-ahead log'
nowhere 'nor in the log' s.db s.db-wal s.db-shm
kill -TERM $live
wait $live 2>/dev/null

# --- a step that is to have it says so
config 'secrets: {MINE: {env: OPENAI_API_KEY}}'
cat >given.yaml <<'Y'
name: given
version: 1.0.0
trigger: {manual: {}}
steps: [{id: a, use: shell, inputs: {script: 'test -n "$KEY" && test -z "$OPENAI_API_KEY" && echo given', env: {KEY: js/ctx.secrets.MINE}}}]
Y
run blokctl workflow run given.yaml --json
json_is state.a.stdout given
nowhere 'it is told to nobody else' "$T/out" "$T/err" s.db s.db-wal

# --- a file that others can read is refused
chmod 644 key.txt
as '{file: key.txt}' told
run blokctl ai ask hello
status_is 3
err_has "others can read 'key.txt'"
done_testing
