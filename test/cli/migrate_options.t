# Every option of 'migrate', the ways it may be wrong, and what is printed for people and programs.
. "$(dirname "$0")/lib.sh"

mkdir migrations seeds2
printf -- '-- migrate:up\nCREATE TABLE a (id INTEGER PRIMARY KEY, n TEXT);\nINSERT INTO a VALUES (1, NULL);\n-- migrate:down\nDROP TABLE a;\n' >migrations/1_a.sql
printf -- '-- migrate:up\nCREATE TABLE b (id INTEGER);\n-- migrate:down\nDROP TABLE b;\n' >migrations/2_b.sql
printf -- '-- migrate:up\nINSERT INTO b VALUES (1), (2);\n-- migrate:down\nDELETE FROM b;\n' >migrations/3_c.sql
: >x.db

m() { # m STATUS TEXT ARGUMENT...: of --db x.db, in stdout or stderr
	want=$1 text=$2
	shift 2
	run blokctl migrate "$@" --db x.db
	cat "$T/err" >>"$T/out"
	is "$status" "$want" "migrate $*: status $want"
	[ -z "$text" ] || out_has "$text" "migrate $*: $text"
}
applied() { # applied COUNT: so many are
	run blokctl migrate status --db x.db --json
	json_is applied "$1" "applied: $1"
}

# --- numbers and versions
for n in 0x -1x 1.5 x 99999999999999999999; do m 2 '' up "$n"; m 2 '' down "$n"; m 2 '' redo "$n"; done
for v in x 1.5 ''; do
	m 2 '' up --to "$v"
	m 2 '' down --to "$v"
	m 2 '' goto "$v"
	m 2 '' lint --since "$v"
	m 2 '' baseline --to "$v"
	m 2 '' repair "$v" --reason x
done
m 3 'there is no version 9' up --to 9
m 3 'there is no version 9' goto 9
m 2 '' down 1 --all
m 2 '' down --to 1 --all
m 2 'needs VERSION' goto
m 2 'needs NAME' new
m 2 '' baseline
m 2 reason repair 1
m 2 '' repair 1 --reason ''
m 2 '' import

# --- up, down, redo, goto: so many, rehearsed, in one, without copies
m 0 '' status
m 1 '' status --exit-code
m 0 '' plan
out_has 'CREATE TABLE a'
m 0 '' up 1 --dry-run
applied 0
m 0 'applied 1_a' up 1
applied 1
m 0 '' up --to 2 --atomic --no-backup
applied 2
m 0 '' up --dry-run --json
json_is dry_run true
m 0 '' up
m 0 'nothing' up
applied 3
m 0 '' status --exit-code
m 0 '' redo --dry-run
m 0 '' redo
m 0 '' redo 2 --atomic
m 0 '' down --dry-run
applied 3
m 0 'undone' down
applied 2
m 0 '' down --to 1
applied 1
m 0 '' goto 3
applied 3
m 0 '' goto 3
m 0 '' goto 1 --dry-run
m 0 '' goto 1 --atomic
applied 1
m 0 '' goto 0
applied 0
m 0 'nothing' down
m 0 'nothing' redo
m 0 '' up --json
m 0 '' down --all --json
applied 0
m 0 '' up
for verb in up down redo; do
	run blokctl migrate $verb --db x.db --json --dry-run
	status_is 0
done
on_terminal blokctl migrate status --db x.db
out_has 1
on_terminal -c 40 blokctl migrate plan --db x.db
status_is 0

# --- what was edited, is gone, comes late
m 0 '' verify
printf -- '-- migrate:up\nCREATE TABLE b (id INTEGER, more TEXT);\n-- migrate:down\nDROP TABLE b;\n' >migrations/2_b.sql
m 3 'was edited' verify
m 3 '' status --exit-code
m 3 'was edited' up
run blokctl migrate verify --db x.db --json
status_is 3
m 0 '' repair 2 --reason 'a comment'
m 0 '' verify
mv migrations/2_b.sql kept.sql
m 3 'its file is gone' verify
m 3 'its file is gone' down 2
m 0 '' repair 2 --reason 'never was'
m 3 'needs no repair' repair 1 --reason x
m 3 '' repair 9 --reason x
mv kept.sql migrations/2_b.sql
m 3 'comes before' up
m 3 'comes before' verify
m 1 'already exists' up --allow-out-of-order
run blokctl migrate baseline --to 3 --db x.db --json
status_is 3
run blokctl migrate status --db x.db --json
json_is pending 1
json_is out_of_order 1

