# What steps make of values that do not fit, and of settings of their own: a case a line.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"

flow() { # flow STEPS [OPTION]...: runs them
	printf 'name: some-steps\nversion: 1.0.0\n%strigger: {manual: {}}\nsteps:\n%s\n' "$more" "$1" >steps.yaml
	title=$(echo "$1" | tr '\n' ' ')
	shift
	run blokctl workflow run steps.yaml --json "$@"
}
gives() { # gives STEPS BODY [OPTION]...
	steps=$1
	want=$2
	shift 2
	flow "$steps" "$@"
	json_is response.body "$want" "$title"
}
fails() { # fails STEPS CODE MESSAGE
	flow "$1"
	is "$status $(json_get error.code) $(json_get error.message)" "4 $2 $3" "$title"
}
hints() { # hints STEPS HINT: for people
	flow "$1"
	run blokctl workflow run steps.yaml
	err_has "$2" "$title: $2"
}
more=
e='- {id: e, use: expr, inputs: {expression: "'
nl='
'

# --- expressions in texts
gives '- {id: m, use: mapper, inputs: {model: "a ${[1, null, [2, 3]]}"}}' 'a [1,null,[2,3]]'
gives '- {id: m, use: mapper, inputs: {model: "a ${({a: 1})}|${true}|${false}|${null}|${undefined}|${1.5}"}}' 'a {"a":1}|true|false|||1.5'
gives '- {id: m, use: mapper, inputs: {model: "js/({a: undefined, b: [undefined]})"}}' '{"b":[null]}'
gives '- {id: m, use: mapper, inputs: {model: [js/undefined, {a: js/undefined, b: js/1}]}}' '[null,{"b":1}]'
gives '- {id: t, use: template, inputs: {text: "${[1, 2]} ${({a: 1})}"}}' '[1,2] {"a":1}'
hints '- {id: m, use: mapper, inputs: {model: "js/ctx.state.nothing.x"}}' 'nothing has stored ctx.state.nothing'
hints '- {id: m, use: mapper, inputs: {model: "js/ctx.vars.nothing.x"}}' 'nothing has stored ctx.state.nothing'
hints '- {id: m, use: mapper, inputs: {model: "js/vars.nothing.x"}}' 'nothing has stored ctx.state.nothing'
hints '- {id: m, use: mapper, inputs: {model: "js/JSON.parse(1, 2).x.y"}}' "in the expression 'JSON.parse(1, 2).x.y'"
fails '- {id: m, use: mapper, inputs: {model: {a: ["${null.x}"]}}}' 500 "Cannot read properties of null (reading 'x')"
BLOK_MAPPER_MODE=warn gives '- {id: m, use: mapper, inputs: {model: {a: js/null.x, b: "c ${null.x} ${1}"}}}' '{"a":"js/null.x","b":"c ${null.x} 1"}'
err_has "'null.x' was kept as it is: Cannot read"
BLOK_MAPPER_MODE=silent gives '- {id: m, use: mapper, inputs: {model: js/null.x}}' js/null.x
err_lacks 'was kept as it is'

gives '- {id: o, use: expr, inputs: {expression: "[1, null, [2, 3]]"}}
- {id: m, use: mapper, inputs: {model: {$tpl: ["a ", {$ref: {step: o}}, {$ref: {step: o, path: [1]}}, {$ref: {step: o, path: [2, 0]}}]}}}' 'a 1,,2,3null2'

# --- inputs that only the run knows are held against the node's schema
fails '- {id: s, use: sleep, inputs: {for: "js/({a: 1})"}}' 400 'Validation failed: for (must be number,string)'
fails '- {id: s, use: shell, inputs: {argv: js/5}}' 400 'Validation failed: argv (must be array)'
fails '- {id: s, use: array-map, inputs: {array: js/5, fields: js/6}}' 400 'Validation failed: array (must be array), fields (must be array,object)'
fails '- {id: s, use: csv-write, inputs: {rows: "js/[1, {}]", columns: "js/[2]"}}' 400 'Validation failed: rows.0 (must be object,array), columns.0 (must be string)'

