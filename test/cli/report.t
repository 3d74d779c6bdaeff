# --report: what build servers read of checks and runs. Those of tests are in workflow_test.t.
. "$(dirname "$0")/lib.sh"
unset GITHUB_STEP_SUMMARY

mkdir flows 'a folder' migrations
cat >flows/bad.yaml <<'Y'
name: bad
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: a, use: exprr, inputs: { expression: "1" } }
  - { id: a, use: expr, inputs: { expression: "ctx.state.nobody" } }
Y
sed 's/exprr/expr/; 6s/id: a/id: b/' flows/bad.yaml >'a folder/100%,one:.yaml'

# --- SARIF
run blokctl workflow validate flows 'a folder' --report sarif=out.sarif
status_is 3
out_matches '^flows/bad.yaml:5:.*error:' 'the text is as ever'
cp out.sarif "$T/out"
json_is version 2.1.0
json_is runs.0.tool.driver.name blokctl
json_is runs.0.columnKind unicodeCodePoints
json_is runs.0.results.0.level warning
json_is runs.0.results.0.locations.0.physicalLocation.artifactLocation.uri 'a%20folder/100%25,one%3A.yaml'
json_is runs.0.results.1.ruleId unknown-node
json_is runs.0.results.1.locations.0.physicalLocation.region '{"startLine":5,"startColumn":19}'
out_has "did you mean 'expr'?" 'the hint is in the message'
is "$(json_get runs.0.tool.driver.rules.#)" "$(grep -o '"ruleId": "[^"]*"' out.sarif | sort -u | wc -l | tr -d ' ')" \
	'each rule once'

# --- GitLab
run blokctl workflow validate flows --report gitlab=quality.json --json
status_is 3
json_is ok false '--json goes together with files'
cp quality.json "$T/out"
json_is 0.check_name unknown-node
json_is 0.severity major
json_is 0.location '{"path":"flows/bad.yaml","lines":{"begin":5}}'
first=$(json_get 0.fingerprint)
sed -i '1i # a line more' flows/bad.yaml
run blokctl workflow validate flows --report gitlab=quality.json
cp quality.json "$T/out"
json_is 0.location.lines.begin 6
json_is 0.fingerprint "$first" 'one that has moved is the same one'
cp flows/bad.yaml flows/again.yaml
run blokctl workflow validate flows/bad.yaml flows/bad.yaml --report gitlab=quality.json
cp quality.json "$T/out"
is "$(grep -o '"fingerprint": "[0-9a-f]*"' "$T/out" | sort | uniq -d | wc -l | tr -d ' ')" 0 \
	'each finding has a fingerprint of its own'
rm flows/again.yaml

# --- GitHub
GITHUB_STEP_SUMMARY=$PWD/page.md blokctl workflow validate 'a folder' flows --report github >"$T/out" 2>"$T/err"
is $? 3 'github: the exit status stays'
out_has '::error file=flows/bad.yaml,line=6,col=19,title=unknown-node::'
out_has '::warning file=a folder/100%25%2Cone%3A.yaml,line=6,'
is "$(head -2 page.md | tail -1)" '|---|---|' 'a table for the page of the job'
is "$(grep -c '^| ' page.md)" 4 'with a row each'
{
	printf 'name: many\nversion: 1.0.0\ntrigger: { manual: {} }\nsteps:\n'
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do echo "  - { id: s$i, use: nosuch$i }"; done
} >many.yaml
run blokctl workflow validate many.yaml --report github
is "$(grep -c '^::error' "$T/out")" 10 'no more annotations than are shown'

# --- other checks
printf '%s\n' '-- migrate:up' 'DROP TABLE a;' '-- migrate:down' >migrations/1_drop.sql
run blokctl migrate lint --strict --report sarif=lint.sarif --report gitlab=lint.json
status_is 3
cp lint.sarif "$T/out"
json_is runs.0.results.0.locations.0.physicalLocation.artifactLocation.uri migrations/1_drop.sql
printf 'quotas: 1\n' >bad-config.yaml
run blokctl config validate bad-config.yaml --report github
status_is 3
out_has '::error file=bad-config.yaml,line=1,col=1,title=unknown-setting::unknown setting'
printf 'name: p\n' >p.yaml
run blokctl prompt lint p.yaml --report github
status_is 3
out_has '::error file=p.yaml'

# --- runs
cat >run.yaml <<'Y'
name: night <build>
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: fine, use: expr, inputs: { expression: "1" } }
  - { id: not, use: expr, active: false, inputs: { expression: "1" } }
  - id: each
    forEach:
      in: [1, 2]
      as: one
      do:
        - { id: in, use: expr, inputs: { expression: ctx.state.one } }
  - id: bad
    use: throw
    inputs: { message: 'a "<b>" & c' }
Y
GITHUB_STEP_SUMMARY=$PWD/run.md
export GITHUB_STEP_SUMMARY
run blokctl workflow run run.yaml -q --report junit=run.xml --report github
unset GITHUB_STEP_SUMMARY
status_is 4
out_has '::error file=run.yaml,line=13,col=5,title=bad::'
is "$(grep -c '<testcase' run.xml)" 6 'junit: a case for each step'
is "$(grep -c '<skipped/>' run.xml)" 1 'junit: skipped ones'
is "$(grep -c '<failure type="Error" message="a &quot;&lt;b&gt;&quot; &amp; c"/>' run.xml)" 1 'junit: the failure'
is "$(sed -n 's/.*name="run_id" value="\(run_\).*/\1/p' run.xml)" run_ 'junit: the run'
is "$(grep -c 'name="status" value="failed"' run.xml)" 1 'junit: its status'
if command -v xmllint >/dev/null; then
	run xmllint --noout --schema "$ROOT/test/tools/junit.xsd" run.xml
	status_is 0 'junit: what the schema of Ant wants'
else
	skip 'xmllint is not installed' 'junit: what the schema of Ant wants'
fi
is "$(head -1 run.md)" '### night \<build\>: failed' 'github: the page of the job'
is "$(grep -c '^| ' run.md)" 7 'github: a row for each step'
run blokctl workflow resume last -q --report junit=again.xml
status_is 4
is "$(grep -c '<testcase' again.xml)" 6 'junit: of a run that went on'
run blokctl workflow resume --all --report junit=all.xml
status_is 2

# --- secrets are taken out, and a report that cannot be written is a failure
mkdir -p safe/.blok
printf 'secrets:\n  TOKEN: { env: THE_TOKEN }\n' >safe/.blok/config.yaml
cat >safe/w.yaml <<'Y'
name: w
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: a, use: throw, inputs: { message: "js/'no ' + ctx.secrets.TOKEN" } }
Y
(
	cd safe
	THE_TOKEN=canary-7351 GITHUB_STEP_SUMMARY=$PWD/page.md blokctl workflow run w.yaml -q \
		--report junit=w.xml --report github >out 2>err
)
is "$(cat safe/w.xml safe/page.md safe/out safe/err | grep -c canary-7351)" 0 'no report has a secret'
is "$(grep -c 'secret TOKEN' safe/w.xml)" 1 'it says which one stood there'
run blokctl workflow run run.yaml -q --report junit=/nosuch/folder/run.xml
status_is 1
err_has /nosuch/folder

# --- wishes that cannot be granted
for wish in pdf sarif sarif= tap junit=x 'github=x'; do
	run blokctl workflow validate flows --report $wish
	status_is 2
done
err_has 'one of sarif=FILE, gitlab=FILE, github'
run blokctl workflow validate flows --report github --json
status_is 2
done_testing