# --- databases, folders
for verb in status plan verify up dump drift; do
	run blokctl migrate $verb --db none/x.db
	case $verb in up | dump) status_is 1 "$verb where no file can be" ;; *) status_is 0 "$verb: nothing is applied" ;; esac
	run blokctl migrate $verb --db x.db --dir none
	[ $verb = dump ] || { [ "$status" -ne 0 ]; is $? 0 "$verb of no folder"; }
	echo 'no database at all, whatever its name' >text.db
	run blokctl migrate $verb --db text.db
	status_is 3 "$verb of a file that is no database"
done
run blokctl migrate status
status_is 2
run blokctl migrate up --db x.db --lock-timeout soon
status_is 2
run blokctl migrate up --db x.db --var nothing
status_is 2

# --- new
m 0 '' new 'add a column'
m 0 '' new --pair pair
is "$(ls migrations | grep -c 'pair\.\(up\|down\)\.sql')" 2 'a pair is two files'
m 0 'a_b' new a/b
m 2 '' new ''
rm migrations/20*
run blokctl migrate new --dir fresh one
status_is 0

# --- lint: rules, strictness, reports
run blokctl migrate lint --rules
status_is 0
run blokctl migrate lint --rules --json
status_is 0
printf -- '-- migrate:up\nDROP TABLE a;\n' >migrations/4_d.sql
run blokctl migrate lint
hazards=$status
run blokctl migrate lint --json
is "$status" "$hazards" 'lint --json: the same status'
run blokctl migrate lint --strict
status_is 3
run blokctl migrate lint --since 5
status_is 0
run blokctl migrate lint --report sarif=l.sarif --report gitlab=l.json --report github
[ -s l.sarif ] && [ -s l.json ]
is $? 0 'reports are written'
run blokctl migrate lint --report sarif=none/l.sarif
[ "$status" -ne 0 ]
is $? 0 'a report that cannot be written'
run blokctl migrate lint --report odd=x
status_is 2
run blokctl migrate lint --db postgres://127.0.0.1:9/x
is "$status" 3 'the dialect is told by the address alone'
rm migrations/4_d.sql

# --- test, dump, drift
printf -- '-- migrate:up\nCREATE TABLE b (id INTEGER);\n-- migrate:down\nDROP TABLE b;\n' >migrations/2_b.sql
rm x.db*
: >x.db
m 0 '' up
m 0 '' verify
run blokctl migrate test
status_is 0
run blokctl migrate test --json
json_is ok true
run blokctl migrate test --copy --db x.db
run blokctl migrate test --copy
status_is 2
m 0 'CREATE TABLE' dump
run blokctl migrate dump --db x.db -o dump.sql
status_is 0
[ -s dump.sql ]
is $? 0 'a dump in a file'
run blokctl migrate dump --db x.db -o none/dump.sql
status_is 1
run blokctl migrate dump --db x.db --json
status_is 0
m 0 '' drift
mkdir extra
echo 'CREATE TABLE extra (x);' >extra/1.sql
m 0 '' seed --seeds extra
run blokctl migrate drift --db x.db
[ "$status" -ne 0 ]
is $? 0 'a table that no migration makes'
out_has extra
run blokctl migrate drift --db x.db --json
[ "$status" -ne 0 ]
is $? 0 'drift --json: the same'

# --- seeds
echo 'INSERT INTO a (n) VALUES (${N});' >seeds2/1.sql
m 0 '' seed --seeds seeds2 --vars --var N=5
N=6 m 0 '' seed --seeds seeds2 --vars
m 3 '' seed --seeds seeds2 --vars
m 1 '' seed --seeds none
m 1 '' seed
mkdir seeds3
m 0 '' seed --seeds seeds3
run blokctl migrate seed --seeds seeds2 --vars --var N=7 --db x.db --json
status_is 0

# --- restore
m 0 '' redo
m 0 '' restore --list
run blokctl migrate restore --list --db x.db --json
backup=$(json_get backups.0.path)
m 0 '' restore
m 0 '' restore --no-backup
m 1 '' restore none.backup
run blokctl migrate restore --db none.db
[ "$status" -ne 0 ]
is $? 0 'nothing to restore into'
: >empty.db
run blokctl migrate restore --db empty.db
[ "$status" -ne 0 ]
is $? 0 'no copies'
run blokctl migrate restore --list --db empty.db --json
json_is backups '[]'
m 2 '' import --from odd
m 3 '' import --from dbmate

# --- blokctl's own store
export BLOKCTL_STORE="$T/own.db"
own() { # own STATUS ARGUMENT...
	want=$1
	shift
	run blokctl migrate "$@" --db store:
	is "$status" "$want" "migrate $* --db store:"
}
own 0 status
own 1 status --exit-code
own 0 status --json
own 0 up --json
own 0 up
own 0 status --exit-code
own 0 status --json
own 2 plan
own 2 down
own 2 dump
done_testing
