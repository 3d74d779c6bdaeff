# What a command costs before it does anything: process start of each, beside programs that people
# know, in milliseconds and KiB; the size of the program; the lines of each folder. Called by
# `make bench`.
set -eu
measure=$(cd .build/tools && pwd)/measure
here=$PWD
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME="$dir" BLOKCTL_STORE="$dir/store.db" BLOKCTL_SYSTEM_CONFIG="$dir/none" \
	BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$dir/replies.yaml"
echo 'replies: [{text: fine}]' >replies.yaml
printf 'port,boats\nKiel,3\nBremen,5\n' >ports.csv
printf '# Tides\n\nThe ebb is the phase in which the water falls.\n' >tides.md
mkdir migrations
printf -- '-- migrate:up\nCREATE TABLE boat (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE boat;\n' >migrations/1_boat.sql
echo '{"name": "one", "version": "1.0.0", "trigger": {"manual": {}}, "steps": [{"id": "a", "use": "expr", "inputs": {"expression": "1 + 1"}}]}' >one.json
{
	"$BLOKCTL" workflow run -q one.json
	"$BLOKCTL" gen-cards tides.md
	"$BLOKCTL" panel create boats --db ports.csv --sql 'SELECT port, boats FROM ports'
	"$BLOKCTL" migrate up -q --db m.db
} >made 2>&1 || { cat made >&2; exit 1; }

one() { # one COMMAND...: a line of the table
	label=$*
	[ "${1##*/}" != "${BLOKCTL##*/}" ] || { shift; label="blokctl $*"; set -- "$BLOKCTL" "$@"; }
	"$measure" -n 25 "$label" -- "$@"
}
{
	for command in --version help 'workflow validate one.json' 'workflow run -q one.json' 'workflow runs' \
		'workflow show last' 'ask-sql --db ports.csv --sql SELECT+1' 'panel run boats' 'gen-cards tides.md' \
		'cards list' 'cards stats' 'ai ask hello' quota 'migrate status --db m.db' 'migrate up --db m.db' \
		'migrate lint' 'config list' 'store check' 'audit verify' 'prompt list' 'completion words -- wo' \
		'schema quota' 'repl -c =1' doctor; do
		set -- $command
		case $command in ask-sql*) set -- ask-sql --db ports.csv --sql 'SELECT 1 AS one' ;; esac
		one blokctl "$@"
	done
	for peer in 'sqlite3 --version' 'git --version' 'jq --version' 'python3 -c pass' 'node --version' 'node -e 0' 'npm --version'; do
		set -- $peer
		! command -v "$1" >/dev/null || one "$@"
	done
} | awk -F '\t' '{ printf "%-48s %8.2f ms  %7d KiB%s\n", $1, $2, $6, $7 ? "  (status " $7 ")" : "" }'

cd "$here"
cp "$BLOKCTL" "$dir/stripped"
strip "$dir/stripped"
echo "the program: $(wc -c <"$BLOKCTL") bytes, $(wc -c <"$dir/stripped") without what debuggers read"
for folder in cmd core/* workflows templates test man; do
	git ls-files "$folder" 2>/dev/null | grep -E '\.(c|h|sh|t|yaml|json|po|txt|mjs|py|[157])$' |
		while read -r file; do wc -l <"$file"; done |
		awk -v folder="$folder" '{ lines += $1 } END { printf "%-16s %7d lines in %4d files\n", folder, lines, NR }'
done
