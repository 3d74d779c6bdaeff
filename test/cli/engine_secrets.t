# Keys that hold a secret do not take it into the store, nor into a message.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db" TOKEN='s3cr3t"token' LEDGER="$T/work/ledger"
mkdir .blok
cat >.blok/config.yaml <<'Y'
secrets: {token: {env: TOKEN}}
Y

store_lacks() { # store_lacks TITLE
	if cat "$T"/store.db* | grep -qF s3cr3t; then not_ok "$1"; else ok "$1"; fi
}

cat >keys.yaml <<'Y'
name: keys
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: a, use: file-write, idempotencyKey: "js/ctx.secrets.token + '!'", inputs: {append: true, path: js/ctx.env.LEDGER, content: "a\n"}}
  - {id: set, use: kv, inputs: {action: set, key: "js/'k-' + ctx.secrets.token", namespace: js/ctx.secrets.token, value: 1}}
  - {id: incr, use: kv, inputs: {action: incr, key: "js/'k-' + ctx.secrets.token", namespace: js/ctx.secrets.token}}
  - {id: list, use: kv, inputs: {action: list, prefix: "js/'k-' + ctx.secrets.token", namespace: js/ctx.secrets.token}}
  - {id: same, use: expr, inputs: {expression: "ctx.state.list.length === 1 && ctx.state.list[0].value === 2 && ctx.state.list[0].key === 'k-' + ctx.secrets.token && ctx.state.set.key === ctx.state.list[0].key"}}
Y
run blokctl workflow run keys.yaml --json
status_is 0
json_is state.same true 'list gives the keys as they were'
run blokctl workflow run keys.yaml --json
json_is steps.0.cached true 'the key finds its result again'
is "$(cat ledger)" a 'the step has acted once'
store_lacks 'no key of it holds the secret'

cat >gate.yaml <<'Y'
name: gate
version: 1.0.0
trigger: {http: {method: POST, concurrencyKey: js/ctx.secrets.token, concurrencyLimit: 1}}
steps: [{id: s, use: sleep, inputs: {for: 1h}}]
Y
blokctl workflow run gate.yaml -q >/dev/null 2>&1 &
live=$!
sleep 0.3
run blokctl workflow run gate.yaml
status_is 75
err_has '[secret token]'
err_lacks s3cr3t
store_lacks 'nor does a place that is held'
kill $live
wait

# a detached child gets the value, not its name
cat >child.yaml <<'Y'
name: child
version: 1.0.0
trigger: {manual: {}}
steps: [{id: out, use: expr, inputs: {expression: "ctx.request.body.token.length"}}]
Y
cat >parent.yaml <<'Y'
name: parent
version: 1.0.0
trigger: {manual: {}}
steps: [{id: d, subworkflow: child, wait: false, inputs: {token: js/ctx.secrets.token}}]
Y
run blokctl workflow run parent.yaml --json
run blokctl workflow show "$(json_get state.d.runId)" --json
json_is response.body 12 'the secret itself'
store_lacks 'its request is stored without it'

# a counter that runs out
cat >ttl.yaml <<'Y'
name: ttl
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: one, use: kv, inputs: {action: incr, key: n, ttlMs: 300}}
  - {id: two, use: kv, inputs: {action: incr, key: n, ttlMs: 100000}}
  - {id: s, use: sleep, inputs: {for: 320}}
  - {id: three, use: kv, inputs: {action: get, key: n}}
Y
run blokctl workflow run ttl.yaml --json
json_is state.two.value 2
json_is state.three.exists false 'ttlMs counts from when it was made'
done_testing
