# What is told to others about runs: metrics for Prometheus, traces for a collector.
. "$(dirname "$0")/lib.sh"

cat >w.yaml <<'Y'
name: 'with "quotes" and \'
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: a, use: expr, inputs: { expression: 1 + 1 } }
  - { id: b, use: expr, inputs: { expression: 1 + 1 } }
Y
unset OTEL_EXPORTER_OTLP_TRACES_ENDPOINT OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_HEADERS \
	OTEL_SERVICE_NAME OTEL_SDK_DISABLED TRACEPARENT
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

# --- traces
rm -r .blok s.db*
mkdir got hold.d
mkfifo hold
"$TOOLS/collector" got <hold >port 2>/dev/null &
exec 9>hold
wait_for . cat port
collector=http://127.0.0.1:$(cat port)
in_trace=4bf92f3577b34da6a3ce929d0e0e4736
count() { ls got | grep -c 'json$'; }
span() { # span N NAME PATH WANT: of the n-th request the span of this name
	i=0
	while name=$("$TOOLS/json" "got/$1.json" "resourceSpans.0.scopeSpans.0.spans.$i.name") && [ "$name" != "$2" ] &&
		[ "$name" != '(absent)' ]; do i=$((i + 1)); done
	is "$("$TOOLS/json" "got/$1.json" "resourceSpans.0.scopeSpans.0.spans.$i.$3")" "$4" "request $1, span $2: $3"
}
value() { "$TOOLS/json" "got/$1.json" "resourceSpans.0.scopeSpans.0.spans.$2"; }

run blokctl workflow run w.yaml -q
is "$(count)" 0 'nobody is told anything unless the user says so'
cat >t.yaml <<'Y'
name: traced
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: out, use: shell, inputs: { script: 'echo $TRACEPARENT >>parents' } }
  - id: each
    forEach: { in: [1, 2], as: one, do: [{ id: in, use: expr, inputs: { expression: ctx.state.one } }] }
  - { id: ask, use: ai-prompt, inputs: { text: hello, provider: s, model: m } }
  - { id: get, use: api-call, inputs: { url: js/ctx.request.body.url, method: POST } }
  - { id: last, use: shell, inputs: { script: 'test -f fine || { echo no >&2; exit 3; }' } }
Y
mkdir .blok
printf 'ai: {providers: {s: {kind: script, file: replies.yaml}}, provider: s, model: m}\n' >.blok/config.yaml
printf 'telemetry: {endpoint: %s}\n' "$collector" >>.blok/config.yaml
run env TRACEPARENT=00-$in_trace-00f067aa0ba902b7-01 blokctl workflow run t.yaml -q --input "{\"url\": \"$collector/x\"}"
status_is 4
is "$(count)" 2 'one request of the run itself, and one of its trace'
is "$(sed -n 's/^POST \([^ ]*\).*/\1/p' got/2.head)" /v1/traces 'the place of traces'
span 2 traced traceId $in_trace
span 2 traced parentSpanId 00f067aa0ba902b7
span 2 traced status.code 2
root=$(value 2 0.spanId)
span 2 out parentSpanId "$root"
span 2 each parentSpanId "$root"
is "$(value 2 0.name)" traced 'the run is the first span'
is "$(grep -o '"name":"each\[1\]/in"' got/2.json | wc -l | tr -d ' ')" 1 'items have spans'
span 2 'each[1]/in' kind 1
span 2 'chat m' kind 3
is "$(grep -c '"gen_ai.usage.input_tokens","value":{"intValue":"12"}' got/2.json)" 1 'calls of models have tokens'
span 2 last status.code 2
is "$(grep -c hello got/2.json)" 0 'values of steps are not in it'
out=$(i=0; while [ "$(value 2 $i.name)" != out ]; do i=$((i + 1)); done; value 2 $i.spanId)
is "$(cat parents)" "00-$in_trace-$out-01" 'a program is below the span of its step'
is "$(sed -n 's/^traceparent: 00-\([0-9a-f]*\)-.*/\1/p' got/1.head)" $in_trace 'a request carries the trace'

