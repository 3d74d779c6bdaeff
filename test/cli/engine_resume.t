# What is over stays over, and what goes on goes on where it was.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db" LEDGER="$T/work/ledger"

flow() { # flow NAME STEPS [TOP]
	printf 'name: %s\nversion: 1.0.0\ntrigger: {manual: {}}\n%ssteps:\n%s\n' "$1" "${3:-}" "$2" >"$1.yaml"
}
write="use: file-write, inputs: {append: true, path: js/ctx.env.LEDGER"
ledger() { tr '\n' ' ' <ledger 2>/dev/null; }
killed() { # killed SECONDS COMMAND...: kill -9
	nap=$1
	shift
	"$@" >/dev/null 2>&1 &
	live=$!
	sleep "$nap"
	kill -9 $live
	wait $live 2>/dev/null
}

# a completed run is shown, not asked again
flow over "  - id: l
    loop:
      while: ctx.env.MORE === 'yes' || ctx.state.lIndex < 2
      do: [{id: a, $write, content: \"a\\n\"}}]
  - {id: out, use: expr, inputs: {expression: \"'done'\"}}"
run blokctl workflow run over.yaml -q
is "$(ledger)" 'a a ' 'two rounds'
sed -i 's/^  - {id: out.*/&\n  - {id: more, use: file-write, inputs: {append: true, path: js\/ctx.env.LEDGER, content: "more"}}/' over.yaml
MORE=yes run blokctl workflow resume last --json
status_is 0
is "$(ledger)" 'a a ' 'no round more'
json_is response.body done
MORE=yes run blokctl workflow resume last --with-current --json
status_is 0
is "$(ledger)" 'a a ' 'no step more'
json_is response.body done 'the stored response'
json_is steps.3.id out
json_is steps.4 '(absent)'

# the handler of an error goes on; what it handles is not tried again
rm -f ledger
flow catch "  - id: t
    tryCatch:
      try:
        - {id: a, $write, content: \"a\\n\"}}
        - {id: boom, use: shell, inputs: {script: 'echo boom >>\"\$LEDGER\"; echo bad >&2; exit 1'}}
      catch:
        - {id: b, $write, content: \"b\\n\"}}
        - id: gate
          branch: {when: ctx.env.BROKEN === 'yes', then: [{id: c, use: throw, inputs: {message: worse}}]}
        - {id: s, use: shell, inputs: {script: 'sleep \"\$NAP\"'}}
        - {id: d, use: expr, inputs: {expression: ctx.error.message}}"
NAP=3600 killed 0.3 blokctl workflow run catch.yaml -q
NAP=0 run blokctl workflow resume last --json
status_is 0
json_is state.d 'the script ended with status 1: bad' 'the same error'
is "$(ledger)" 'a boom b ' 'after a kill in catch'
rm -f ledger
NAP=0 BROKEN=yes run blokctl workflow run catch.yaml -q
status_is 4
NAP=0 BROKEN=yes run blokctl workflow resume last -q
status_is 4
is "$(ledger)" 'a boom b ' 'after a failure in catch'

# sub-workflows: a completed one is recorded, a failed one goes on in its attempt
rm -f ledger
flow inner "  - {id: x, $write, content: \"x\\n\"}}
  - id: g
    branch: {when: \"ctx.request.body.n === 2 && ctx.env.BROKEN === 'yes'\", then: [{id: bad, use: throw, inputs: {message: no}}]}
  - {id: y, $write, content: \"y\\n\"}}"
flow outer "  - {id: one, subworkflow: inner, inputs: {n: 1, at: js/Date.now()}}
  - {id: two, subworkflow: inner, inputs: {n: 2}}
  - {id: z, use: throw, inputs: {message: last}}"
run blokctl workflow run outer.yaml -q
status_is 4
for i in 1 2; do run blokctl workflow resume last -q; done
is "$(ledger)" 'x y x y ' 'each step acted once'
run blokctl workflow resume last --json
json_is steps.0.attempts 1 'a completed sub-workflow has one attempt'
json_is steps.0.steps.0.path one/x 'and its steps are shown'
run blokctl workflow runs --json
json_is runs.0.steps 7 'steps are counted by path'
rm -f ledger
BROKEN=yes run blokctl workflow run outer.yaml -q
BROKEN=no run blokctl workflow resume last -q
is "$(ledger)" 'x y x ' 'a branch that was taken stays taken'
sed -i 's/=== 2/=== 3/' inner.yaml
run blokctl workflow resume last --with-current -q
is "$(ledger)" 'x y x y ' 'x of the failed one is not run again'

# a condition that has changed is asked again, its arm is not guessed by number
flow arms "  - id: b
    switch: {on: js/2, cases: [{when: 1, do: [{id: one, use: expr, inputs: {expression: \"1\"}}]}, {when: 2, do: [{id: two, use: expr, inputs: {expression: \"2\"}}]}]}
  - {id: z, use: throw, inputs: {message: last}}"
run blokctl workflow run arms.yaml -q
sed -i "s/cases: \[/&{when: 0, do: [{id: none, use: expr, inputs: {expression: \"0\"}}]}, /; /id: z/d" arms.yaml
run blokctl workflow resume last --with-current --json
status_is 0
json_is state.two 2 'the arm that holds'
json_is state.b.data 2

# each attempt of a sub-workflow starts from nothing, in a resumed run, too
rm -f ledger
flow tries "  - {id: x, $write, content: \"x\\n\"}}
  - {id: s, use: shell, inputs: {script: 'sleep \"\$NAP\"'}}
  - {id: bad, use: throw, inputs: {message: no}}"
flow retry "  - {id: sub, subworkflow: tries, retry: {maxAttempts: 2, minTimeoutInMs: 10}}"
NAP=3600 killed 0.3 blokctl workflow run retry.yaml -q
NAP=0 run blokctl workflow resume last -q
status_is 4
is "$(ledger)" 'x x ' 'the second attempt runs all of it'

# one idempotency key for the step, whatever it is made of
flow key "  - id: s
    use: shell
    idempotencyKey: js/crypto.randomUUID()
    retry: {maxAttempts: 3, minTimeoutInMs: 10}
    inputs: {script: 'echo \"\$BLOK_IDEMPOTENCY_KEY\" >>\"\$LEDGER\"; sleep \"\$NAP\"; exit 1'}"
rm -f ledger
NAP=0 run blokctl workflow run key.yaml -q
status_is 4
is "$(wc -l <ledger | tr -d ' ') $(sort -u ledger | wc -l | tr -d ' ')" '3 1' 'attempts have the same'
rm -f ledger
NAP=60 killed 0.3 blokctl workflow run key.yaml -q
NAP=0 run blokctl workflow resume last -q
is "$(sort -u ledger | wc -l | tr -d ' ')" 1 'so has the process that goes on'

# the same middleware twice runs twice
flow mw "  - {id: m, $write, content: \"m\\n\"}}" 'middleware: true
'
flow main "  - {id: a, use: expr, inputs: {expression: \"1\"}}
  - {id: z, use: throw, inputs: {message: last}}" 'middleware: [mw, mw]
'
rm -f ledger
run blokctl workflow run main.yaml -q
is "$(ledger)" 'm m ' 'in a run'
run blokctl workflow resume last --json
is "$(ledger)" 'm m ' 'and is recorded twice'
json_is steps.1.path '@mw[1]/m'

# a detached child belongs to the step that started it, once
rm -f ledger
flow child "  - {id: c, $write, content: \"c\\n\"}}"
flow parent "  - {id: d, subworkflow: child, wait: false, as: d}
  - {id: s, use: shell, inputs: {script: 'sleep \"\$NAP\"'}}"
NAP=3600 killed 0.3 blokctl workflow run parent.yaml -q
NAP=0 run blokctl workflow resume last --json
status_is 0
child=$(json_get state.d.runId)
is "$(ledger)" 'c ' 'it has run once'
run blokctl workflow show "$child" --json
json_is status completed
run blokctl workflow runs --workflow child --json
json_is runs.1 '(absent)' 'there is one child'

# what a finished item of a parallel loop has done is known while others go on
rm -f ledger
flow items "  - id: f
    forEach:
      in: js/[0, 1]
      as: n
      mode: parallel
      do:
        - id: g
          branch:
            when: ctx.state.n === 0
            then: [{id: a, use: shell, inputs: {script: 'sleep 0.1; echo a >>\"\$LEDGER\"'}}]
            else: [{id: s, use: shell, inputs: {script: 'sleep \"\$NAP\"'}}]"
NAP=3600 killed 0.4 blokctl workflow run items.yaml -q
NAP=0 run blokctl workflow resume last -q
status_is 0
is "$(ledger)" 'a ' 'it is not run again'

# a document that calls itself in five places starts at once
flow self "  - {id: g, branch: {when: 'ctx.request.body.n > 0', then: [
      {id: a, subworkflow: self}, {id: b, subworkflow: self}, {id: c, subworkflow: self},
      {id: d, subworkflow: self}, {id: e, subworkflow: self}]}}"
run timeout 5 blokctl workflow run self.yaml -q
status_is 0 'recursion costs nothing by itself'

# replay --from: ids as they are written, inner ids in their own document
rm -f ledger
flow ids "  - {id: p/q, $write, content: \"p\\n\"}}
  - {id: x/y, $write, content: \"x\\n\"}}"
run blokctl workflow run ids.yaml -q
rm ledger
run blokctl workflow replay last --from x/y -q
status_is 0
is "$(ledger)" 'x ' 'an id with a slash'
flow sub "  - {id: b, $write, content: \"b\\n\"}}
  - {id: a, $write, content: \"a\\n\"}}"
flow top "  - {id: a, $write, content: \"1\\n\"}}
  - {id: s, subworkflow: sub}
  - {id: b, $write, content: \"2\\n\"}}"
rm ledger
run blokctl workflow run top.yaml -q
rm ledger
run blokctl workflow replay last --from s/a -q
is "$(ledger)" 'a 2 ' 'steps of a sub-workflow in its own order'


# --- waits in the items of a forEach, and values that are kept in memory between them
for mode in sequential parallel; do
	cat >items.yaml <<END
name: items
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: each
    forEach:
      in: [1, 2]
      as: n
      mode: $mode
      do:
        - {id: a, use: in-memory-kv, inputs: {action: set, key: "js/'k' + ctx.state.n", value: js/ctx.state.n}}
        - {id: gone, use: in-memory-kv, inputs: {action: set, key: gone, value: 1}}
        - {id: del, use: in-memory-kv, inputs: {action: delete, key: gone}}
        - {id: w, wait: {for: 300ms}}
        - {id: b, use: in-memory-kv, inputs: {action: get, key: "js/'k' + ctx.state.n"}}
  - {id: last, use: in-memory-kv, inputs: {action: get, key: gone}}
  - {id: all, use: expr, inputs: {expression: "ctx.state.each.map(e => e.value)"}}
END
	run blokctl workflow run items.yaml --no-wait -q
	status_is 75 "$mode: it waits in an item"
	rounds=0
	while [ "$status" = 75 ] && [ $rounds -lt 5 ]; do
		sleep 0.35
		run blokctl workflow resume last --no-wait -q
		rounds=$((rounds + 1))
	done
	out_is '[1,2]' "$mode: what was kept in memory is there again"
	[ $mode = parallel ] || is "$rounds" 2 'one item after the other waits'
	run blokctl workflow show last --json
	json_is status completed
done
cat >items.yaml <<'END'
name: items
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: each
    forEach:
      in: [1, 2, 3]
      as: n
      mode: parallel
      do:
        - id: t
          branch:
            when: ctx.state.n === 2
            then: [{id: bad, use: throw, inputs: {message: "no"}}]
            else: [{id: w, wait: {for: 60s}}]
END
run blokctl workflow run items.yaml --no-wait -q
status_is 4 'a failure is told before others wait'
err_has "the step 'each[1]/t/bad' failed: no"
done_testing
