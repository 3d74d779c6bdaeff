# blokctl workflow test: fixtures, expectations, reports.
. "$(dirname "$0")/lib.sh"

mkdir flows
cat >flows/sum.yaml <<'END'
name: sum
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: numbers, use: expr, inputs: {expression: "ctx.request.body.numbers ?? [1, 2]"}}
  - id: big
    branch:
      when: ctx.state.numbers.length > 2
      then: [{id: many, use: log, inputs: {message: many}}]
  - {id: sum, use: expr, inputs: {expression: "ctx.state.numbers.reduce((a, b) => a + b, 0)"}}
  - {id: answer, use: respond, inputs: {status: 201, body: {sum: js/ctx.state.sum, who: "js/process.env.WHO ?? 'nobody'", at: "js/new Date().toISOString()"}}}
END
cat >flows/sum.test.yaml <<'END'
tests:
  - name: everything that can be expected
    request: {body: {numbers: [1, 2, 3]}, headers: {X-A: b}}
    env: {WHO: ada}
    now: 2026-01-31T08:00:00Z
    expect:
      status: 201
      body: {who: ada, sum: 6, at: "2026-01-31T08:00:00.000Z"}
      state: {numbers: [1, 2, "<any>"], sum: 6}
      steps: [numbers, many, sum, answer]
      run_status: completed
  - name: patterns
    expect:
      body: {sum: 3, who: "<any>", at: "<regex:^20[0-9-]+T>"}
      steps: {many: skipped, sum: completed}
  - name: a mock of a step and of a node
    mocks: {numbers: [40, 1, 1], log: {level: info}}
    expect: {state: {sum: 42}, steps: {many: completed}}
  - name: an error
    mocks: {sum: {error: {message: too hot, name: HeatError, code: 418}}}
    expect: {status: 418, error: {message: too hot, name: HeatError, code: 418, step_id: sum}, run_status: failed}
END
run blokctl workflow test flows
status_is 0
out_matches '^ok flows/sum.test.yaml: everything that can be expected  '
out_matches '^4 passed ('
err_empty
run blokctl workflow test flows/sum.yaml flows/sum.test.yaml flows
out_matches '^4 passed (' 'a file that is given three times is tested once'
run blokctl --json workflow test flows
json_is ok true
json_is passed 4
json_is failed 0
json_is tests.0.file flows/sum.test.yaml
json_is tests.0.workflow flows/sum.yaml
json_is tests.3.name 'an error'
json_is tests.3.differences '[]'
is "$(ls "$HOME" | wc -l | tr -d ' ')" 0 'nothing is recorded'
mkdir clock
printf 'name: clock\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: y, use: expr, inputs: {expression: "new Date().getFullYear() > 2001"}}]\n' >clock/c.yaml
printf 'tests:\n  - {name: then, now: "2001-02-03T04:05:06Z", expect: {body: false}}\n  - {name: now, expect: {body: true}}\n' >clock/c.test.yaml
run blokctl workflow test clock
status_is 0 'the time of one test is not left behind for the next'
printf 'mocks: {yy: 1}\nexpect: {status: 200}\n' >clock/c.test.yaml
run blokctl workflow test clock
status_is 3
err_has "clock/c.test.yaml:1:13: error: 'clock' has no step or node 'yy' to mock"
err_has "did you mean 'y'?"
printf 'workflow: gone.json\nexpect: {status: 200}\n' >clock/c.test.yaml
head -c 9000000 /dev/zero | tr '\0' x >clock/gone.json
run blokctl workflow test clock
status_is 3
err_has 'error: '
err_has 'gone.json'

# --- what fails
mkdir bad
cp flows/sum.yaml bad/other.yaml
cat >bad/sum.test.yaml <<'END'
workflow: other.yaml
tests:
  - name: wrong, in many ways
    expect:
      status: 200
      body: {sum: 4, who: nobody, at: "<regex:^19>", more: null}
      state: {numbers: [1, 2, 3]}
      steps: [numbers, answer]
  - name: a failure nobody expected
    mocks: {sum: {error: {message: too hot}}}
  - expect: {error: {message: none}}
