# Secrets: used by expressions, never stored, logged or printed, in any form.
. "$(dirname "$0")/lib.sh"
canary='cAnArY/7+"q\u %&x'
printf '%s\n' "$canary" >canary.txt
mkdir -p .blok workflows
cat >.blok/config.yaml <<'Y'
secrets:
  FROM_FILE: { file: canary.txt }
  FROM_ENV: { env: MY_TOKEN }
  FROM_COMMAND: { command: [printf, 'command-canary'] }
Y
MY_TOKEN=env-canary-1
export MY_TOKEN

cat >flow.yaml <<'Y'
name: flow
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: plain, use: expr, inputs: {expression: "ctx.secrets.FROM_FILE"}}
  - {id: url, use: expr, inputs: {expression: "encodeURIComponent(ctx.secrets.FROM_FILE)"}}
  - {id: basic, use: expr, inputs: {expression: "btoa('u:' + ctx.secrets.FROM_FILE)"}}
  - {id: basic2, use: expr, inputs: {expression: "btoa('us:' + ctx.secrets.FROM_FILE + '!')"}}
  - {id: basic3, use: expr, inputs: {expression: "btoa(ctx.secrets.FROM_FILE)"}}
  - {id: json, use: expr, inputs: {expression: "JSON.stringify({k: ctx.secrets.FROM_FILE})"}}
  - {id: tell, use: log, inputs: {message: "it is ${ctx.secrets.FROM_FILE} and ${ctx.env.MY_TOKEN}", attrs: {c: js/ctx.secrets.FROM_COMMAND}}}
  - {id: kept, use: kv, idempotencyKey: "k", inputs: {action: set, key: token, value: js/ctx.secrets.FROM_FILE}}
  - {id: got, use: kv, inputs: {action: get, key: token}}
  - {id: same, use: expr, inputs: {expression: "ctx.state.got.value === ctx.secrets.FROM_FILE"}}
  - id: caught
    tryCatch:
      try: [{id: boom, use: throw, inputs: {message: "bad ${ctx.secrets.FROM_FILE}", body: {t: js/ctx.secrets.FROM_ENV}}}]
      catch: [{id: why, use: expr, inputs: {expression: ctx.error.message}}]
  - {id: w, wait: {for: 30ms}}
  - {id: whole, use: expr, inputs: {expression: "ctx.state.plain === ctx.secrets.FROM_FILE && atob(ctx.state.basic) === 'u:' + ctx.secrets.FROM_FILE && ctx.state.basic2 === btoa('us:' + ctx.secrets.FROM_FILE + '!') && JSON.parse(ctx.state.json).k === ctx.secrets.FROM_FILE && ctx.request.body.own"}}
  - {id: end, use: throw, inputs: {message: "the end of ${ctx.secrets.FROM_FILE} ${ctx.state.whole}"}}
Y

# leaks NAME: no form of a canary in anything printed or stored
leaks() {
	cat "$T/out" "$T/err" .blok/blokctl.db .blok/blokctl.db-wal 2>/dev/null >"$T/all"
	found=
	for form in "$canary" 'cAnArY' 'cAnArY%2F7' 'env-canary-1' 'command-canary' 'Y0FuQXJZ' 'NBbkFyW' 'jQW5Bcl' \
		'ZW52LWNhbmFyeS0x'; do
		! grep -aqF -- "$form" "$T/all" || found="$found $form"
	done
	is "$found" '' "no secret in $1"
}
own='{"own": "[secret FROM_FILE]"}'
run blokctl workflow run flow.yaml --no-wait --json --input "$own"
status_is 75
leaks 'the output and the store of a run'
json_is state.plain '[secret FROM_FILE]'
json_is state.same true
run blokctl workflow resume last --json
status_is 4
leaks 'a resumed run'
json_is state.whole '[secret FROM_FILE]' 'a mark of the user stays text'
run blokctl workflow resume last --events
leaks 'events'
run blokctl workflow show last --inputs --outputs
leaks show
run blokctl workflow show last --json
leaks 'show --json'
run blokctl workflow logs last
leaks logs
out_has '[secret FROM_FILE]'

cat >child.yaml <<'Y'
name: child
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: none, use: shell, inputs: {script: 'echo "${MY_TOKEN-unset}"'}}
  - {id: given, use: shell, inputs: {script: 'test -n "$TOKEN" && echo "got $TOKEN"', env: {TOKEN: js/ctx.secrets.FROM_ENV}}}
Y
run blokctl workflow run child.yaml --json
status_is 0
json_is state.none.stdout unset 'a child does not inherit what holds a secret'
json_is state.given.stdout 'got [secret FROM_ENV]' 'and what it prints is redacted'
leaks 'the output of a child'

cat >small.yaml <<'Y'
name: small
version: 1.0.0
trigger: {manual: {}}
steps: [{id: a, use: expr, inputs: {expression: "1"}}]
Y
unset MY_TOKEN
run blokctl workflow run small.yaml
status_is 3
err_has ".blok/config.yaml:3:13: the secret 'FROM_ENV': the variable 'MY_TOKEN' is not set"

# --- commands, and what is wrong with them
config() { # config SECRET: it is one line of YAML
	printf 'secrets:\n  S: %s\n' "$1" >.blok/config.yaml
	run blokctl workflow run small.yaml
}
config '{command: [printf, 7]}'
status_is 3
err_has "2:6: the secret 'S': a word of its command is a number, no string"
config '{command: ["false"]}'
status_is 3
err_has 'its command ended with status 1'
config "{command: 'kill -9 \$\$'}"
status_is 3
err_has 'its command was ended by signal 9'
config "{command: 'head -c 70000 /dev/zero'}"
status_is 3
err_has 'its command wrote more than 65536 bytes'
config "{command: [printf, '%s', $(seq -s , 1 40 | sed 's/[0-9]*/"w&w"/g')]}"
status_is 0 'a command may have many words'
printf 'name: many\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: expr, inputs: {expression: "ctx.secrets.S.length"}}]\n' >many.yaml
run blokctl workflow run many.yaml --json
json_is state.a 151 'a command gets all its words'
config '[]'
status_is 3
printf 'secrets: [x]\n' >.blok/config.yaml
run blokctl workflow run small.yaml
status_is 3
err_has ".blok/config.yaml:1:10: 'secrets' must be an object, not an array"
printf 'secrets:\n  "a]b": {env: HOME}\n' >.blok/config.yaml
run blokctl workflow run small.yaml
status_is 3
err_has 'its name has a bracket, slash or quote'

done_testing
