# What is broken or made to do harm, given to every command that reads something: one clear end in
# bounded time and memory, nothing outside is touched, nothing in a value is run, and no control
# character of a stranger's reaches the terminal.
. "$(dirname "$0")/lib.sh"

esc=$(printf '\033')
echo outside >canary
ulimit -v 4000000 2>/dev/null
cases=0

# hostile STATUSES TEXT COMMAND...: one of these exit statuses (|), TEXT (a pattern, or -) in what it says
hostile() {
	want=$1 text=$2
	shift 2
	cases=$((cases + 1))
	last_command=$(printf '%s' "$*" | tr -d '\000-\037' | head -c 90)
	began=$(date +%s)
	timeout 20 "$@" >"$T/out" 2>"$T/err" </dev/null
	status=$?
	problem=
	case "|$want|" in *"|$status|"*) ;; *) problem="$problem status $status, want $want;" ;; esac
	[ "$text" = - ] || grep -qE -- "$text" "$T/out" "$T/err" || problem="$problem no '$text';"
	[ $(($(date +%s) - began)) -lt 12 ] || problem="$problem it took long;"
	[ "$(cat canary)" = outside ] || problem="$problem the canary is gone;"
	[ -z "$(find . /tmp/PWNED-BY-BLOKCTL -name 'PWNED*' 2>/dev/null)" ] || problem="$problem something was written;"
	! grep -q "$esc" "$T/out" "$T/err" || problem="$problem a control character came through;"
	[ "$(wc -c <"$T/err")" -lt 20000 ] || problem="$problem it says too much;"
	rm -rf PWNED* /tmp/PWNED-BY-BLOKCTL
	if [ -z "$problem" ]; then ok "$last_command"; else not_ok "$last_command:$problem"; show; fi
}
repeat() { # COUNT TEXT
	awk -v n="$1" -v t="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", t }'
}

# --- documents that grow, nest or lie about what they are
repeat 100000 '[' >deep.json
repeat 100000 '{"a":' >deeper.json
{ printf 'a: '; repeat 20000 '['; } >deep.yaml
{ printf 'a = '; repeat 20000 '['; } >deep.toml
{
	echo 'a0: &a0 [x, x]'
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		echo "a$i: &a$i [*a$((i - 1)), *a$((i - 1))]"
	done
} >laughs.yaml
printf 'a\000b' >nul.yaml
printf '\377\376a\000' >utf16.yaml
printf '\300\257' >overlong.yaml
printf "%s[31mred%s[0m: 1\n" "$esc" "$esc" >escape.yaml
head -c 9000000 /dev/zero | tr '\0' a >large.yaml
mkdir folder.yaml
ln -s loop.yaml loop.yaml
for file in deep.json deeper.json deep.yaml deep.toml laughs.yaml nul.yaml utf16.yaml overlong.yaml escape.yaml large.yaml; do
	hostile 3 'error|too|large' blokctl workflow validate $file
	hostile 3 'error|too|large' blokctl workflow run $file
done
hostile '1|3' - blokctl workflow validate loop.yaml
hostile '1|3' - blokctl workflow run folder.yaml

# --- settings
for file in deep.yaml laughs.yaml nul.yaml escape.yaml large.yaml; do
	hostile 3 - blokctl config validate $file
done
mkdir -p p/.blok
cp escape.yaml p/.blok/config.yaml
hostile 3 - blokctl -C p config list
hostile '1|2|3' - blokctl config set "$(printf 'a\nb')" 1
hostile '1|2|3' - blokctl config set ai.provider "$(printf 'x\033[2J')"
hostile '1|2|3' - blokctl config set --project '../../canary' 1

# --- SQL that does more than read
printf 'a,b\n1,2\n' >t.csv
cp t.csv "$(printf 'esc\033[31m.csv')"
for sql in "ATTACH 'PWNED.db' AS x" "VACUUM INTO 'PWNED.db'" "SELECT load_extension('PWNED')" \
	"SELECT writefile('PWNED', 'x')" 'PRAGMA writable_schema = 1' \
	"WITH x AS (SELECT 1) DELETE FROM t" "CREATE TABLE PWNED (x)" "SELECT 1; DROP TABLE t" \
	"EXPLAIN DELETE FROM t" "SELECT fts3_tokenizer('x', x'00')" "SELECT * FROM pragma_database_list('PWNED'), t; VACUUM"; do
	hostile '3|5' - blokctl ask-sql --db t.csv --sql "$sql"