touch fine
run blokctl workflow resume last -q
status_is 0
is "$(count)" 3
span 3 traced traceId $in_trace
span 3 traced spanId "$root"
span 3 traced status.code 1
is "$(grep -c '"name":"out"' got/3.json)" 0 'what was told is not told again'

# a trace of its own, the same in each of its parts
run blokctl workflow run w.yaml -q
own=$(value 4 0.traceId)
is "${#own}" 32 'a run has a trace of its own'
is "$(value 4 1.traceId)" "$own" 'one for all spans'
is "$(value 4 0.parentSpanId)" '(absent)' 'whose run is below nobody'

# --- a collector that is away, refuses, or hangs
echo '503 Service Unavailable' >got/status
run blokctl workflow run w.yaml
status_is 0 'the run does not suffer'
err_has 'traces wait for the collector: the collector answers 503'
rm got/status
before=$(count)
run blokctl workflow run w.yaml -q
is "$(count)" "$before" 'nobody is asked again so soon'
run blokctl store traces --json
status_is 0
json_is sent 2
json_is waiting 0
echo '400 Bad Request' >got/status
run blokctl workflow run w.yaml
err_has 'refuses the trace'
rm got/status
run blokctl store traces --json
json_is sent 0 'what is refused is not sent again'
echo hang >got/status
printf 'telemetry: {endpoint: %s, timeout: 300ms}\n' "$collector" >.blok/config.yaml
began=$(date +%s%N)
run blokctl workflow run w.yaml -q
took=$((($(date +%s%N) - began) / 1000000))
status_is 0
is "$([ $took -lt 3000 ] && echo soon)" soon "one that hangs is not waited for ($took ms)"
rm got/status

# --- OpenTelemetry's variables
printf '{}\n' >.blok/config.yaml
sleep 0.3
before=$(count)
OTEL_EXPORTER_OTLP_ENDPOINT=$collector OTEL_EXPORTER_OTLP_HEADERS='x-key=canary%2D8812' OTEL_SERVICE_NAME=mine \
	blokctl store traces -q
is "$(count)" $((before + 1)) 'the endpoint of the variables'
is "$(grep -c 'x-key: canary-8812' got/$((before + 1)).head)" 1 'and headers'
is "$("$TOOLS/json" got/$((before + 1)).json resourceSpans.0.resource.attributes.0.value.stringValue)" mine 'and name'
OTEL_EXPORTER_OTLP_ENDPOINT=$collector OTEL_SDK_DISABLED=true blokctl workflow run w.yaml -q >/dev/null
is "$(count)" $((before + 1)) 'and that there is none'
run blokctl store traces
status_is 1
err_has 'no collector is configured'
printf 'telemetry: {endpoint: %s, authorization: {env: AUTH}}\n' "$collector" >.blok/config.yaml
AUTH='Bearer canary-9931' blokctl workflow run w.yaml -v >"$T/out" 2>"$T/err"
is "$(grep -c 'authorization: Bearer canary-9931' got/$(count).head)" 1 'the authorization of the settings'
is "$(cat "$T/out" "$T/err" | grep -c canary-9931)" 0 'which nobody sees'

# --- each way to say where and how
printf '{}\n' >.blok/config.yaml
told() { # told TITLE VARIABLE...: a run tells the collector once more; $head is what was sent
	title=$1
	shift
	before=$(count)
	env "$@" blokctl workflow run w.yaml -q >/dev/null
	is "$(count)" $((before + 1)) "$title"
	head=got/$((before + 1)).head
}
silent() { # silent TITLE VARIABLE...
	title=$1
	shift
	before=$(count)
	env "$@" blokctl workflow run w.yaml -q >/dev/null
	is "$(count)" "$before" "$title"
}
told 'the variable of traces is the whole place' OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="$collector/elsewhere" OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9
is "$(sed -n 's/^POST \([^ ]*\).*/\1/p' "$head")" /elsewhere 'as it is'
told 'an empty one is none' OTEL_EXPORTER_OTLP_TRACES_ENDPOINT= OTEL_EXPORTER_OTLP_ENDPOINT="$collector/a/"
is "$(sed -n 's/^POST \([^ ]*\).*/\1/p' "$head")" /a/v1/traces 'a slash is not doubled'
silent 'an empty endpoint is none' OTEL_EXPORTER_OTLP_ENDPOINT=
told 'only true disables' OTEL_EXPORTER_OTLP_ENDPOINT="$collector" OTEL_SDK_DISABLED=false OTEL_SERVICE_NAME=
is "$("$TOOLS/json" "${head%.head}.json" resourceSpans.0.resource.attributes.0.value.stringValue)" blokctl 'an empty name is none'
told 'headers: those that are some' OTEL_EXPORTER_OTLP_ENDPOINT="$collector" \
	OTEL_EXPORTER_OTLP_HEADERS='x-a=1%2, x-b=%4A%4b%zz%,nothing,=v,x c=1,x:d=2,x-e=a%0Ab,x-f='
