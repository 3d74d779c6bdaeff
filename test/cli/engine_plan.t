# --dry-run: what a run would do, and what of it is certain.
. "$(dirname "$0")/lib.sh"

# plan STEPS WANT [OPTION]...: "id:verdict" of each step, "id:compute=OUTPUT" of what is computed
plan() {
	steps=$1
	want=$2
	shift 2
	printf 'name: plan-it\nversion: 1.0.0\ntrigger: {manual: {}}\n%ssteps:\n%s\n' "$more" "$steps" >plan.yaml
	run blokctl workflow run plan.yaml --no-store --dry-run "$@"
	got=$(awk 'NR > 1 && /^[a-z]/ { printf "%s%s:%s", sep, $2, $1; sep = " " } $1 == "out" { printf "=%s", substr($0, index($0, "out") + 4) }' "$T/out")
	is "$got" "$want" "$(echo "$steps" | tr '\n' ' ')"
}
more=
e() { printf -- '- {id: %s, use: expr, %sinputs: {expression: "%s"}}' "$1" "$3" "$2"; }
unknown='- {id: sh, use: shell, inputs: {argv: [date]}}'
nl='
'

# --- what is known is computed, what is not stays open
plan "$(e a '({x: 1})')" 'a:compute={"x":1}'
plan "$(e a undefined)" 'a:compute'
plan "$(e a nope.x)" 'a:run'
plan "$(e a 1)$nl$(e b 'ctx.state.a + 1')$nl$(e c 'ctx.vars.b + 1')" 'a:compute=1 b:compute=2 c:compute=3'
plan "$(e a 1)$nl$(e b 'ctx.prev.data + 1')$nl$(e c 'ctx.response.data + data')" 'a:compute=1 b:compute=2 c:compute=4'
plan "$unknown$nl$(e b ctx.state.sh)$nl$(e c ctx.prev.data)$nl$(e d data)" 'sh:run b:run c:run d:run'
plan "$unknown$nl$(e b ctx.state.other)$nl$(e c ctx.request.method)" 'sh:run b:compute c:compute="POST"'
plan "$(e a 'Object.keys(ctx.state)')$nl$(e b ctx)$nl$(e c ctx.error)" 'a:run b:run c:run'
plan "$(e a '({p: 1})' 'spread: true, ')$nl$(e b ctx.state.p)" 'a:compute={"p":1} b:compute=1'
plan "$(e a 7 'ephemeral: true, ')$nl$(e b ctx.state.a)$nl$(e c ctx.prev.data 'as: d, ')$nl$(e f ctx.state.d)" \
	'a:compute=7 b:compute c:compute f:compute'
plan "$(e a 1)$nl- {id: s, use: shell, as: t, spread: true, inputs: {argv: [date]}}$nl$(e b ctx.state.a)" ''
plan "$(e a 1)$nl- {id: s, use: shell, spread: true, inputs: {argv: [date]}}$nl$(e b ctx.state.a)" 'a:compute=1 s:run b:run'
plan "$(e a 1)$nl- {id: s, use: shell, as: a, inputs: {argv: [date]}}$nl$(e b ctx.state.a)$nl$(e c 2 'as: a, ')$nl$(e d ctx.state.a)" \
	'a:compute=1 s:run b:run c:compute=2 d:compute=2'
plan '- {id: m, use: mapper, inputs: {model: {t: "a${1 + 1}", l: [js/1, 5], n: {o: js/2}}}}' \
	'm:compute={"t":"a2","l":[1,5],"n":{"o":2}}'
plan "$unknown$nl"'- {id: m, use: mapper, inputs: {model: {t: "a ${ctx.state.sh.x}", l: [js/ctx.state.sh, 5], n: js/nope.x}}}' 'sh:run m:run'
out_has 'in  {"model":{"t":"…","l":["…",5],"n":"…"}}'
plan '- {id: a, use: ctx-publish, inputs: {name: p, value: 3}}'"$nl$(e b ctx.state.p)" 'a:compute={"name":"p","value":3} b:compute=3'
plan "$unknown$nl"'- {id: a, use: ctx-publish, inputs: {name: p, value: js/ctx.state.sh}}'"$nl$(e b ctx.state.p)" 'sh:run a:run b:run'
plan '- {id: l, use: log, inputs: {message: m}}
- {id: k, use: in-memory-kv, inputs: {action: get, key: k}}' 'l:run k:run'
plan '- {id: r, use: redis-kv, inputs: {action: get, key: k}}' 'r:run'
out_has 'it needs Redis'
plan "$(e a 1 'active: false, ')$nl$(e b ctx.state.a)" 'a:skip b:compute'
out_has inactive
plan '- {id: t, use: template, inputs: {text: "n ${data.n}", data: {n: 4}}}' 't:run'
plan "$unknown$nl"'- {id: t, use: template, inputs: {text: "n ${ctx.state.sh.x}"}}' 'sh:run t:run'

# --- branches: the arm that is taken; both, where nobody can tell
plan "- {id: b, branch: {when: 1 === 1, then: [$(e t 1 | cut -c 3-)], else: [$(e f 2 | cut -c 3-)]}}" 'b:run t:compute=1'
plan "- {id: b, branch: {when: 1 === 2, then: [$(e t 1 | cut -c 3-)], else: [$(e f 2 | cut -c 3-)]}}" 'b:run f:compute=2'
plan "- {id: b, branch: {when: 1 === 2, then: [$(e t 1 | cut -c 3-)]}}" 'b:run'
plan "$unknown$nl$(e n 2)$nl- {id: b, branch: {when: ctx.state.sh.x, then: [$(e t 1 'as: n, ' | cut -c 3-)], else: [$(e f 2 | cut -c 3-)]}}$nl$(e z ctx.state.n)$nl$(e y ctx.prev.data)" \
	'sh:run n:compute=2 b:run t:maybe f:maybe z:run y:run'