END
run blokctl workflow test bad
status_is 1
out_matches '^not ok bad/sum.test.yaml: wrong, in many ways'
out_has '    bad/sum.test.yaml:5:15: status'
out_has '      got:  201'
out_has '      want: 200'
out_has '    state.numbers[2]'
out_has "the step 'sum' failed: too hot"
out_matches '^not ok bad/sum.test.yaml: test 3'
out_matches '^3 failed\|^0 passed, 3 failed'
err_has '3 of 3 tests failed'
run blokctl --json workflow test bad
status_is 1
json_is ok false
json_is failed 3
json_is tests.0.line 5
json_is tests.0.differences.0 '{"path":"status","got":201,"want":200}'
json_is tests.0.differences.1 '{"path":"body.sum","got":3,"want":4}'
json_is tests.0.differences.3 '{"path":"body.more","got":null,"want":null}'
json_is tests.0.differences.5 '{"path":"steps","got":["numbers","sum","answer"],"want":["numbers","answer"]}'
json_is tests.1.differences.0 '{"path":"run_status","got":"failed","want":"completed"}'
json_is tests.1.failure "the step 'sum' failed: too hot"
json_is tests.2.differences.0 '{"path":"error","got":null,"want":{"message":"none"}}'
err_empty

# --- reports
run blokctl workflow test flows bad --report tap --report junit=junit.xml
status_is 1
is "$(head -1 "$T/out")" 'TAP version 13' 'tap: the version'
is "$(tail -1 "$T/out")" 1..7 'tap: the plan'
is "$(grep -c '^ok\|^not ok' "$T/out")" 7 'tap: a line for each'
is "$(grep -vc '^ok\|^not ok\|^#\|^1\.\.\|^TAP' "$T/out")" 0 'tap: and nothing else'
is "$(grep -c '<testcase ' junit.xml)" 7 'junit: the cases'
is "$(grep -c '<failure type="difference"' junit.xml)" 3 'junit: the failures'
if command -v xmllint >/dev/null; then
	run xmllint --noout --schema "$ROOT/test/tools/junit.xsd" junit.xml
	status_is 0 'junit: what the schema of Ant wants'
else
	skip 'xmllint is not installed' 'junit: what the schema of Ant wants'
fi
run blokctl workflow test bad --report github
out_has '::error file=bad/sum.test.yaml,line=5,col=15,title=wrong%2C in many ways::bad/sum.test.yaml:5:15: status%0A  got:  201%0A'
run blokctl workflow test flows --report xunit
status_is 2
run blokctl workflow test flows --report tap --report github
status_is 2
run blokctl workflow test flows --report junit=/no/folder/x.xml
status_is 1
run blokctl --json workflow test flows --report junit=/no/folder/x.xml
status_is 1
json_is error.message "cannot write '/no/folder/x.xml': No such file or directory"

# --- fixtures that are wrong
cp flows/sum.test.yaml good.test.yaml
wrong() { # wrong PLACE MESSAGE YAML
	printf '%s\n' "$3" >flows/sum.test.yaml
	run blokctl workflow test flows
	status_is 3 "$2: status 3"
	err_has "flows/sum.test.yaml:$1: error: $2"
}
wrong 1:19 "expect has no 'statuss'" 'tests: [{expect: {statuss: 200}}]'
err_has "hint: did you mean 'status'?"
wrong 1:10 "a test has no 'expct'" 'tests: [{expct: {status: 200}}]'
wrong 1:27 'status must be a number (run_status is the word), not a string' 'tests: [{expect: {status: done}}]'
wrong 1:8 'there is no test in it' 'tests: []'
wrong 1:15 'now is no ISO 8601 time' 'tests: [{now: yesterday}]'
wrong 1:1 'a file of tests must be an object, not an array' '[]'
wrong 1:8 'tests must be an array, not an object' 'tests: {}'
wrong 1:9 'a test must be an object, not a number' 'tests: [7]'
wrong 1:16 'name must be a string, not a number' 'tests: [{name: 7}]'
wrong 1:20 'workflow must be a string, not a number' 'tests: [{workflow: 7}]'
wrong 1:19 'request must be an object, not a number' 'tests: [{request: 7}]'
wrong 1:20 "request has no 'bodi'" 'tests: [{request: {bodi: 7}}]'
wrong 1:19 'a variable must be a string, not a number' 'tests: [{env: {A: 7}}]'
wrong 1:15 'env must be an object, not an array' 'tests: [{env: []}]'
wrong 1:17 'store must be true or false, not a number' 'tests: [{store: 7}]'
wrong 1:26 'steps must be an array of ids, or an object {id: status}, not a number' 'tests: [{expect: {steps: 7}}]'
wrong 1:27 'an id must be a string, not a number' 'tests: [{expect: {steps: [7]}}]'
wrong 1:30 'a status must be a string, not a number' 'tests: [{expect: {steps: {a: 7}}}]'
wrong 1:26 'state must be an object, not a number' 'tests: [{expect: {state: 7}}]'
wrong 1:27 "expect.error has no 'xyzzy'" 'tests: [{expect: {error: {xyzzy: 7}}}]'
wrong 1:31 'run_status must be a string, not a number' 'tests: [{expect: {run_status: 7}}]'
for timeout in 0 -1 0s soon true '[]'; do
	wrong 1:19 'timeout is no duration' "tests: [{timeout: $timeout}]"
