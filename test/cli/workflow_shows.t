# What a run is given (bodies, pairs, variables, mocks) and what is shown of it afterwards.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"

cat >echo.yaml <<'Y'
name: echo
version: 1.0.0
trigger: {http: {method: POST, path: /e}}
steps:
  - {id: all, use: expr, inputs: {expression: "({m: ctx.request.method, b: ctx.request.body, q: ctx.request.query, h: ctx.request.headers, p: ctx.request.params})"}}
  - {id: env, use: expr, inputs: {expression: "[ctx.env.ONE, ctx.env.TWO, ctx.env.THREE].map(String).join()"}}
  - {id: out, use: respond, inputs: {body: "js/({...ctx.state.all, e: ctx.state.env})"}}
Y
gives() { # gives PATH WANT OPTION...
	path=$1 want=$2
	shift 2
	run blokctl workflow run echo.yaml --no-store --json "$@"
	json_is "response.body$path" "$want" "$*"
}
refused() { # refused STATUS MESSAGE OPTION...
	want=$1 message=$2
	shift 2
	run blokctl workflow run echo.yaml --no-store "$@"
	is "$status" "$want" "$*: status $want"
	err_has "$message" "$*: $message"
}
# --- the request
echo '{"a": 1}' >body.json
echo '{"a": ' >broken.json
gives .b '{"a":1}' --input '{"a": 1}'
gives .b '{"a":1}' --input @body.json
with_input '[1]' blokctl workflow run echo.yaml --no-store --json --input -
json_is response.body.b '[1]'
refused 3 --input --input '{"a": '
err_has 'give JSON, @FILE, or -'
refused 3 broken.json --input @broken.json
refused 1 none.json --input @none.json
with_input '{' blokctl workflow run echo.yaml --no-store --input -
err_has 'standard input'
gives .q '{"a":"1","b":"x=y"}' --query a=1 --query b=x=y
gives .p '{"id":"7"}' --param id=7
gives .h '{"x-a":"1","x-b":"2","x-c":"3"}' --header X-A=1 --header X-B:2 --header 'X-C: 3'
refused 2 '--query wants NAME=VALUE' --query a
refused 2 '--query wants NAME=VALUE' --query =a
refused 2 '--header wants NAME=VALUE' --header a
refused 2 'is not UTF-8' --query "a=$(printf '\377')"
gives .m PUT --method PUT
echo '{"method": "PUT", "query": {"a": "1"}, "body": {"n": 2}, "headers": {"A": "b"}, "params": {}, "path": "/x", "url": "u", "rawBody": "r"}' >request.json
gives .m PUT --request request.json
gives .q '{"a":"1","b":"2"}' --request request.json --query b=2
gives .b '{"z":1}' --request request.json --input '{"z": 1}'
for case in '[1]|a request must be a JSON object' '{"query": 5}|'"'query' must be an object, not a number" \
	'{"method": 5}|'"'method' must be a string, not a number" '{"querry": {}}|'"a request has no 'querry'" \
	'{"zzzzzzzzz": {}}|it has method, headers'; do
	echo "${case%%|*}" >odd.json
	refused 3 "${case#*|}" --request odd.json
done
refused 1 none.json --request none.json

# --- variables
printf '# comment\n\n  ONE=1\r\nexport TWO="a b"\nTHREE='"'c'"'\n' >vars.env
gives .e '1,a b,c' --env-file vars.env
printf 'ONE="\nTWO=x"\nTHREE="y' >vars.env
gives .e '",x","y' --env-file vars.env
printf 'ONE=1\nnothing\n' >vars.env
refused 3 'vars.env:2: no NAME=value' --env-file vars.env
printf '=1\n' >vars.env
refused 3 'vars.env:1: no NAME=value' --env-file vars.env
: >vars.env
gives .e 'undefined,undefined,undefined' --env-file vars.env
printf '\0ONE=1\n' >vars.env
refused 3 'vars.env: it holds NUL bytes' --env-file vars.env
printf '# \0\nONE=1\n' >vars.env
refused 3 'vars.env: it holds NUL bytes' --env-file vars.env
refused 1 none.env --env-file none.env

# --- mocks
echo '{"m": 9}' >mock.json
gives .m 9 --mock all=mock.json
refused 2 '--mock wants NAME=FILE' --mock all
refused 2 '--mock wants NAME=FILE' --mock =mock.json
refused 1 none.json --mock all=none.json
refused 3 broken.json --mock all=broken.json
refused 2 "has no step or node 'al' to mock" --mock al=mock.json
err_has "did you mean 'all'?"
refused 2 "has no step or node 'zzzzzzzzzzz' to mock" --mock zzzzzzzzzzz=mock.json
err_has "'blokctl workflow graph' shows the steps"

