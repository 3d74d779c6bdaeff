# resume, replay, cancel: what is recorded is not done again.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db" LEDGER="$T/work/ledger"

cat >flow.yaml <<'Y'
name: flow
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: a, use: file-write, inputs: {append: true, path: js/ctx.env.LEDGER, content: "a\n"}}
  - {id: r, use: expr, inputs: {expression: "Math.random()"}}
  - id: each
    forEach:
      in: js/[1, 2, 3]
      as: n
      do:
        - {id: b, use: file-write, inputs: {append: true, path: js/ctx.env.LEDGER, content: "b${ctx.state.n}\n"}}
        - id: gate
          branch:
            when: ctx.state.n === 2 && ctx.env.BROKEN === 'yes'
            then: [{id: boom, use: throw, inputs: {message: "broken at ${ctx.state.n}"}}]
  - {id: c, use: file-write, inputs: {append: true, path: js/ctx.env.LEDGER, content: "c\n"}}
  - {id: out, use: expr, inputs: {expression: "({r: ctx.state.r, n: ctx.state.each.length})"}}
Y

# a failed run goes on at the failed step
BROKEN=yes run blokctl workflow run flow.yaml --json
status_is 4
first=$(json_get run_id)
r=$(json_get state.r)
BROKEN=no run blokctl workflow resume last --json
status_is 4 'a branch that was taken stays taken'
sed 's/throw, inputs: {message/log, inputs: {message/' flow.yaml >fixed.yaml && mv fixed.yaml flow.yaml
run blokctl workflow resume last --with-current --json
status_is 0
json_is run_id "$first"
json_is state.r "$r" 'what was computed before is kept'
json_is state.out.n 3
is "$(tr '\n' ' ' <ledger)" 'a b1 b2 b3 c ' 'every step acted once'
json_is steps.0.path a
run blokctl workflow resume last
status_is 0
json_is n 3 'resume of a completed run prints its response'
is "$(wc -l <ledger | tr -d ' ')" 5 'and does nothing'
run blokctl workflow runs --json
json_is runs.# 1 'it is one run'

# replay: a new run; --from keeps what lies before
rm ledger
run blokctl workflow replay last --json
status_is 0
is "$(tr '\n' ' ' <ledger)" 'a b1 b2 b3 c ' 'everything again'
rm ledger
run blokctl workflow replay "$first" --from c --dry-run
status_is 0
out_has 'keep  each[2]/b'
out_has 'run   c'
run blokctl workflow replay "$first" --from c --json
status_is 0
is "$(cat ledger)" c 'only c and the rest'
json_is state.r "$r"
rm ledger
run blokctl workflow replay "$first" --from 'each[1]/b' --json
status_is 0
is "$(tr '\n' ' ' <ledger)" 'b2 b3 c ' 'from the middle of a loop'
json_is state.r "$r"
rm ledger
run blokctl workflow resume last --json
status_is 0
is "$(ls ledger 2>/dev/null)" '' 'a replayed run is complete by itself'
run blokctl workflow replay "$first" --from nowhere
status_is 1
err_has "the run has no step 'nowhere'"
run blokctl workflow replay "$first" --from 'each[1]/bb'
status_is 1
err_has "did you mean 'each[1]/b'?"
is "$(ls ledger 2>/dev/null)" '' 'and nothing has run'
run blokctl workflow replay "$first" --from c --with nowhere
status_is 1
err_has "there is no 'nowhere'"

# the plan for a run that has not come to its end
cat >half.yaml <<'Y'
name: half
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: a, use: expr, inputs: {expression: "1"}}
  - {id: boom, use: throw, inputs: {message: no}}
  - {id: z, use: expr, inputs: {expression: "2"}}
Y
run blokctl workflow run half.yaml -q
run blokctl workflow replay last --from boom --dry-run --json
json_is kept '["a"]'
json_is again '["boom","z"]'