done
hostile '3|5|124' - blokctl ask-sql --db t.csv --timeout 1s --sql 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'
hostile '3|5|124' - blokctl ask-sql --db t.csv --timeout 1s --sql "SELECT printf('%.*c', 900000000, 'x')"
hostile '3|5' - blokctl ask-sql --db t.csv --sql "SELECT zeroblob(2000000000)"
hostile '0|3|6' - blokctl ask-sql --db t.csv "$(printf 'how many \033[31m rows')"
hostile '0|3|5|6' - blokctl ask-sql --db . --sql "$(printf 'SELECT * FROM "esc\033[31m"')"
hostile '3|5|6' - blokctl ask-sql --db t.csv "$(repeat 5000 'sum of b by a and ')"
hostile '0|5|6' - blokctl ask-sql --db t.csv "'; DROP TABLE t; --"
printf 'synonyms: {x: "t; DROP TABLE t"}\nmetrics: {m: {table: t, sql: "sum(b); DELETE FROM t"}}\n' >p/.blok/config.yaml
mv p/.blok/config.yaml p/.blok/glossary.yaml
cp t.csv p/t.csv
hostile '3|5|6' - blokctl -C p ask-sql --db t.csv 'm by a'
seq 100000 | gzip -9n | tail -c +20 | head -c 100000 >noise.db # the same in every run
hostile '1|3' - blokctl ask-sql --db noise.db 'how many'
hostile '1|3' - blokctl ask-sql --db /dev/zero 'how many'
hostile '1|3|5' - blokctl ask-sql --db 'file:t.db?mode=rwc&PWNED' 'how many'

# --- migrations
migration() { rm -rf m app.db*; mkdir m; printf '%s\n' '-- migrate:up' "$1" '-- migrate:down' >m/1_x.sql; }
for sql in "ATTACH 'canary' AS c; CREATE TABLE c.x (y);" 'DROP TABLE blokctl_migration;' 'PRAGMA journal_mode = OFF;' \
	"SELECT load_extension('/tmp/PWNED');" 'CREATE TABLE x (' "SELECT '" 'ROLLBACK;' "$(printf 'SELECT 1\033[31m;')"; do
	migration "$sql"
	hostile '3|5|1' - blokctl migrate up --dir m --db app.db
done
migration 'CREATE TABLE a (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO a SELECT i FROM n;'
hostile 0 - blokctl migrate up --dir m --db app.db
migration "$(repeat 30000 '(')"
hostile '1|3' - blokctl migrate up --dir m --db app.db
hostile '0|3' - blokctl migrate lint --dir m
printf -- '-- migrate:up\nCREATE TABLE a (x);\000DROP TABLE a;\n' >m/1_x.sql
hostile 3 - blokctl migrate up --dir m --db app.db
mkdir 'm2'; printf 'x' >"m2/$(printf '1_\033[31m.sql')"
hostile '0|3' - blokctl migrate status --dir m2 --db app.db
hostile '2|3' - blokctl migrate new '../PWNED' --dir m
hostile 3 - blokctl migrate up --dir m --db noise.db

# --- study cards
{ repeat 3000 '> '; echo 'A kiln is an oven.'; } >quotes.md
{ repeat 60000 '*'; echo; } >stars.md
repeat 200000 '<div>' >deep.html
printf 'A %s[2Jkiln is an oven that burns limestone at great heat.\n' "$esc" >escape.md
for file in quotes.md stars.md deep.html escape.md noise.db; do
	hostile '0|3|6' - blokctl gen-cards $file --dry-run
done
hostile '1|3' - blokctl gen-cards /dev/zero --dry-run
hostile '1|3|5' - blokctl gen-cards http://169.254.169.254/latest/meta-data
hostile '1|2|3|5' - blokctl gen-cards file:///etc/passwd
printf 'question,answer\n"a%s[31m,b\n' "$esc" >open.csv
printf '=cmd|PWNED,x\nq,a\n' >formula.csv
cp noise.db noise.apkg
for file in deep.json open.csv noise.apkg; do
	hostile '1|3' - blokctl cards import $file
done
hostile '0|3' - blokctl cards import formula.csv
printf '{"format":"blokctl-cards","version":99,"notes":[{"guid":7}]}' >notes.json
hostile '3' - blokctl cards import notes.json

# --- prompts, panels, requests, schemas
printf 'name: p\nversion: 1\ntask: chat\ndescription: d\nvariables: {a: string}\nuser: "${constructor.constructor(\\"return process\\")()}"\n' >p.yaml
hostile 3 - blokctl prompt render ./p.yaml --var a=1
for file in deep.yaml laughs.yaml nul.yaml; do
	hostile 3 - blokctl prompt lint $file
done
printf '{"version":1,"panels":[{"name":"../PWNED%s[31m","sql":"VACUUM INTO \\"PWNED\\"","database":"t.csv"}]}' '\u001b' >panels.json
hostile '0|3' - blokctl panel import panels.json
hostile '1|3|5' - blokctl panel run '../PWNED'
for file in deep.json deeper.json; do
	hostile 3 - blokctl panel import $file
	hostile 3 - blokctl schema workflow runs --check $file
done
printf 'name: w\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: expr, inputs: {expression: ctx.request.body}}]\n' >w.yaml
printf '{"a":1,"a":2,"__proto__":{"x":1},"b":"\\u0000"}' >request.json
hostile 3 - blokctl workflow run w.yaml --request request.json
hostile 3 - blokctl workflow run w.yaml --input "$(repeat 3000 '[')"
hostile '0|4' - blokctl workflow run w.yaml -q --json --input "\"$(repeat 2000 '\\u001b[31m')\""

on_terminal blokctl workflow run w.yaml -q --input '"\u001b[2Jgone"'
out_lacks "$esc[2J" 'a response is no commands for the terminal'
out_has '\x1b[2Jgone'

# --- a store that is none, and lines of the place to work in
hostile '1|3' - blokctl --store noise.db workflow runs
hostile '1|3' - blokctl --store canary store check
hostile '1|3' - blokctl --store /dev/null workflow runs
for line in "= $(repeat 5000 '(')" '= (function f() { return f() })()' '= Array(1e9).fill(0)' "= 'x'.repeat(1e10)" \
	'= /(a+)+$/.test("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")' '\read /dev/zero' '\open /dev/zero' "$(printf 'wor\033[2Jkflow')"; do
	hostile '0|1|2|3|4' - blokctl repl -c "$line"
done
hostile '1|3' - blokctl workflow run w.yaml --env-file noise.db
hostile '0|2|3' - blokctl quota set --daily-usd 1e400
hostile '2|3' - blokctl quota set --daily-requests -5

is "$(cat canary)" outside 'what lay outside is as it was'
[ "$cases" -ge 90 ] && ok "$cases hostile cases" || not_ok "$cases hostile cases"
done_testing