is "$(grep -i '^x-' "$head" | tr -d '\r' | sort | tr '\n' '|')" 'x-a: 1%2|x-b: JK%zz%|x-f:|' 'and no others'
printf 'telemetry: {endpoint: %s, authorization: {env: NO_SUCH_VARIABLE}}\n' "$collector" >.blok/config.yaml
run blokctl store traces
status_is 3
err_has 'telemetry.authorization'
run blokctl workflow run w.yaml
status_is 0
err_has 'traces wait for the collector: telemetry.authorization'
printf '{}\n' >.blok/config.yaml
cat >parent.yaml <<'Y'
name: parent
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: s, subworkflow: small, wait: false }
  - { id: m, subworkflow: small, wait: false }
Y
printf 'name: small\nversion: 1.0.0\ntrigger: { manual: {} }\nsteps: [{ id: a, use: expr, inputs: { expression: "1" } }]\n' >small.yaml
before=$(count)
OTEL_EXPORTER_OTLP_ENDPOINT=$collector blokctl workflow run parent.yaml -q >/dev/null
last=$(count)
is "$(cat $(seq -f got/%g.json $((before + 1)) "$last") | grep -o '"name":"small"' | wc -l | tr -d ' ')" 2 'runs that were sent off are told, too'

# --- attempts, names and answers that are not plain
printf 'telemetry: {endpoint: %s}\n' "$collector" >.blok/config.yaml
cat >again.yaml <<'Y'
name: again
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: a, use: throw, retry: { maxAttempts: 3, minTimeoutInMs: 1, maxTimeoutInMs: 1 }, inputs: { message: not yet } }
Y
run blokctl workflow run again.yaml -q
status_is 4
last=$(count)
is "$(grep -o '"name":"retry"' "got/$last.json" | wc -l | tr -d ' ')" 2 'an event for each retry'
span "$last" a status.message 'not yet'
is "$(grep -c '"blokctl.attempt","value":{"intValue":"2"}' "got/$last.json")" 1 'with its number'
cat >wait.yaml <<'Y'
name: wait
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: a, use: expr, inputs: { expression: "1" } }
  - { id: w, wait: { for: 300ms } }
Y
run blokctl workflow run wait.yaml -q
status_is 0
last=$(count)
span "$last" wait status.code 1
for answer in '429 Too Many Requests' '500 Oops'; do
	echo "$answer" >got/status
	run blokctl workflow run w.yaml
	status_is 0
	err_has "traces wait for the collector: the collector answers ${answer%% *}"
	rm got/status
	run blokctl store traces --json
	json_is sent 1 "after $answer it is sent again"
done
for answer in '302 Found' '413 Too Large'; do
	echo "$answer" >got/status
	run blokctl workflow run w.yaml
	err_has 'refuses the trace'
	rm got/status
	run blokctl store traces --json
	json_is sent 0 "after $answer it is not"
done
printf '{}\n' >.blok/config.yaml
printf 'name: "two\\nlines"\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: expr, inputs: {expression: "1"}}]\n' >lines.yaml
run blokctl workflow run lines.yaml -q --metrics-file l.prom
status_is 0
is "$(grep -cF 'blokctl_runs_total{workflow="two\nlines",status="completed"} 1' l.prom)" 1 'a name of two lines is one label'
done_testing
