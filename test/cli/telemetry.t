# What is told to others about runs: metrics for Prometheus.
. "$(dirname "$0")/lib.sh"

cat >w.yaml <<'Y'
name: 'with "quotes" and \'
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: a, use: expr, inputs: { expression: 1 + 1 } }
  - { id: b, use: expr, inputs: { expression: 1 + 1 } }
Y
cat >bad.yaml <<'Y'
name: bad
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: a, use: throw, inputs: { message: no } }
Y

# --- metrics
BLOKCTL_STORE=$PWD/s.db
export BLOKCTL_STORE
run blokctl store metrics
status_is 1 'where there is no store there are none'
blokctl workflow run w.yaml -q >/dev/null
blokctl workflow run w.yaml -q >/dev/null
run blokctl workflow run bad.yaml -q --metrics-file m.prom
status_is 4 'the status is that of the run'
sample() { is "$(grep -cFx -e "$1 $2" m.prom)" 1 "$1 is $2"; }
sample 'blokctl_runs_total{workflow="bad",status="failed"}' 1
sample 'blokctl_runs_total{workflow="with \"quotes\" and \\",status="completed"}' 2
sample 'blokctl_steps_total{node="expr",status="completed"}' 4
sample 'blokctl_step_duration_seconds_count{node="throw",status="failed"}' 1
is "$(grep -c blokctl_model m.prom)" 0 'no families without samples'
is "$(ls | grep -c 'm.prom')" 1 'one file, and nothing beside it'

mkdir .blok
printf 'replies: [{text: hi, usage: {input: 12, output: 3}}]\n' >replies.yaml
printf 'ai: {providers: {s: {kind: script, file: replies.yaml}}, provider: s, model: m}\n' >.blok/config.yaml
blokctl ai ask hello -q >/dev/null
blokctl quota set --daily-requests 7 -q
run blokctl store metrics -o m.prom
status_is 0
out_empty
user=$(blokctl quota --json | sed 's/.*"user":"\([^"]*\)".*/\1/')
sample "blokctl_quota_limit{user=\"$user\",period=\"day\",unit=\"requests\"}" 7
is "$(grep -c 'blokctl_model_calls_total{provider="s",' m.prom)" 1 'calls of models'
sample 'blokctl_model_tokens_total{provider="s",model="m",direction="input"}' 12
run blokctl store metrics
is "$(grep -v _last_end "$T/out")" "$(grep -v _last_end m.prom)" 'stdout has the same'
run blokctl store metrics --json
json_is file null
if command -v promtool >/dev/null; then
	promtool check metrics <m.prom >"$T/out" 2>"$T/err"
	is $? 0 'promtool finds nothing wrong'
	is "$(cat "$T/out" "$T/err")" '' 'nor anything to improve'
else
	skip 'promtool is not installed' 'promtool finds nothing wrong'
fi

rm m.prom
printf 'telemetry: {metrics_file: set.prom}\n' >.blok/config.yaml
blokctl workflow run w.yaml -q >/dev/null
is "$(grep -c '^blokctl_runs_total' set.prom)" 2 'the setting does the same for every run'
run blokctl workflow run w.yaml -q --metrics-file /nosuch/m.prom
status_is 0 'what cannot be written fails no run'
err_has 'no metrics were written'
run blokctl workflow run w.yaml -q --no-store --metrics-file never.prom
status_is 0
is "$(ls never.prom 2>/dev/null)" '' 'without a store there is nothing to tell'
done_testing
