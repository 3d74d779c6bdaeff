# Durable runs and programs as steps, beside a shell script and ninja.
# Called by `make bench`.
set -eu
measure=$(cd .build/tools && pwd)/measure
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export BLOKCTL_STORE="$dir/store.db"

steps() { # COUNT FORMAT-OF-A-STEP
	awk -v n="$1" -v f="$2" 'BEGIN {
		print "{\"name\": \"chain\", \"version\": \"1.0.0\", \"trigger\": {\"manual\": {}}, \"steps\": ["
		for (i = 0; i < n; i++) printf f "%s\n", i, i < n - 1 ? "," : ""
	}'
}
{ steps 1000 '{"id": "s%d", "use": "shell", "inputs": {"script": "true"}}'; echo ']}'; } > chain.json
{ steps 1000 '{"id": "s%d", "use": "expr", "inputs": {"expression": "1"}}'
  echo ',{"id": "end", "use": "throw", "inputs": {"message": "stop"}}]}'; } > stop.json
printf '{"name": "two", "version": "1.0.0", "trigger": {"manual": {}}, "steps": [{"id": "each", "forEach":
 {"in": "js/Array.from({length: 1000}, (_, i) => i)", "as": "i", "mode": "parallel", "concurrency": 2,
  "do": [{"id": "t", "use": "shell", "inputs": {"script": "true"}}]}}]}' > two.json
awk 'BEGIN { for (i = 0; i < 1000; i++) print "sh -c true" }' > chain.sh
awk 'BEGIN { print "rule t\n command = true\n"; for (i = 0; i < 1000; i++) print "build o" i ": t"
	printf "build all: phony"; for (i = 0; i < 1000; i++) printf " o" i; print "\ndefault all" }' > build.ninja

row() { awk -F '\t' '{ printf "%-34s %10.1f ms  (%.1f to %.1f)  %5.1f MiB\n", $1, $2, $3, $4, $6 / 1024 }'; }
median() { "$measure" -n "$1" "$2" -- $3 | tee -a rows | cut -f 2; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

sh_ms=$(median 5 '1,000 lines of sh -c true' 'sh chain.sh')
normal=$(median 5 '1,000 shell steps, normal' "$BLOKCTL workflow run -q chain.json")
full=$(median 5 '1,000 shell steps, full' "$BLOKCTL workflow run -q chain.json --durability full")
two=$(median 5 '1,000 shell steps, two at a time' "$BLOKCTL workflow run -q two.json")
"$BLOKCTL" workflow run -q stop.json > /dev/null 2>&1 || true
median 11 'resume behind 1,000 steps' "$BLOKCTL workflow resume -q last" > /dev/null
row < rows
echo "normal against sh: $(ratio "$normal" "$sh_ms")x (must reach 1.25)"
echo "full against sh:   $(ratio "$full" "$sh_ms")x (must reach 1.5)"
if command -v ninja > /dev/null; then
	ninja_ms=$("$measure" -n 5 ninja -- sh -c 'rm -f .ninja_log .ninja_deps; exec ninja -j2' | cut -f 2)
	echo "two at a time against ninja -j2 ($ninja_ms ms): $(ratio "$two" "$ninja_ms")x (must reach 1.4)"
fi

# A warm worker: what one more step costs.
warm() { # RUNTIME
	printf '{"name": "warm", "version": "1.0.0", "trigger": {"manual": {}}, "steps": [{"id": "each", "forEach":
	 {"in": "js/Array.from({length: %d}, (_, i) => i)", "as": "i",
	  "do": [{"id": "t", "use": "echo", "type": "runtime.%s", "inputs": {"i": "js/ctx.state.i"}}]}}]}' "$2" "$1" > "$1-$2.json"
}
mkdir -p nodes/python3 nodes/nodejs
printf 'def run(inputs, ctx):\n    return inputs\n' > nodes/python3/echo.py
printf 'export default (inputs) => inputs\n' > nodes/nodejs/echo.mjs
for runtime in python3 nodejs; do
	command -v "${runtime%js}" > /dev/null || continue
	warm "$runtime" 100
	warm "$runtime" 1100
	few=$("$measure" -n 5 few -- "$BLOKCTL" workflow run -q "$runtime-100.json" | cut -f 2)
	many=$("$measure" -n 5 many -- "$BLOKCTL" workflow run -q "$runtime-1100.json" | cut -f 2)
	awk -v r="$runtime" -v a="$few" -v b="$many" \
		'BEGIN { printf "%s: %.3f ms a step once the worker is up (must reach 0.3)\n", r, (b - a) / 1000 }'
done