# the definition is stored: the file may go
rm flow.yaml
run blokctl workflow replay "$first" --json
status_is 0
json_is state.out.n 3

# waiting runs: --due goes on when it is time
cat >wait.yaml <<'Y'
name: waits
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: before, use: expr, inputs: {expression: "Math.random()"}}
  - {id: w, wait: {for: 1ms}}
  - {id: after, use: expr, inputs: {expression: "ctx.state.before"}}
  - {id: again, wait: {for: js/ctx.env.AGAIN}}
Y
sed 's/1ms/1h/' wait.yaml >long.yaml
export AGAIN=0
run blokctl workflow run long.yaml --no-wait
status_is 75
run blokctl workflow resume --due
status_is 0
err_has 'no run to resume'
run blokctl workflow cancel last
status_is 0
run blokctl workflow run wait.yaml --no-wait --json
status_is 75
before=$(json_get state.before)
sleep 0.01
run blokctl workflow resume --due
status_is 0
is "$(cat "$T/out")" "$before" 'the waiting run is done'
run blokctl workflow run wait.yaml --no-wait --json
run blokctl workflow cancel last
status_is 0
sleep 0.01
run blokctl workflow resume --due
err_has 'no run to resume'
run blokctl workflow resume --due --json
status_is 0
json_is runs '[]'
run blokctl workflow run wait.yaml --no-wait
run blokctl workflow runs --json
one=$(json_get runs.0.run_id)
AGAIN=1h blokctl workflow run wait.yaml --no-wait -q 2>/dev/null
sleep 0.01
export AGAIN=1h
run blokctl workflow resume --due --no-wait --json
status_is 75
json_is runs.# 2
json_is runs.0.run_id "$one"
json_is runs.1.status waiting
is "$(wc -l <"$T/out" | tr -d ' ')" 1 'one document, and each run in it'
AGAIN=0
for run_id in $(blokctl workflow runs --status waiting --json | grep -o 'run_0[0-9A-Z]*'); do
	blokctl workflow cancel "$run_id" -q
done
run blokctl workflow cancel last
status_is 1

# a live run: resume says not now, cancel stops it
blokctl workflow run long.yaml -q >/dev/null 2>live.err &
live=$!
wait_for '"file":"long.yaml","status":"\(waiting\|running\)".*"id":"w",[^}]*"status":"waiting"' blokctl workflow show last --json
run blokctl workflow resume last
status_is 75
err_has 'is running in another process'
run blokctl workflow cancel last
status_is 0
wait $live
is $? 143 'the run ends as stopped'

# kill -9: crashed at once, resumable; the wait keeps its deadline
blokctl workflow run long.yaml -q >/dev/null 2>&1 &
live=$!
wait_for '"file":"long.yaml","status":"\(waiting\|running\)".*"id":"w",[^}]*"status":"waiting"' blokctl workflow show last --json
kill -9 $live
wait $live 2>/dev/null
run blokctl workflow runs --json
json_is runs.0.status crashed
run blokctl workflow resume --crashed --no-wait --json
status_is 75
json_is runs.0.status waiting
run blokctl workflow show last --json
json_is status waiting

# onCrash: a step that had begun
cat >crash.yaml <<'Y'
name: crash
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: s, use: sleep, onCrash: ask, inputs: {for: js/ctx.env.NAP}}
  - {id: z, use: expr, inputs: {expression: "'s' in ctx.state"}}
Y
crash() {
	NAP=1h blokctl workflow run crash.yaml -q >/dev/null 2>&1 &
	live=$!
	wait_for '"id":"s",[^}]*"status":"running"' blokctl workflow show last --json
	kill -9 $live
	wait $live 2>/dev/null
}
crash
run blokctl workflow resume last
status_is 75
err_has 'the process died while the step'
err_has '--on-crash rerun|skip|fail'
run blokctl workflow show last --json
json_is status paused
run blokctl workflow resume last --on-crash fail
status_is 4
crash
run blokctl workflow resume last --on-crash skip --json
status_is 0
json_is state.z false
json_is steps.0.status skipped

