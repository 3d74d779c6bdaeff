# The table of `blokctl workflow`: whole processes from outside, medians of
# several runs, existing store.  Called by `make bench`.
set -eu
measure=$(cd .build/tools && pwd)/measure
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export BLOKCTL_STORE="$dir/store.db"

cat > one.json <<'JSON'
{"name": "one", "version": "1.0.0", "trigger": {"manual": {}},
 "steps": [{"id": "a", "use": "expr", "inputs": {"expression": "1 + 1"}}]}
JSON
awk 'BEGIN {
	print "{\"name\": \"thousand\", \"version\": \"1.0.0\", \"trigger\": {\"manual\": {}}, \"steps\": ["
	for (i = 0; i < 1000; i++)
		printf "{\"id\": \"s%d\", \"use\": \"expr\", \"inputs\": {\"expression\": \"%s\"}}%s\n",
			i, i ? "ctx.state.s" (i - 1) " + 1" : "0", i < 999 ? "," : ""
	print "]}" }' > thousand.json
fan() { # items mode
	printf '{"name": "fan", "version": "1.0.0", "trigger": {"manual": {}}, "steps": [
	 {"id": "list", "use": "expr", "ephemeral": true, "inputs": {"expression": "Array.from({length: %d}, (_, i) => i)"}},
	 {"id": "each", "forEach": {"in": "js/ctx.prev.data", "as": "item", "mode": "%s", "concurrency": 10,
	  "do": [{"id": "sq", "use": "expr", "inputs": {"expression": "ctx.state.item * 2"}}]}}]}\n' "$1" "$2"
}
fan 10000 sequential > fan.json
fan 10000 parallel > fanp.json
fan 100000 sequential > fan100k.json
shells() { # the step's sandbox
	awk -v sandbox="$1" 'BEGIN {
		print "{\"name\": \"shells\", \"version\": \"1.0.0\", \"trigger\": {\"manual\": {}}, \"steps\": ["
		for (i = 0; i < 100; i++)
			printf "{\"id\": \"s%d\", \"use\": \"shell\", \"sandbox\": %s, \"inputs\": {\"script\": \"true\"}}%s\n",
				i, sandbox, i < 99 ? "," : ""
		print "]}" }'
}
shells '"off"' > shells.json
shells '"required"' > boxed.json
shells '{"network": [443], "read": ["/usr/share"], "memory": 1000000000}' > ports.json

"$BLOKCTL" workflow run -q one.json > /dev/null
{
	"$measure" -n 31 'one step' -- "$BLOKCTL" workflow run one.json
	"$measure" -n 11 '1,000 steps' -- "$BLOKCTL" workflow run thousand.json
	"$measure" -n 7 'forEach 10,000' -- "$BLOKCTL" workflow run fan.json
	"$measure" -n 7 'forEach 10,000 parallel' -- "$BLOKCTL" workflow run fanp.json
	"$measure" -n 11 'validate 1,000 steps' -- "$BLOKCTL" workflow validate thousand.json
	"$measure" -n 3 'forEach 100,000' -- "$BLOKCTL" workflow run fan100k.json
	"$measure" -n 15 '100 programs' -- "$BLOKCTL" workflow run -q shells.json
	"$measure" -n 15 '100 in a sandbox' -- "$BLOKCTL" workflow run -q boxed.json
	"$measure" -n 15 '100 with ports, limits' -- "$BLOKCTL" workflow run -q ports.json
	"$measure" -n 31 '--version' -- "$BLOKCTL" --version
	"$measure" -n 31 'true' -- true
} > rows
awk -F '\t' '
	BEGIN {
		must["one step"] = "5 ms"; must["1,000 steps"] = "40 ms"
		must["forEach 10,000"] = "200 ms"; must["forEach 10,000 parallel"] = "200 ms"
		must["validate 1,000 steps"] = "10 ms"; must["forEach 100,000"] = "11x of 10,000"
		printf "%-26s %10s %10s %10s %10s %10s  %s\n", "", "median ms", "min", "max", "cpu ms", "peak MiB", "must reach"
	}
	{
		printf "%-26s %10.2f %10.2f %10.2f %10.2f %10.1f  %s%s\n", $1, $2, $3, $4, $5, $6 / 1024, must[$1],
			$7 ? "  (exit status " $7 ")" : ""
		t[$1] = $2
	}
	END {
		printf "100,000 steps against 10,000: %.1fx\n", t["forEach 100,000"] / t["forEach 10,000"]
		printf "a sandbox costs a program %.2f ms, one with ports and limits %.2f ms (must: 2 ms)\n",
			(t["100 in a sandbox"] - t["100 programs"]) / 100,
			(t["100 with ports, limits"] - t["100 programs"]) / 100
	}
' rows

# The same work by others, where they are installed.
if command -v make > /dev/null; then
	printf 'all:\n\t@true\n' > Makefile
	"$measure" -n 31 'make, one recipe' -- make -s | awk -F '\t' '{ printf "%-26s %10.2f\n", $1, $2 }'
fi