done
wrong 1:11 "there is no file 'flows/gone.yaml'" 'workflow: gone.yaml
tests: [{name: a}]'
printf 'expect: {body: 1}\n' >flows/lonely.test.yaml
cp good.test.yaml flows/sum.test.yaml
run blokctl workflow test flows --report tap
status_is 3
err_has 'flows/lonely.test.yaml:1:1: error: no workflow of that name lies beside it'
out_has 'not ok 1 - flows/lonely.test.yaml: test 1'
out_has 'ok 5 - flows/sum.test.yaml: an error' 'the others are run all the same'
run blokctl --json workflow test flows
json_is tests.0.ran false
json_is findings.0.path flows/lonely.test.yaml
rm flows/lonely.test.yaml
printf 'name: broken\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: nowhere}]\n' >flows/broken.yaml
printf 'expect: {status: 200}\n' >flows/broken.test.yaml
run blokctl workflow test flows/broken.yaml
status_is 3
err_has "flows/broken.yaml:4:"
printf 'mocks: {a: 7}\nexpect: {status: 200, state: {a: 7}}\n' >flows/broken.test.yaml
run blokctl workflow test flows/broken.yaml
status_is 0 'a node that is known nowhere, and mocked'
rm flows/broken*

# --- numbers that no integer holds
cat >flows/huge.yaml <<'END'
name: huge
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: made, use: shell, inputs: {argv: [echo, hi], parse: text, limits: {memory: 1e300, cpu: 1e300, files: 1e300}}}
  - {id: odd, use: expr, inputs: {expression: "1"}}
END
printf 'timeout: 1e300\nexpect: {state: {made: "<any>", odd: 1}, run_status: completed}\n' >flows/huge.test.yaml
run blokctl workflow test flows/huge.yaml
status_is 0 'a timeout and limits that are never reached'
printf 'mocks: {made: 1, odd: {error: {message: x, code: 1e300}}}\nexpect: {error: {code: 2147483647}}\n' >flows/huge.test.yaml
run blokctl workflow test flows/huge.yaml
status_is 0 'a code is the largest that there is'
rm flows/huge*

# --- which files
run blokctl workflow test flows/gone.yaml
status_is 1
mkdir empty
run blokctl workflow test empty
status_is 1
err_has "there is no test below 'empty'"
cp flows/sum.yaml flows/alone.yaml
run blokctl workflow test flows/alone.yaml
status_is 1
err_has 'hint: write them into flows/alone.test.yaml'
rm flows/alone.yaml
mkdir workflows
printf '{"tests": [{"expect": {"status": 201}}]}' >workflows/sum.test.json
cp flows/sum.yaml workflows
run blokctl workflow test sum
status_is 0 'a name in workflows/, and tests in JSON'
run blokctl workflow validate --strict workflows flows
status_is 0 'a file of tests is no workflow'
err_has '2 workflows checked'
run blokctl workflow run sum
status_is 0

# --- a store, waiting, an end
cat >workflows/kept.yaml <<'END'
name: kept
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: one, use: kv, inputs: {action: incr, key: n}}
  - {id: pause, wait: {for: 30s}}
END
cat >workflows/kept.test.yaml <<'END'
tests:
  - {store: true, expect: {state: {one: {value: 1}}, run_status: waiting, steps: {pause: waiting}}}
  - {name: again, store: true, expect: {state: {one: {value: 1}}, run_status: waiting}}
  - {name: no store, expect: {error: {step_id: one}}}
  - {name: too long, mocks: {one: 1}, timeout: 50ms, expect: {run_status: timedOut}}
END
mkdir tmp
TMPDIR=$PWD/tmp run blokctl workflow test workflows/kept.yaml
status_is 0
out_matches '^4 passed'
is "$(ls tmp | wc -l | tr -d ' ')" 0 'the stores are gone'

# --- a terminal
on_terminal env CI= blokctl workflow test flows bad
out_has '✓'
out_has '✗'

done_testing
