# blokctl migrate at its edges: odd names, databases that are not there, what is restored, Ctrl-C.
. "$(dirname "$0")/lib.sh"

q() { blokctl ask-sql --db "${2:-app.db}" --sql "$1" --format csv 2>&1 | tail -n +2 | tr -d '\r'; }
m() { run blokctl migrate --db app.db "$@"; }
file() { # file NAME UP [DOWN]
	printf -- '-- migrate:up\n%s\n' "$2" >"migrations/$1.sql"
	[ $# -lt 3 ] || printf -- '\n-- migrate:down\n%s\n' "$3" >>"migrations/$1.sql"
}

# --- new
mkdir migrations
touch migrations/20991231235959_far.up.sql
m new later --json
status_is 0 'a version far in the future is no reason to search for long'
json_is created.0 migrations/20991231235960_later.sql
m new '../../Odd  näme;é" $(x)'
err_is 'created migrations/20991231235961_odd_näme_é_x.sql'
touch migrations/99999999999999999_last.up.sql
m new more
err_is 'created migrations/100000000000000000_more.sql' 'the next one is behind the last, however long that is'
m new "$(printf 'a\377b')" --json
status_is 2
json_is error.message 'the name is not UTF-8'
m new '///'
status_is 2
m new "$(printf '%0300d' 1)"
status_is 1
rm migrations/*

# --- databases that are not there, or are none
file 1_a 'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1);' 'DROP TABLE a;'
m status --json
json_is database app.db 'one that is not there has its name, too'
m plan --json
json_is database app.db
m up --dry-run --json
json_is database app.db
json_is rows.0.after 1
json_is rows.0.before null
json_is error null
json_is steps.0.version 1
m dump -o schema.sql
status_is 1
err_has "there is no database 'app.db'"
is "$(ls)" migrations 'and nothing is made'
for command in down redo 'repair 1 --reason x' seed restore; do
	# shellcheck disable=SC2086
	m $command
	status_is 1 "$command makes no database"
done
run blokctl migrate up --db migrations
status_is 1
err_has "cannot open 'migrations': Is a directory"
run blokctl migrate status --db ''
status_is 2
run blokctl migrate status --db app.db --dir migrations/1_a.sql
status_is 1
err_has 'Not a directory'
run blokctl migrate up --db sqlite::memory: --json
status_is 0
is "$(ls)" migrations 'a database in memory leaves no file'
run blokctl migrate up --db 'sp ace?mode=memory#1.db'
status_is 0
run blokctl migrate status --db 'sqlite:sp ace?mode=memory#1.db' --exit-code
status_is 0 'a name may hold anything'
run blokctl migrate up --db 'postgres://ann:hunter2@127.0.0.1:1/x' --json
status_is 1
out_lacks hunter2 'a password is never shown'
m up --var FIRST
status_is 2
err_has "'FIRST' is not NAME=VALUE"

# --- nothing to do
m up
m goto 1 --json
status_is 0
json_is steps []
json_is left 0
m down
m down --json
status_is 0 'there may be nothing to undo'
json_is steps []
m redo
status_is 0
m up

# --- redo is for a migration that is being written
file 2_b 'CREATE TABLE b (id INTEGER);' 'DROP TABLE b;'
m up
file 2_b 'CREATE TABLE b (id INTEGER, more TEXT);' 'DROP TABLE b;'
m up
status_is 3
m redo
status_is 0 'which was edited meanwhile'
is "$(q 'SELECT count(more) FROM b')" 0
m verify
status_is 0
cp migrations/1_a.sql kept.sql
echo '-- edited' >>migrations/1_a.sql
sed -i 's/-- edited//; s/VALUES (1)/VALUES (2)/' migrations/1_a.sql
m redo
status_is 3 'but no other'
m down
status_is 3
mv kept.sql migrations/1_a.sql
m down
rm migrations/2_b.sql

# --- status for CI: a beginning whose file is gone does not fit
printf -- '-- migrate:up transaction:false\nSELECT 1;\nSELECT nosuch;\n' >migrations/2_part.sql
m up
m status --exit-code
status_is 1
mv migrations/2_part.sql .
m status --exit-code
status_is 3
m verify
status_is 3
mv 2_part.sql migrations/
m repair 2 --reason 'begun in vain'
rm migrations/2_part.sql
file 0_early 'SELECT 1;'
m status --exit-code
status_is 3
m status --exit-code --allow-out-of-order
status_is 1 'who allows it only waits for it'
rm migrations/0_early.sql

# --- test and drift know scripts without a transaction, and variables
printf -- '-- migrate:up transaction:false vars:true\nVACUUM;\nCREATE TABLE ${NAME} (x);\n-- migrate:down vars:true\nDROP TABLE ${NAME};\n' >migrations/3_v.sql
m test --var NAME=v
status_is 0
err_has '2 migrations, 2 with a down: 2 undo their up'
m test
status_is 1
out_has 'migrations/3_v.sql:3:14'
m up --var NAME=v
status_is 0
m drift --var NAME=v
status_is 0
printf 'DROP TABLE v; CREATE TABLE v (x DEFAULT %s\033[31m%s);' "'" "'" >hand.sql
mkdir hand && mv hand.sql hand/
m seed --seeds hand
m drift --var NAME=v
status_is 1
out_has "changed table 'v'"
out_has '\x1b[31m' 'what comes from a database is shown with its signs'
is "$(tr -dc '\033' <"$T/out" | wc -c | tr -d ' ')" 0
printf 'SELECT 1;\0DROP TABLE a;' >hand/hand.sql
m seed --seeds hand
status_is 3
err_has 'it holds NUL bytes'
printf 'BEGIN; INSERT INTO a VALUES (7); COMMIT; INSERT INTO nosuch VALUES (1);' >hand/hand.sql
m seed --seeds hand
status_is 1
is "$(q 'SELECT count(*) FROM a')" 1 'a transaction within a seed keeps no half'

printf 'VACUUM;' >hand/hand.sql
m seed --seeds hand
status_is 3
err_has "it belongs into a migration that says '-- migrate:up transaction:false'"
rm app.db
: >app.db
printf "CREATE TABLE blokctl_migration (id INTEGER PRIMARY KEY, version TEXT NOT NULL, name TEXT NOT NULL, action TEXT NOT NULL, checksum TEXT, at TEXT NOT NULL, duration_ms DOUBLE PRECISION, statements BIGINT, bytes BIGINT, reason TEXT); INSERT INTO blokctl_migration (version, name, action, at) VALUES ('77', 'x' || char(27) || '[31m', 'up', char(10) || 'y');" >hand/hand.sql
m seed --seeds hand
m status
out_has '\x1b[31m' 'so is the ledger'
is "$(tr -dc '\033' <"$T/out" | wc -c | tr -d ' ')" 0

# --- restore
rm -rf app.db* migrations/3_v.sql
m up
for i in 2 3 4; do
	file "${i}_t" "INSERT INTO a VALUES ($i);" '-- stays'
	m up
done
oldest=$(ls app.db.backup-* | head -1)
file 5_t 'SELECT nosuch;'
for i in 1 2 3; do m up --json; done
json_is backup null 'what changed nothing leaves no copy'
rm migrations/5_t.sql
m restore --list
is "$(tail -1 "$T/out")" "$oldest"
echo garbage >bad.db
m restore bad.db
status_is 3
is "$(ls app.db.backup-* | head -1)" "$oldest" 'what cannot be put back pushes out no copy'
m restore "./$oldest"
status_is 0 'the oldest copy can be put back'
is "$(q 'SELECT count(*) FROM a')" 1
is "$(test -e "$oldest" && echo there)" there 'and stays'
newest=$(ls -r app.db.backup-* | head -1)
echo garbage >app.db
m restore --list
status_is 0 'copies are listed beside a file that is damaged'
out_has "$newest"
m restore
status_is 0 'a file that is damaged is replaced'
err_has "put back: $newest"
is "$(cat app.db.damaged-*Z)" garbage 'and kept'
is "$(ls app.db-wal app.db-shm app.db-journal 2>/dev/null)" ''
is "$(q 'SELECT count(*) FROM a')" 4
cp "$newest" kept.db
rm -f app.db app.db.damaged-*
m restore --list --json
json_is backups.0 "$(ls -r app.db.backup-* | head -1)" 'copies are listed without their file, too'
# A log that was not played back into its file must not be into the copy.
python=$(command -v python3) && "$python" - "$PWD" <<'END'
import os, shutil, sqlite3, sys
os.chdir(sys.argv[1])
shutil.copy('kept.db', 'app.db')
c = sqlite3.connect('app.db', isolation_level=None)
c.execute('PRAGMA journal_mode = WAL')
c.execute('INSERT INTO a VALUES (100)')
shutil.copy('app.db-wal', 'wal')
c.close()
os.remove('app.db')
os.rename('wal', 'app.db-wal')
END
m restore kept.db
status_is 0 'a file that is lost is put back'
is "$(q 'SELECT count(*) FROM a WHERE id = 100')" 0 'without the rows of its log'
status_before=$(ls app.db-wal 2>/dev/null)
is "$status_before" ''
chmod 640 app.db
printf '%s' damaged | dd of=app.db conv=notrunc 2>/dev/null
m restore kept.db --no-backup --json
status_is 0
json_is backup null
is "$(ls -l app.db | cut -c 1-10)" '-rw-r-----' 'its mode stays'
is "$(ls app.db.damaged-* 2>/dev/null | wc -l | tr -d ' ')" "$(test "$python" && echo 1 || echo 0)" 'and nothing else is kept'
rm -f app.db.damaged-*
mkdir folder.db
run blokctl migrate restore kept.db --db folder.db
status_is 1 'a folder is no damaged file'
test -d folder.db
is $? 0
cp kept.db 'a copy.db'
m restore 'a copy.db'
status_is 0

# --- another tool's ledger is no drift
rm -rf app.db* migrations/[234]_t.sql
for tool in dbmate goose; do
	rm -f app.db*
	case $tool in
	dbmate) echo "CREATE TABLE schema_migrations (version varchar(128) primary key); INSERT INTO schema_migrations VALUES ('1'); CREATE TABLE a (id INTEGER PRIMARY KEY);" ;;
	goose) echo "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER, is_applied INTEGER); INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, 1); CREATE TABLE a (id INTEGER PRIMARY KEY);" ;;
	esac >hand/hand.sql
	: >app.db
	m seed --seeds hand
	m drift
	status_is 1 'before it is taken over it is one more table'
	m import --from $tool
	m drift
	status_is 0 "the table of $tool is no drift"
done

# --- Ctrl-C while something is tried on a copy
file 9_slow 'CREATE TABLE slow AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c;'
for command in 'up --dry-run' 'test --copy'; do
	# shellcheck disable=SC2086
	blokctl migrate $command --db app.db >"$T/out" 2>"$T/err" &
	pid=$!
	sleep 0.5
	kill -INT $pid
	wait $pid
	is $? 130 "$command ends"
done
done_testing
