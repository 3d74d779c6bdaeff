# Secrets in reports, bytes of bodies, the order and the words of what ran: what a user's session found.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/s.db"
mkdir .blok
printf 'secrets:\n  TOK: { env: MY_TOK }\n' >.blok/config.yaml
MY_TOK=plain-token
export MY_TOK
# flow STEPS [TRIGGER] [MORE]
flow() { printf '%s\nname: flow\nversion: 1.0.0\ntrigger: %s\nsteps:\n%s\n' "${3-}" "${2-{manual: {\}\}}" "$1" >f.yaml; }
one='  - {id: a, use: expr, inputs: {expression: "1"}}'

# --- secrets in what a format escapes
flow '  - {id: a, use: throw, inputs: {message: "bad ${ctx.secrets.TOK}"}}'
for secret in 'a<b&cd12' 'x|y`*z_1' 'q"r\st' 'aa
bb%cc'; do
	rm -f page.md
	MY_TOK=$secret GITHUB_STEP_SUMMARY=page.md blokctl workflow run f.yaml --report junit=j.xml --report github >"$T/out" 2>"$T/err"
	is "$(grep -c 'message="bad \[secret TOK\]"' j.xml) $(grep -c 'bad .\[secret TOK.\]' page.md) $(grep -c '::bad \[secret TOK\]' "$T/out")" \
		'1 1 1' "no form of '$secret' in the reports"
done
flow '  - {id: a, use: expr, inputs: {expression: ctx.secrets.TOK.toUpperCase()}}'
MY_TOK='q"r\st' run blokctl workflow run f.yaml
out_is '[secret TOK/upper]' 'nor in the other case'

# --- the dry run knows them, and the schema of the body
flow '  - {id: a, use: expr, inputs: {expression: ctx.secrets.TOK + 1}}' '{manual: {}}' 'input: {type: object, required: [n]}'
run blokctl workflow run f.yaml --dry-run
out_has 'out "[secret TOK]1"'
err_has "answered with 400: the request does not fit the workflow's input: the body must have required property 'n'"
run blokctl workflow run f.yaml --dry-run --input '{"n": 1}'
err_empty 'a body that fits'

# --- rawBody: the bytes
flow '  - {id: a, use: expr, inputs: {expression: ctx.request.rawBody}}'
printf '{ "b":  2 }\n' >b.json
run blokctl workflow run f.yaml -i '{"a":   1}'
out_is '{"a":   1}'
run blokctl workflow run f.yaml -i @b.json
out_is '{ "b":  2 }'
run blokctl workflow replay last
out_is '{ "b":  2 }' 'kept with the run'
flow '  - {id: w, wait: {for: 1ms}}
  - {id: v, use: hmac-verify, inputs: {signature: js/ctx.request.headers.sig, payload: js/ctx.request.rawBody, secret: s3cret}}'
sig=$(printf '{"a": 1}' | openssl dgst -sha256 -hmac s3cret 2>/dev/null | sed 's/.* //')
if [ -n "$sig" ]; then
	run blokctl workflow run f.yaml -i '{"a": 1}' -H "sig=$sig"
	status_is 0 'what was signed as it is verifies'
else
	skip 'no openssl' 'what was signed as it is verifies'
fi

# --- a queue's time is kept
flow '  - {id: a, use: sleep, inputs: {for: 2s}}' \
	'{http: {concurrencyKey: k, onLimit: queue, concurrencyQueueTimeoutMs: 300}}'
blokctl workflow run f.yaml >"$T/first" 2>&1 &
wait_for '"running"' blokctl workflow runs --json
run blokctl workflow run f.yaml --json
wait
status_is 75
json_is status expired
json_is response.status 410
is "$([ "$(json_get duration_ms)" -lt 1000 ] && echo in time)" 'in time' 'on time'

# --- document order, and that of the items
flow '  - id: each
    forEach:
      in: [1, 2]
      as: n
      do:
        - {id: br, branch: {when: ctx.state.n == 1, then: [{id: x, use: expr, inputs: {expression: "1"}}], else: [{id: y, use: expr, inputs: {expression: "2"}}]}}
        - {id: z, use: expr, inputs: {expression: "3"}}'
run blokctl workflow run f.yaml --json
is "$(for i in 0 1 2 3 4; do json_get steps.$i.path; done | tr '\n' ' ')" 'each each[0]/br/x each[0]/z each[1]/br/y each[1]/z ' 'in order'