# two at once: each step is started by one of them
cat >slow.yaml <<'Y'
name: slow
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: w, wait: {for: 30ms}}
  - {id: a, use: file-write, inputs: {append: true, path: js/ctx.env.LEDGER, content: "a\n"}}
  - {id: nap, use: sleep, inputs: {for: 400}}
Y
rm -f ledger
run blokctl workflow run slow.yaml --no-wait
sleep 0.05
for i in 1 2 3 4 5 6 7 8; do
	(blokctl workflow resume last -q >/dev/null 2>&1; echo $? >"code.$i") &
done
wait
is "$(wc -l <ledger | tr -d ' ')" 1 'eight resumers, one start'
is "$(cat code.* | sort -u | tr '\n' ' ')" '0 75 ' 'the others are told to wait, or see it done'

# a completed run is only shown again, whoever holds its place meanwhile
cat >gate.yaml <<'Y'
name: gate
version: 1.0.0
trigger: {http: {method: POST, concurrencyKey: js/'k', concurrencyLimit: 1}}
steps:
  - {id: w, wait: {for: js/ctx.request.body.ms}}
  - {id: out, use: expr, inputs: {expression: "'done'"}}
Y
run blokctl workflow run gate.yaml --input '{"ms": 0}' --json
gate=$(json_get run_id)
run blokctl workflow show "$gate" --json
ended=$(json_get ended_at)
run blokctl workflow run gate.yaml --no-wait --input '{"ms": 1}' --json
waiting=$(json_get run_id)
blokctl workflow run gate.yaml -q --input '{"ms": 1500}' >/dev/null 2>&1 &
wait_for '"ms":1500.*"id":"w",[^}]*"status":"waiting"' blokctl workflow show last --json
run blokctl workflow resume "$gate"
status_is 0
is "$(cat "$T/out")" done 'its response again'
run blokctl workflow show "$gate" --json
json_is ended_at "$ended" 'nothing of it has changed'
run blokctl workflow resume "$waiting"
status_is 75
run blokctl workflow show "$waiting" --json
json_is status waiting 'one that is not let in stays as it was'
wait
run blokctl workflow resume "$waiting"
status_is 0

# ids that look like paths do not stand for each other
cat >ids.yaml <<'Y'
name: ids
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: b, branch: {when: "true", then: [{id: x, use: expr, inputs: {expression: "'first'"}}]}}
  - {id: b/x, use: expr, inputs: {expression: "'second'"}}
Y
run blokctl workflow run ids.yaml -q
run blokctl workflow resume last --json
json_is state.x first
json_is steps.1.path b%2Fx

# a retry that was pending when the process died has not used an attempt up
cat >again.yaml <<'Y'
name: again
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: s, use: kv, onCrash: fail, retry: {maxAttempts: 2, minTimeoutInMs: 400}, inputs: {action: incr, key: text}}
Y
printf 'name: t\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: kv, inputs: {action: set, key: text, value: no number}}]\n' >text.yaml
run blokctl workflow run text.yaml -q
blokctl workflow run again.yaml -q >/dev/null 2>&1 &
live=$!
wait_for '"id":"s",[^}]*"status":"failed"' blokctl workflow show last --json
kill -9 $live
wait $live 2>/dev/null
run blokctl workflow resume last --json
status_is 4
json_is error.name StoreError 'the second attempt is made'
json_is steps.0.attempts 2

# logs --follow ends with the run
cat >talk.yaml <<'Y'
name: talk
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: one, use: log, inputs: {message: first}}
  - {id: nap, use: sleep, inputs: {for: 300}}
  - {id: two, use: log, inputs: {message: second}}
Y
blokctl workflow run talk.yaml -q >/dev/null 2>&1 &
wait_for '"workflow":"talk"' blokctl workflow show last --json
run blokctl workflow logs last --follow
status_is 0
out_has first
out_has second
wait

done_testing