out_has 'the condition is not known yet'
plan "- {id: b, branch: {when: nope.x, then: [$(e t 1 | cut -c 3-)]}}" 'b:run t:maybe'

# --- what stops
plan "$(e a 1)$nl$(e s 1 'stop: true, ')$nl$(e z 1)" 'a:compute=1 s:skip'
out_has 'the run stops here'
plan "$(e s 1 'stop: true, active: false, ')$nl$(e z 1)" 's:skip z:compute=1'
plan "- {id: b, branch: {when: 1 === 1, then: [$(e s 1 'stop: true, ' | cut -c 3-)]}}$nl$(e z 1)" 'b:run s:skip'
plan "$unknown$nl- {id: b, branch: {when: ctx.state.sh.x, then: [$(e s 1 'stop: true, ' | cut -c 3-)]}}$nl$(e z 1)" 'sh:run b:run s:skip z:maybe'
plan "- {id: w, switch: {on: js/1, cases: [{when: js/1, do: [$(e s 1 'stop: true, ' | cut -c 3-)]}]}}$nl$(e z 1)" 'w:run s:skip z:compute=1'
printf 'name: mw-ends\nversion: 1.0.0\nmiddleware: true\ntrigger: {manual: {}}\nsteps:\n%s\n%s\n' "$(e m 1)" "$(e ms 1 'stop: true, ')" >mw.yaml
printf 'name: mw-goes\nversion: 1.0.0\nmiddleware: true\ntrigger: {manual: {}}\nsteps:\n%s\n' "$(e g 5)" >mw2.yaml
more='middleware: [mw-goes, mw-ends, mw-goes]
'
plan "$(e z 1)" 'g:compute=5 m:compute=1 ms:skip'
more='middleware: [mw-goes, nowhere]
'
plan "$(e z ctx.state.g)" 'g:compute=5 z:compute=5'
more='middleware: [mw-goes]
'
plan "$(e z ctx.state.g)" 'g:compute=5 z:compute=5'
more=

# --- containers: what is repeated, or may end early, is not relied on
plan "$(e a '[1, 2]')$nl- {id: f, forEach: {in: js/ctx.state.a, as: n, mode: parallel, do: [$(e k ctx.state.n | cut -c 3-)]}}$nl$(e z ctx.state.f)$nl$(e y ctx.state.n)" \
	'a:compute=[1,2] f:run k:maybe z:run y:run'
out_has 'each item, in parallel'
plan "$(e q 1)$nl- {id: l, loop: {while: ctx.state.q < 3, do: [$(e i ctx.state.q | cut -c 3-), $(e j 2 'as: q, ' | cut -c 3-)]}}$nl$(e z ctx.state.q)" \
	'q:compute=1 l:run i:maybe j:maybe z:run'
out_has repeated
out_lacks '"expression":1'
plan "- {id: w, switch: {on: js/1, cases: [{when: js/1, do: [$(e k 1 | cut -c 3-)]}], default: [$(e d 1 | cut -c 3-)]}}$nl$(e z ctx.state.w)" 'w:run k:maybe d:maybe z:run'
plan "- {id: t, tryCatch: {try: [$(e a 1 | cut -c 3-)], catch: [$(e b 1 | cut -c 3-)], finally: [$(e c ctx.state.a | cut -c 3-)]}}$nl$(e z ctx.state.a)" \
	't:run a:compute=1 b:maybe c:compute=1 z:compute=1'
plan "- {id: t, tryCatch: {try: [${unknown#- }, $(e a 1 | cut -c 3-)], catch: [$(e b 1 | cut -c 3-)], finally: [$(e c ctx.state.a | cut -c 3-)]}}$nl$(e z ctx.state.a)" \
	't:run sh:run a:compute=1 b:maybe c:run z:run'
plan "- {id: w, wait: {for: 10}}$nl$(e z ctx.state.w)" 'w:run z:compute'
plan '- {id: s, subworkflow: mw-goes, inputs: {n: js/1}}'"$nl$(e z ctx.state.s)" 's:run z:run'

# --- mocks stand in for what they replace
echo '{"n": 7}' >mock.json
echo '{"error": {"message": "no"}}' >error.json
echo '{"error": {"message": "no"}, "more": 1}' >both.json
plan "$unknown$nl$(e z ctx.state.sh.n)" 'sh:mock={"n":7} z:compute=7' --mock sh=mock.json
plan "$unknown$nl$(e z ctx.state.sh)" 'sh:mock={"error":{"message":"no"}} z:run' --mock sh=error.json
out_has 'it fails'
plan "$unknown$nl$(e z ctx.state.sh.more)" 'sh:mock={"error":{"message":"no"},"more":1} z:compute=1' --mock sh=both.json
plan '- {id: s, subworkflow: mw-goes}'"$nl$(e z ctx.state.s)" 's:mock={"n":7} z:run' --mock s=mock.json
plan "$unknown$nl- {id: b, branch: {when: ctx.state.sh.x, then: [{id: m, use: shell, inputs: {argv: [date]}}]}}$nl$(e z ctx.state.m)" \
	'sh:run b:run m:mock={"n":7} z:run' --mock m=mock.json
run blokctl workflow run plan.yaml --no-store --dry-run --json
json_is steps.0.verdict run
json_is steps.1.depth 0
json_is steps.2.depth 1
json_is steps.2.path b/m
done_testing