# --- waiting
fails "- {id: w, wait: {for: js/'soon'}}" 400 "'w' cannot wait for 'soon'"
fails "- {id: w, wait: {until: js/'soon'}}" 400 "'w' cannot wait until 'soon'"
fails '- {id: w, wait: {for: js/null}}' 400 "'w' cannot wait for 'null'"
fails '- {id: w, wait: {for: js/Infinity}}' 400 "'w' cannot wait for 'null'"
fails '- {id: w, wait: {until: js/nope.x}}' 500 'nope is not defined'
gives '- {id: w, wait: {until: "2020-01-01T00:00:00Z"}, as: waited}
- {id: z, use: expr, inputs: {expression: "ctx.state.waited.until"}}' 2020-01-01T00:00:00.000Z
gives "- {id: w, wait: {for: js/5}}$nl- {id: z, use: expr, inputs: {expression: \"ctx.state.w === undefined\"}}" true
gives "- {id: w, wait: {for: js/'5ms'}}$nl- {id: z, use: expr, inputs: {expression: \"1\"}}" 1
gives "- {id: w, wait: {until: 1000}}$nl- {id: z, use: expr, inputs: {expression: \"1\"}}" 1

# --- sub-workflows
printf 'name: child\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: expr, inputs: {expression: "ctx.request.body.n"}}]\n' >child.yaml
printf 'name: deep\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: again, subworkflow: deep}]\n' >deep.yaml
gives "- {id: s, subworkflow: js/'chi' + 'ld', inputs: {n: js/4}}" 4
fails '- {id: s, subworkflow: js/5}' 500 "the sub-workflow's name is number"
fails '- {id: s, subworkflow: js/undefined}' 500 "the sub-workflow's name is undefined"
fails "- {id: s, subworkflow: js/''}" 500 "the sub-workflow's name is empty"
fails '- {id: s, subworkflow: js/nope.x}' 500 'nope is not defined'
fails "- {id: s, subworkflow: js/'nowhere'}" 500 "there is no workflow 'nowhere'"
fails '- {id: s, subworkflow: child, inputs: {n: js/nope.x}}' 500 'nope is not defined'
fails "- {id: s, subworkflow: child, allowList: [5, other]}" 403 "the sub-workflow 'child' is not in the allowList of 's'"
gives "- {id: s, subworkflow: child, allowList: [other, child], inputs: {n: 1}}$nl- {id: z, use: expr, inputs: {expression: ctx.state.s.data}}" 1
fails '- {id: s, subworkflow: deep}' 500 'sub-workflows are nested deeper than 10'
BLOK_MAX_SUBWORKFLOW_DEPTH=2 fails '- {id: s, subworkflow: deep}' 500 'sub-workflows are nested deeper than 2'
BLOK_MAX_SUBWORKFLOW_DEPTH=20 fails '- {id: s, subworkflow: deep}' 500 'sub-workflows are nested deeper than 10'
BLOK_MAX_SUBWORKFLOW_DEPTH=x fails '- {id: s, subworkflow: deep}' 500 'sub-workflows are nested deeper than 10'
flow "- {id: s, subworkflow: child, wait: false, inputs: {n: 1}}" --no-store
status_is 0
flow "- {id: s, subworkflow: child, wait: false, inputs: {n: 1}}"
status_is 0
run blokctl workflow runs --workflow child --json
json_is runs.0.status completed