# --- what became of steps that have no end
flow '  - {id: l, forEach: {in: [1], as: n, do: [{id: w, wait: {for: 1h}}]}}'
run blokctl workflow run f.yaml --no-wait
run blokctl workflow show last --json
json_is steps.0.status waiting 'a container of a waiting run'
flow '  - {id: s, use: shell, onCrash: ask, inputs: {argv: [sleep, "20"]}}'
run blokctl workflow run f.yaml --timeout 300ms
run blokctl workflow show last --json
json_is steps.0.status failed
json_is steps.0.error.name RunTimeoutError
blokctl workflow run f.yaml >"$T/first" 2>&1 &
wait_for '"running"' blokctl workflow runs --json -n 1
wait_for '"s"' blokctl workflow show last --json
run blokctl workflow cancel last
wait
run blokctl workflow show last --json
json_is steps.0.status cancelled
run blokctl workflow resume last
status_is 75
err_has "the run was cancelled while the step 's' was running"
on_terminal -i s blokctl workflow resume last
out_has 'What becomes of it?'
status_is 0 'skipped by an answer'
run blokctl workflow resume last
err_empty 'a completed run reports no step anew'

# --- refused, or told as what it is
flow "$one"
run blokctl workflow run f.yaml --events --report github
status_is 2
echo 1 >m.json
run blokctl workflow run f.yaml --mock a=m.json --mock expr=m.json
status_is 2
err_has "the step 'a' is mocked twice"
for trigger in '{cron: {schedule: "* * *"}}' '{cron: {schedule: "61 * * * *"}}' '{cron: {schedule: "0 8-5 * * *"}}' \
	'{http: {debounce: {key: x, mode: sideways}}}' '{http: {delay: soon}}' '{http: {ttl: 1x}}'; do
	flow "$one" "$trigger"
	run blokctl workflow validate f.yaml
	status_is 3 "trigger: $trigger"
done
for trigger in '{cron: {schedule: "*/5 0 8,9 ? JAN-MAR mon#2", timezone: UTC}}' '{cron: {schedule: "0 0 L * 5-7"}}' \
	'{http: {debounce: {key: x, mode: leading, delay: 3s}, delay: 5, ttl: 1h}}'; do
	flow "$one" "$trigger"
	run blokctl workflow validate f.yaml
	status_is 0 "trigger: $trigger"
done
flow '  - {id: a, wait: {until: tomorrow}}'
run blokctl workflow validate f.yaml
status_is 3 'until: tomorrow'
for wait in '{for: "js/1 +"}' '{until: $.x}'; do
	flow "  - {id: a, wait: $wait}"
	run blokctl workflow validate f.yaml --json
	json_is findings.# 1 "one finding for $wait"
done
flow '  - {id: a, use: expr, inputs: {expression: "await 1"}}'
run blokctl workflow validate f.yaml
out_has 'await is not supported'
flow '  - id: a
    use: expr
    inputs:
      expression: |
        1 +
        2 + )'
run blokctl workflow validate f.yaml
out_has 'f.yaml:11:13: error: expression' 'the place in a block scalar'
mkdir sub
for n in one two; do printf 'name: same\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n%s\n' "$one" >sub/$n.yaml; done
for name in same "js/'same'"; do
	flow "  - {id: a, subworkflow: \"$name\"}"
	run blokctl workflow run f.yaml --with sub
	status_is 3 "two workflows are named so: $name"
done
flow '  - {id: s, use: kv, inputs: {action: set, key: k, value: 1, ttlMs: 1}}
  - {id: z, use: sleep, inputs: {for: 20ms}}
  - {id: d, use: kv, inputs: {action: delete, key: k}}'
run blokctl workflow run f.yaml
out_has '"deleted":false' 'an expired key is not there any more'
flow "$one
  - {id: b, use: expr, inputs: {expression: '1'}}
  - {id: c, use: expr, inputs: {expression: '1'}}"
run blokctl workflow run f.yaml
flow "$one
  - {id: b, use: expr, inputs: {expression: '1'}}"
run blokctl workflow replay last --from b --with-current --dry-run
out_is 'keep  a
run   b'
flow '  - {id: a, use: api-call, inputs: {url: "http://169.254.169.254/"}}'
run blokctl workflow run f.yaml
err_has 'hint: network.allow'

# --- tests have secrets
flow '  - {id: a, use: expr, inputs: {expression: ctx.secrets.TOK}}'
echo 'tests: [{name: own, secrets: {TOK: dummy}, expect: {body: dummy}}, {name: project, expect: {body: plain-token}}]' >f.test.yaml
run blokctl workflow test f.yaml
status_is 0
echo 'tests: [{expect: {body: other}}]' >f.test.yaml
run blokctl workflow test f.yaml
out_lacks plain-token

# --- narrow terminals
for columns in 40 50; do
	on_terminal -c $columns blokctl workflow runs -n 5
	is "$(sed 's/\x1b\[[0-9;]*m//g; s/\r//g' "$T/out" | awk -v c=$columns 'length > c' | head -1)" '' "runs in $columns columns"
done
done_testing
