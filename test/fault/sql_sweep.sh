#!/bin/sh
# TAP: each call of SQLite fails in turn under every command that uses the store or a database. It
# ends with a word and a status that says so, or prints what it prints otherwise; and the store is
# sound. FULL=1 looks at every call, CI at every second, a developer at every fifth (SQL_STEP=N).
# SQL_ONLY=TEXT: only commands with this text.
set -u
blokctl=${BLOKCTL:?}
. "$(dirname "$0")/../tools/depth.sh"
tools=$(cd "$(dirname "$0")/../../.build/tools" && pwd)
dir=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)/blokctl-sweep.XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
mkdir bin home work
ln -s "$blokctl" bin/blokctl
ln -s "$tools/pty" bin/pty
export HOME="$dir/home" PATH="$dir/bin:$PATH" LC_ALL=C.UTF-8 TERM=xterm TZ=UTC PAGER=cat \
	BLOKCTL_SYSTEM_CONFIG="$dir/none.yaml" BLOKCTL_NOW=2026-11-20T12:00:00Z BLOKCTL_SEED=7 \
	BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT=replies.yaml BLOKCTL_LANG=en
step=${SQL_STEP:-$(depth 1 2 5)}
unset BLOKCTL_STORE NO_COLOR COLUMNS CI

# --- a project with something of everything
prepare() {
	cd "$dir/work" || exit 1
	blokctl init
	cat >workflows/w.yaml <<-'Y'
		name: w
		version: 1.0.0
		trigger: {manual: {}}
		steps:
		  - {id: a, use: kv, inputs: {action: incr, key: n}}
		  - {id: b, use: log, inputs: {message: hello}}
		  - {id: c, forEach: {in: "js/[1, 2]", as: i, do: [{id: d, use: expr, inputs: {expression: ctx.state.i * 2}}]}}
		  - {id: q, use: sql-query, inputs: {db: app.db, sql: SELECT count(*) AS n FROM t}}
		  - {id: x, use: migrate, inputs: {db: app.db, dir: m}}
		  - {id: e, subworkflow: child, wait: false}
		  - {id: r, use: respond, inputs: {body: js/ctx.state.q}}
	Y
	printf 'name: child\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n- {id: a, use: expr, inputs: {expression: "1"}}\n' >workflows/child.yaml
	printf 'name: waits\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n- {id: w, wait: {for: 1}}\n- {id: r, use: respond, inputs: {body: done}}\n' >workflows/waits.yaml
	sed 's/name: waits/name: later/; s/for: 1}/for: 1h}/' workflows/waits.yaml >workflows/later.yaml
	printf 'name: fails\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n- {id: t, use: throw, inputs: {message: no}}\n' >workflows/fails.yaml
	echo 'replies: [{text: Paris, usage: {input: 10, output: 2}}]' >replies.yaml
	printf '# Cells\n\nA cell is the smallest unit of life. Mitosis is the division of a nucleus into two.\nThe heart has four chambers. Osmosis is the movement of water through a membrane.\n' >notes.md
	printf 'region,amount\nNorth,10\nSouth,25\n' >sales.csv
	mkdir m
	printf -- '-- migrate:up\nCREATE TABLE t (a INTEGER);\nINSERT INTO t VALUES (1);\n-- migrate:down\nDROP TABLE t;\n' >m/1_first.sql
	blokctl migrate up --db app.db --dir m
	printf -- '-- migrate:up\nCREATE TABLE u (b TEXT);\n-- migrate:down\nDROP TABLE u;\n' >m/2_second.sql
	blokctl workflow run w
	blokctl workflow run fails
	blokctl workflow run waits --no-wait
	blokctl gen-cards notes.md
	blokctl cards approve --deck notes
	blokctl panel create p --db sales.csv --sql 'SELECT region, amount FROM sales' --question q
	blokctl dashboard create d p
	blokctl quota set --user ada --daily-requests 5 --daily-usd none
	blokctl quota block bob --reason x
	blokctl ai ask hello --user ada
	blokctl ask-sql --db sales.csv 'amount by region' --teach 'SELECT region, amount FROM sales'
	blokctl cards export --out cards.json
	blokctl panel export >panels.json
	echo '{"calls": [{"model": "script/m", "count": 2, "input": 10, "output": 5}]}' >calls.json
} >"$dir/prepared" 2>&1
(prepare)
mv work base # paths that are kept are those of work

fresh() {
	rm -rf "$dir/work" "$dir/failed"
	cp -r "$dir/base" "$dir/work" && cd "$dir/work" || exit 1
}

# The first calls open the store: every command's are the same.
opening=0
number=0
failed=0
result() { # result STATUS TITLE
	number=$((number + 1))
	word=ok
	[ "$1" = 0 ] || { failed=1; word='not ok'; }
	printf '%s %s - %s\n' "$word" $number "$2" # echo of dash reads \n
}
bad() { # bad WHAT
	wrong=$((wrong + 1))
	echo "# call $at: $1, status $status"
	head -3 "$dir/out" | sed 's/^/# out: /'
	head -3 "$dir/err" | sed 's/^/# err: /'
}

# What no two runs print alike (ids, times, durations) is not compared.
undisturbed() {
	fresh
	sh -c "$line" >"$dir/want" 2>"$dir/want.err" </dev/null
	want=$?
	fresh
	sh -c "$line" >"$dir/out" 2>&1 </dev/null
	cmp -s "$dir/out" "$dir/want" && stable=1 || stable=
	case $line in *completion*) stable= ;; esac # offers what it can find
	sh -c "$line" >"$dir/out" 2>/dev/null </dev/null
}