# --- attempts
gives '- {id: k, use: kv, retry: {maxAttempts: 3, minTimeoutInMs: 1, nonRetryableErrorNames: [5, Odd]}, inputs: {action: incr, key: tries}}' '{"key":"tries","value":1}'
tries() { # tries RETRY NAME COUNT
	flow "- {id: t, use: throw, retry: $1, inputs: {message: m, name: $2}}"
	json_is steps.0.attempts "$3" "$1 of $2: $3 attempts"
}
tries '{maxAttempts: 3, minTimeoutInMs: 1}' Any 3
tries '{maxAttempts: 3, minTimeoutInMs: 1, nonRetryableErrorNames: [5, Odd]}' Odd 1
tries '{maxAttempts: 3, minTimeoutInMs: 1, nonRetryableErrorNames: [Odd]}' Any 3
tries '{maxAttempts: 4, minTimeoutInMs: 2, maxTimeoutInMs: 3, factor: 100, jitter: 1}' Any 4
flow '- {id: s, use: sleep, maxDuration: 20ms, retry: {maxAttempts: 2, minTimeoutInMs: 1}, inputs: {for: 10s}}'
json_is steps.0.attempts 2
json_is error.code 504

# --- results that are kept for a key
once() { # once KEY: whether a second run has the first one's result
	flow "- {id: k, use: kv, idempotencyKey: $1, inputs: {action: incr, key: n}}"
	flow "- {id: k, use: kv, idempotencyKey: $1, inputs: {action: incr, key: n}}"
	json_is steps.0.cached "$2" "the key $1"
}
once a true
once '"js/[1, 2]"' true
once '"b ${1 + 1}"' true
once js/null false
once js/undefined false
once js/nope.x false
gives "$e"'undefined"}, idempotencyKey: u}'"$nl"'- {id: p, use: ctx-publish, idempotencyKey: p, inputs: {name: seen, value: 3}}
- {id: z, use: expr, inputs: {expression: ctx.state.seen}}' 3
gives "$e"'undefined"}, idempotencyKey: u}'"$nl"'- {id: p, use: ctx-publish, idempotencyKey: p, inputs: {name: seen, value: 3}}
- {id: z, use: expr, inputs: {expression: ctx.state.seen}}' 3
json_is steps.1.cached true 'what was published is published again'

# --- responses
answers() { # answers INPUTS PATH WANT
	flow "- {id: r, use: respond, inputs: $1}"
	json_is "$2" "$3" "respond $1"
}
answers '{}' response.body null
answers '{body: {a: 1}}' response.content_type application/json
answers '{body: x, contentType: text/plain}' response.content_type text/plain
answers '{body: x, headers: {content-type: text/css}}' response.content_type text/css
answers '{body: x, headers: {Content-Type: text/html}}' response.content_type text/html
answers '{status: 404, body: x}' response.status 404
answers '{body: x, cookies: []}' response.headers '{}'
answers '{body: x, cookies: [{name: a, value: b}]}' response.headers '{"set-cookie":["a=b"]}'
answers '{body: x, cookies: [{value: b}]}' response.headers '{"set-cookie":["=b"]}'
answers '{body: x, cookies: [{name: a, value: b, options: {path: /, domain: d, expires: e, sameSite: Lax, maxAge: 60, httpOnly: true, secure: true}}]}' \
	response.headers '{"set-cookie":["a=b; Path=/; Domain=d; Expires=e; SameSite=Lax; Max-Age=60; HttpOnly; Secure"]}'
answers '{body: x, cookies: [{name: a, value: b, path: /x, secure: false}]}' response.headers '{"set-cookie":["a=b; Path=/x"]}'