# --- which file
mkdir -p workflows folder
cp echo.yaml workflows/named.yaml
sed -i 's/^name: echo/name: by-name/' workflows/named.yaml
run blokctl workflow run by-name --no-store -q
status_is 0
for case in './folder|is a folder, not a workflow' '.|is a folder, not a workflow' '-|there is no file' \
	'a/b|there is no file' 'x.yaml|there is no file' 'nowhere|there is no workflow'; do
	run blokctl workflow run "${case%%|*}"
	status_is 1
	err_has "${case#*|}" "run ${case%%|*}: ${case#*|}"
done

# --- what is shown of runs of every kind
cat >kinds.yaml <<'Y'
name: kinds
version: 2.1.0
trigger: {manual: {}}
middleware: [before]
steps:
  - {id: kept, use: kv, idempotencyKey: k, inputs: {action: incr, key: n}}
  - {id: off, use: expr, active: false, inputs: {expression: "1"}}
  - {id: say, use: log, inputs: {level: warn, message: look here, attrs: {n: 1}}}
  - {id: each, forEach: {in: [1, 2, 3], as: i, do: [{id: k, use: expr, inputs: {expression: ctx.state.i}}]}}
  - {id: t, tryCatch: {try: [{id: no, use: throw, retry: {maxAttempts: 2, minTimeoutInMs: 1}, inputs: {message: odd, name: OddError}}], catch: [{id: c, use: expr, inputs: {expression: "1"}}]}}
  - {id: sub, subworkflow: small, wait: false}
  - {id: r, use: respond, inputs: {status: 201, headers: {X-A: b}, body: {done: true}}}
Y
printf 'name: before\nversion: 1.0.0\nmiddleware: true\nsteps: [{id: b, use: expr, inputs: {expression: "1"}}]\n' >before.yaml
printf 'name: small\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: expr, inputs: {expression: "1"}}]\n' >small.yaml
printf 'name: fails\ntrigger: {manual: {}}\nsteps: [{id: f, use: throw, inputs: {message: no, name: OddError}}]\n' >fails.yaml
printf 'name: plain\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: f, use: throw, inputs: {message: no}}]\n' >plain.yaml
printf 'name: waits\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: w, wait: {for: 1h}}, {id: z, use: expr, inputs: {expression: "1"}}]\n' >waits.yaml
blokctl workflow run kinds.yaml -q --input '{"x": 1}' --query a=b --header X-H=1 >/dev/null 2>&1
blokctl workflow run kinds.yaml -q >/dev/null 2>&1
shown() { # shown TEXT TITLE COMMAND...
	text=$1 title=$2
	shift 2
	run blokctl "$@"
	out_has "$text" "$title"
}
run blokctl workflow show last
status_is 0
out_matches 'kept  *kv  *cached'
out_has 'skipped'
out_has '@before'
out_has 'response 201'
out_has '"X-A": "b"'
out_has 'odd'
run blokctl workflow show last --json
json_is status completed
json_is steps.0.middleware before
first=$(blokctl workflow runs --workflow kinds --json >"$T/out"; json_get runs.1.run_id)
run blokctl workflow show "$first"
out_has '"x"'
run blokctl workflow show "$first" --step kept
out_has kept
run blokctl workflow show "$first" --step each
status_is 0
run blokctl workflow show "$first" --step 'each[1]/k'
status_is 0
run blokctl workflow show "$first" --step nothing
status_is 1
on_terminal -c 60 blokctl workflow show "$first"
out_has kept
LC_ALL=C on_terminal blokctl workflow show "$first"
out_has kept
run blokctl workflow runs --workflow small --json
child=$(json_get runs.0.run_id)
shown "$(blokctl workflow runs --workflow kinds --json >"$T/out"; json_get runs.0.run_id)" 'a run that was sent off names its parent' workflow show "$child"
blokctl workflow run fails.yaml -q >/dev/null 2>&1
shown 'OddError: no' 'a failure with a name of its own' workflow show last
blokctl workflow run plain.yaml -q >/dev/null 2>&1
run blokctl workflow show last
out_lacks 'Error: no'
blokctl workflow replay last -q >/dev/null 2>&1
run blokctl workflow show last
out_has run_ 'what it replays'
blokctl workflow run waits.yaml -q --no-wait >/dev/null 2>&1
shown waiting 'a run that waits' workflow show last
LC_ALL=C on_terminal blokctl workflow show last
out_has waiting
run blokctl workflow cancel last
status_is 0
shown cancelled 'a run that was given up' workflow show last
run blokctl workflow runs
out_has kinds
on_terminal -c 50 blokctl workflow runs
out_has kinds
for filter in '--status completed' '--workflow kinds' '--since 1h' '--since 2020-01-01T00:00:00Z' '--limit 1'; do
	run blokctl workflow runs $filter --json
	status_is 0 "runs $filter"
done
run blokctl workflow runs --since soon
status_is 2
run blokctl workflow runs --workflow none
status_is 0
run blokctl workflow logs "$first"
out_has 'look here'
run blokctl workflow logs "$first" --json
status_is 0
on_terminal blokctl workflow logs "$first"
out_has 'look here'
run blokctl workflow logs "$first" --level error
out_lacks 'look here'
done_testing