sweep() {
	line=$1
	at=$((opening + 1)) looked=0
	opening=6
	wrong=0
	undisturbed
	[ $want != 2 ] && [ $want != 127 ] || {
		wrong=1
		sed 's/^/# /' "$dir/want.err"
	}
	while [ $at -lt 400 ]; do
		fresh
		SQL_FAIL_AT=$at SQL_FAILED_TO="$dir/failed" LD_PRELOAD="$BUILD/sql_shim.so" \
			sh -c "$line" >"$dir/out" 2>"$dir/err" </dev/null
		status=$?
		[ -e "$dir/failed" ] || break
		if [ $status -gt 124 ] && [ $status != 130 ]; then
			bad 'a signal'
		elif [ $status = 0 ] && [ $want = 0 ]; then
			[ -z "$stable" ] || cmp -s "$dir/out" "$dir/want" ||
				grep -q 'the database' "$dir/out" || bad 'another output'
		elif [ $status = 0 ]; then
			bad 'it went well'
		elif [ $status = 2 ]; then
			bad 'usage'
		elif [ ! -s "$dir/err" ] && [ ! -s "$dir/out" ]; then
			bad 'no word'
		fi
		[ $((looked % 3)) != 0 ] || blokctl store check >"$dir/out" 2>"$dir/err" ||
			bad 'the store is damaged'
		looked=$((looked + 1)) at=$((at + step))
	done
	[ $wrong = 0 ]
	result $? "$line: $looked calls, status $want"
}

while read -r line; do
	case $line in *"${SQL_ONLY:-}"*) ;; *) continue ;; esac
	case $line in '' | '#'*) continue ;; esac
	sweep "$line" </dev/null
done <<'COMMANDS'
blokctl workflow run w
blokctl workflow run w --json
blokctl workflow run later --no-wait
blokctl workflow resume --due
blokctl workflow resume --crashed
blokctl workflow resume last
blokctl workflow replay last
blokctl workflow cancel last
blokctl workflow runs
blokctl workflow runs --json --status failed
blokctl workflow show last
blokctl workflow show last --json
blokctl workflow logs last
blokctl workflow prune --older-than 0s
blokctl cards list
blokctl cards list --json --status all
blokctl cards show 1
blokctl cards show 1 --json
blokctl cards approve --status approved
blokctl cards reject 1 --reason x
blokctl cards edit 1 --question 'What is it?'
blokctl cards delete 1
blokctl cards delete --deck notes --force
blokctl cards decks
blokctl cards suspend 1
blokctl cards resume 1
blokctl cards undo
blokctl cards hint 1
blokctl cards gaps
blokctl cards gaps --document notes.md
blokctl cards gaps --json
blokctl cards bridge Osmosis
blokctl cards stats
blokctl cards stats --json
blokctl cards quiz --history
printf 'a\nb\nc\n' | blokctl cards quiz --typed --count --time 0 --per-card 0
pty -i ' 3 3 4 1hq' blokctl cards review
blokctl cards export --format csv
blokctl cards export --out x.apkg
blokctl cards import cards.json
blokctl gen-cards notes.md
blokctl gen-cards notes.md --json
blokctl panel create z --db sales.csv --sql 'SELECT 1'
blokctl panel list
blokctl panel show p
blokctl panel run p
blokctl panel delete p --force
blokctl panel export
blokctl panel import panels.json --replace
blokctl dashboard create e p
blokctl dashboard add d p --width half
blokctl dashboard remove d p
blokctl dashboard list
blokctl dashboard show d
blokctl dashboard render d
blokctl dashboard render d --out d.html
blokctl dashboard delete d
blokctl ai ask hello --no-cache
blokctl ai ask hello
blokctl ai route --task sql
blokctl ai cache stats
blokctl ai cache list
blokctl ai cache purge
blokctl ai cache clear
blokctl quota
blokctl quota --user ada --json
blokctl quota set --daily-tokens 100
blokctl quota reset --user ada
blokctl quota block ada --reason x
blokctl quota unblock bob
blokctl quota history --all
blokctl quota history --all --by model --json
blokctl quota check --user ada --estimate calls.json
blokctl audit list
blokctl audit verify
blokctl audit export
blokctl store backup b.db
blokctl store vacuum
blokctl store check
blokctl store metrics
OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 blokctl workflow run later --no-wait
blokctl workflow run later --no-wait --metrics-file m.prom
blokctl completion words -- workflow show ''
blokctl completion words -- panel show ''
blokctl migrate up --db app.db --dir m
blokctl migrate down --db app.db --dir m
blokctl migrate redo --db app.db --dir m
blokctl migrate goto 2 --db app.db --dir m
blokctl migrate status --db app.db --dir m
blokctl migrate plan --db app.db --dir m
blokctl migrate verify --db app.db --dir m
sed -i s,TEXT,INT,\;s,VALUES,values, m/1_first.sql; blokctl migrate repair 1 --reason x --db app.db --dir m
: >none.db; blokctl migrate baseline --to 2 --db none.db --dir m
blokctl migrate lint --db app.db --dir m
blokctl migrate test --db app.db --dir m
blokctl migrate dump --db app.db --dir m
blokctl migrate drift --db app.db --dir m
blokctl migrate status --db store:
blokctl ask-sql --db app.db 'how many t'
blokctl ask-sql --db sales.csv 'amount by region' --json
blokctl ask-sql --db sales.csv --taught
blokctl config set quota.daily_usd 2.5
blokctl doctor
printf 'SELECT 1;\n\\dt\nworkflow runs\n' | blokctl repl --db app.db
COMMANDS
echo "1..$number"
exit $failed