# --- what stands before the first step
more='input: {type: object, required: [n], properties: {n: {type: number}}}
'
flow "${e}1\"}}" --input '{}'
is "$status $(json_get error.code) $(json_get error.message)" '4 400 the request does not fit the workflow'"'"'s input: the body must have required property '"'n'"  'an input that does not fit'
json_is response.body.validation_errors.0.message "must have required property 'n'"
flow "${e}1\"}}" --input '{"n": 1}'
status_is 0
more='input: {type: nothing}
'
flow "${e}1\"}}"
json_is error.findings.0.code schema 'an input that is no schema'
more='input: text
'
flow "${e}1\"}}"
status_is 0
more=
gate() { # gate SETTINGS [OPTION]...
	printf 'name: gated\nversion: 1.0.0\ntrigger: {http: {%s}}\nsteps: [{id: s, use: sleep, inputs: {for: js/ctx.request.body.ms ?? 0}}]\n' "$1" >gated.yaml
	shift
	run blokctl workflow run gated.yaml --json "$@"
}
gate 'concurrencyKey: js/null' && status_is 0 'no key, no gate'
gate 'concurrencyKey: js/nope.x'
json_is error.message 'nope is not defined'
gate 'concurrencyKey: js/5'
status_is 0
printf 'name: gated\nversion: 1.0.0\ntrigger: {http: {concurrencyKey: one}}\nsteps: [{id: s, use: shell, inputs: {argv: [sleep, "2"]}}]\n' >holds.yaml
blokctl workflow run holds.yaml -q >/dev/null 2>&1 &
holder=$!
wait_for '"status":"running"' blokctl workflow runs --json --workflow gated
gate 'concurrencyKey: one'
status_is 75
json_is error.code 429
gate 'concurrencyKey: one, onLimit: queue, concurrencyQueueTimeoutMs: 60'
status_is 75
json_is error.code 410
gate 'concurrencyKey: two'
status_is 0 'another key is another gate'
gate 'concurrencyKey: one, onLimit: queue'
status_is 0 'the queue ends with the run before'
wait $holder

# --- jobs that wait for a place do not spin
printf 'name: jobs\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: f, forEach: {in: [1, 2, 3, 4, 5, 6], as: n, mode: parallel, concurrency: 6, do: [{id: k, use: sleep, inputs: {for: 150}}]}}]\n' >jobs.yaml
spent=$(sh -c 'blokctl workflow run jobs.yaml --no-store --jobs 1 -q >/dev/null; times' | tail -1 |
	awk '{ for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); s += t[1] * 60 + t[2] } print s < 0.2 }')
is "$spent" 1 'six jobs, one at a time: the processor rests'

# --- middleware that runs before every workflow
mkdir -p workflows
for name in one two own; do
	cat >workflows/$name.yaml <<END
name: $name
version: 1.0.0
middleware: true
steps: [{id: said-$name, use: expr, inputs: {expression: "(ctx.state.order ?? '') + ' $name'"}, as: order}]
END
done
cat >workflows/flow.yaml <<'END'
name: flow
version: 1.0.0
trigger: {manual: {}}
middleware: [own]
steps: [{id: end, use: expr, inputs: {expression: ctx.state.order}}]
END
global() { # global NAMES WANT PATHS
	run env BLOK_GLOBAL_MIDDLEWARE="$1" blokctl workflow run workflows/flow.yaml --no-store --json
	json_is response.body "$2" "BLOK_GLOBAL_MIDDLEWARE='$1'"
	is "$(grep -o '"path":"@[^"]*"' "$T/out" | cut -d'"' -f4 | tr '\n' ' ')" "$3" "BLOK_GLOBAL_MIDDLEWARE='$1': paths"
}
global '' ' own' '@own/said-own '
global one ' one own' '@one/said-one @own/said-own '
global ' two,, one, ' ' two one own' '@two/said-two @one/said-one @own/said-own '
global 'own one' ' own one own' '@own/said-own @one/said-one @own[1]/said-own '
run env BLOK_GLOBAL_MIDDLEWARE=nowhere blokctl workflow run workflows/flow.yaml --no-store --json
status_is 4
json_is error.code 500
sed -i 's/ctx.state.order/ctx.state.anything/' workflows/flow.yaml
run blokctl workflow validate workflows/flow.yaml
out_has 'nothing stores ctx.state.anything'
run env BLOK_GLOBAL_MIDDLEWARE=one blokctl workflow validate workflows/flow.yaml
out_lacks anything 'what runs before may store anything'
run env BLOK_GLOBAL_MIDDLEWARE=one blokctl workflow run workflows/flow.yaml --no-store --dry-run
out_has 'compute said-one (expr)'
done_testing
