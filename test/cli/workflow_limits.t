# Limits and hostile documents: one clear error with its place, no crash, no
# memory to speak of.
. "$(dirname "$0")/lib.sh"

# The sanitizers want address space that a limit would not leave them.
limit() {
	(ulimit -v "$1"; blokctl --version) >/dev/null 2>&1 && echo "ulimit -v $1;"
}
small=$(limit 400000)
large=$(limit 1500000)

# refused FILE TEXT: exit 3, the text, in 400 MB of addresses
refused() {
	run sh -c "$small"' exec blokctl workflow validate "$1"' sh "$1"
	status_is 3
	out_has "$2"
	is "$(grep -c 'error:' "$T/out")" 1 "one error for $1"
}
head='"name": "x", "version": "1.0.0", "trigger": {"manual": {}}'

awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[" }' >deep.json
refused deep.json 'nested deeper'
cp deep.json deep.yaml
refused deep.yaml 'nested deeper'
(printf 'a = '; cat deep.json) >deep.toml
refused deep.toml 'nested deeper'

cat >laughs.yaml <<'Y'
a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]
g: [*f, *f, *f, *f, *f, *f, *f, *f, *f]
Y
run blokctl workflow validate laughs.yaml
status_is 3
is "$(grep -c 'laughs.yaml:[0-9]*:[0-9]*: error' "$T/out")" 1 'billion laughs: one error with its place'

awk 'BEGIN { for (i = 0; i < 257; i++) printf "k%d: &a%d x\n", i, i }' >anchors.yaml
refused anchors.yaml anchors
awk 'BEGIN { printf "a: &a x\nl:\n"; for (i = 0; i < 1001; i++) print "  - *a" }' >aliases.yaml
refused aliases.yaml aliases

awk -v h="$head" 'BEGIN { printf "{%s, \"steps\": [", h
	for (i = 0; i < 10001; i++) printf "%s{\"id\": \"s%d\", \"use\": \"expr\", \"inputs\": {\"expression\": \"1\"}}", i ? "," : "", i
	print "]}" }' >many.json
refused many.json 'at most 10000 steps'

head -c 9000000 /dev/zero | tr '\0' ' ' >big.json
run blokctl workflow validate big.json
status_is 3
err_has 'larger than 8 MiB'
truncate -s 100M huge.json
run blokctl workflow validate huge.json
status_is 3
err_has 'larger than'

printf '{%s, "steps": [{"id": "a", "use": "expr", "inputs": {"expression": "%s"}}]}' "$head" \
	"$(awk 'BEGIN { for (i = 0; i < 50000; i++) printf "(" }')" >parens.json
refused parens.json 'expression'
printf '{%s, "a": "\\u0000"}' "$head" >nul.json
refused nul.json '\u0000'
printf '{%s, "a": "\377"}' "$head" >utf8.json
refused utf8.json 'UTF-8'

# expressions: every limit is an error of its own, none takes the machine
endless() {
	printf '{%s, "steps": [{"id": "a", "use": "expr", "inputs": {"expression": "%s"}}]}' "$head" "$1" >e.json
	run sh -c "$large exec timeout 60 blokctl workflow run --no-store e.json"
	status_is 4
	err_has 'failed'
}
endless '(() => { while (true) {} })()'
endless '(() => { const f = () => f(); return f() })()'
endless "'x'.repeat(2 ** 40)"
endless 'Array(4294967295).fill(0)'
endless "(() => { let s = 'x'; while (true) s += s })()"
endless "/^(a+)+\$/.test('a'.repeat(50) + '!')"
endless "[...Array(1e9).keys()]"
endless "'x'.padStart(1e10)"

done_testing
