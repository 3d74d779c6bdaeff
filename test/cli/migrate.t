# blokctl migrate on SQLite: what is applied, taken back, refused, and what stays of a failure.
. "$(dirname "$0")/lib.sh"

# q SQL [DATABASE]: its rows as CSV without the header
q() { blokctl ask-sql --db "${2:-app.db}" --sql "$1" --format csv 2>&1 | tail -n +2 | tr -d '\r'; }
m() { run blokctl migrate --db app.db "$@"; }
names() { q "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1" | tr '\n' ' '; }
file() { # file NAME UP [DOWN]
	printf -- '-- migrate:up\n%s\n' "$2" >"migrations/$1.sql"
	[ $# -lt 3 ] || printf -- '\n-- migrate:down\n%s\n' "$3" >>"migrations/$1.sql"
}

# --- a history begins
run blokctl migrate up --db app.db
status_is 1 'without a folder there is no history'
err_has "cannot read the folder 'migrations'"
err_has 'blokctl migrate new'
export BLOKCTL_NOW=2025-01-31T10:15:00Z
run blokctl migrate new 'Create Users!'
err_is 'created migrations/20250131101500_create_users.sql'
run blokctl migrate new more --json
json_is created.0 migrations/20250131101501_more.sql 'a version is used once'
run blokctl migrate new both --pair --json
json_is created.1 migrations/20250131101502_both.down.sql
unset BLOKCTL_NOW
rm migrations/*

file 1_user 'CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO user (name) VALUES (upper('\''ann;'\'')), ('\''bob'\'');' 'DROP TABLE user;'
file 2_note 'CREATE TABLE note (id INTEGER PRIMARY KEY, user INTEGER REFERENCES user(id) ON DELETE CASCADE, text TEXT);
CREATE TRIGGER note_text AFTER INSERT ON note WHEN new.text IS NULL BEGIN
  UPDATE note SET text = CASE WHEN new.user = 1 THEN '\''one;'\'' ELSE '\''other'\'' END WHERE id = new.id; -- ; in it
END;
INSERT INTO note (user) VALUES (1), (2);' 'DROP TABLE note;'
m status
status_is 0
out_has 'pending'
is "$(test -e app.db && echo there)" '' 'looking makes no file'
m status --exit-code
status_is 1 'pending is exit status 1'
m plan
out_has 'CREATE TRIGGER note_text'
m up --dry-run
err_has 'would apply 1_user (2 statements, 2 rows,'
out_has 'none yet'
is "$(test -e app.db && echo there)" '' 'nor does a dry run'
m up --json
status_is 0
json_is steps.1.version 2
json_is steps.1.statements 3
json_is steps.1.rows 4 'rows of triggers count'
json_is backup null 'an empty database needs no copy'
json_is error null
is "$(q 'SELECT name FROM user' | tr '\n' ' ')" 'ANN; bob ' 'strings with a semicolon are not cut'
is "$(q 'SELECT text FROM note' | tr '\n' ' ')" 'one; other ' 'nor are triggers'
m up
err_is 'nothing to do: 2 migrations, all as wanted'
m status --exit-code --json
status_is 0
json_is applied 2
json_is migrations.0.state applied
json_is migrations.0.has_down true

# --- line ends and a BOM do not count, other things do
cp migrations/1_user.sql kept.sql
awk 'NR == 1 { printf "\357\273\277" } { printf "%s\r\n", $0 }' kept.sql >migrations/1_user.sql
m verify
status_is 0 'CRLF and a BOM are the same file'
printf '\n  \n' >>migrations/2_note.sql
m verify
status_is 0 'blanks at the end, too'
sed 's/bob/bert/' kept.sql >migrations/1_user.sql
m up
status_is 3
err_has 'version 1 was edited after it was applied [edited]'
err_has 'nothing was done'
m status --exit-code
status_is 3
out_has edited
m repair 1
status_is 2 'a repair has a reason'
m repair 2 --reason x
status_is 3 'and something to repair'
m repair 1 --reason 'the name was wrong'
status_is 0
m verify
status_is 0
is "$(q "SELECT reason FROM blokctl_migration WHERE action = 'repair'")" 'the name was wrong' 'the reason is kept'
m repair 1 --reason again
status_is 3
cp kept.sql migrations/1_user.sql
m repair 1 --reason 'back again'

mv migrations/2_note.sql .
m up
status_is 3
err_has 'its file is gone [missing]'
mv 2_note.sql migrations/
file 1.5_x 'CREATE TABLE x (id)'
m verify
status_is 3
err_has "has the same version"
rm migrations/1.5_x.sql
file 0_zero 'CREATE TABLE zero (id INTEGER);' 'DROP TABLE zero;'
m up --json
status_is 3
json_is error.findings.0.code out-of-order
m up --allow-out-of-order
status_is 0
m down --json
json_is steps.0.version 2 'the last one is that of the highest version'
m up
rm migrations/0_zero.sql
m repair 0 --reason 'never meant'
err_is 'it counts as never applied'
m verify
status_is 0

# --- bad files are found before anything runs
file 3_good 'CREATE TABLE good (id INTEGER);'
for bad in 'dup 3_again.sql -- migrate:up' 'noversion x.sql -- migrate:up' 'noup 4.sql -- migrate:down' \
	'option 4.sql -- migrate:up transactions:false' 'none 4.sql SELECT 1;' 'lonely 4_x.down.sql DROP TABLE x;'; do
	name=${bad%% *}
	bad=${bad#* }
	printf '%s\n' "${bad#* }" >"migrations/${bad%% *}"
	m up
	status_is 3 "$name is refused"
	err_has "${bad%% *}" "$name has its place"
	rm "migrations/${bad%% *}"
done
printf -- '-- migrate:up\nCREATE TABLE a\0b (id);\n' >migrations/4_nul.sql
m up
status_is 3
err_has 'holds a NUL byte'
rm migrations/4_nul.sql
is "$(names)" 'blokctl_migration note user zero ' 'nothing was run'

# --- a file that fails leaves nothing
file 4_bad 'CREATE TABLE half (id INTEGER);
INSERT INTO half VALUES (1);
  INSERT INTO nosuch VALUES (1);'
m up
status_is 1
err_has 'applied 3_good'
err_lacks 'applied 4_bad' 'what failed is not said to be applied'
err_has 'blokctl: migrations/4_bad.sql:4:3: statement 3: no such table: nosuch'
err_has 'nothing of this file was kept'
is "$(names)" 'blokctl_migration good note user zero ' 'nothing of it stays, what was before it does'
m up --json
status_is 1
json_is error.file migrations/4_bad.sql
json_is error.line 4
json_is error.statement 3
json_is error.version 4
m down
m up --atomic
status_is 1
err_lacks 'applied 3_good' 'with --atomic nothing is'
is "$(names)" 'blokctl_migration good note user zero ' 'as before'
rm migrations/4_bad.sql
file 4_open 'CREATE TABLE open (id INTEGER'
m up
status_is 1
err_has 'incomplete input'
err_has 'missing?'
rm migrations/4_open.sql

# --- a transaction of its own is the file's
file 4_own 'BEGIN TRANSACTION;
CREATE TABLE own (id INTEGER);
COMMIT;
CREATE TABLE own2 (id INTEGER);
SELECT nosuch();' 'DROP TABLE own; DROP TABLE own2;'
m up
status_is 1
is "$(names)" 'blokctl_migration good note user zero ' 'a COMMIT keeps no half'
sed -i '/nosuch/d' migrations/4_own.sql
m up
status_is 0
file 5_back 'CREATE TABLE back (id INTEGER); ROLLBACK;'
m up
status_is 3
err_has 'a ROLLBACK would take back'
rm migrations/5_back.sql
file 5_vac 'VACUUM;'
m up
status_is 3
err_has 'transaction:false'
sed -i 's/migrate:up/migrate:up transaction:false/' migrations/5_vac.sql
m up --atomic
status_is 3
err_has 'it says transaction:false'
m up
status_is 0

# --- rebuilds lose no row
file 6_rebuild 'PRAGMA foreign_keys = ON;
CREATE TABLE user_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, mail TEXT);
INSERT INTO user_new (id, name) SELECT id, name FROM user;
DROP TABLE user;
ALTER TABLE user_new RENAME TO user;' '-- the column stays'
m up
status_is 0
is "$(q 'SELECT count(*) FROM note')" 2 'a rebuilt table takes no rows of others along'
file 7_lose 'DELETE FROM user WHERE id = 1;'
m up
status_is 3
err_has "1 rows of 'note' would refer to rows of 'user' that are not there"
is "$(q 'SELECT count(*) FROM user')" 2 'and nothing was done'
file 7_lose 'DELETE FROM note WHERE user = 1; DELETE FROM user WHERE id = 1;'
m up
status_is 0
m down
status_is 3
err_has 'there is no down'
rm migrations/7_lose.sql
m repair 7 --reason test

# --- without a transaction: it goes on where it stopped
printf -- '-- migrate:up transaction:false\nPRAGMA foreign_keys = ON;\nCREATE TABLE s1 (id INTEGER);\nINSERT INTO s1 VALUES (1);\nINSERT INTO nosuch VALUES (1);\nINSERT INTO s1 VALUES (2);\n' >migrations/8_part.sql
m up
status_is 1
err_has '8_part.sql:5:'
err_has 'it goes on here'
m status --json
json_is partial 1
sed -i 's/INSERT INTO s1 VALUES (1)/INSERT INTO s1 VALUES (9)/' migrations/8_part.sql
m up
status_is 3
err_has 'are others now'
sed -i 's/INSERT INTO s1 VALUES (9)/INSERT INTO s1 VALUES (1)/; s/nosuch VALUES (1)/s1 VALUES (3)/' migrations/8_part.sql
m up
status_is 0 'what failed was mended'
is "$(q 'SELECT id FROM s1' | tr '\n' ' ')" '1 3 2 ' 'each statement was run once'
rm migrations/8_part.sql
m repair 8 --reason test
q 'SELECT 1' >/dev/null

# --- variables
printf -- '-- migrate:up vars:true\nINSERT INTO s1 VALUES (${FIRST}), (length('\''$${X}'\''));\n' >migrations/9_var.sql
m up
status_is 3
err_has "'FIRST' has no value"
err_has '9_var.sql:2:24'
FIRST=77 && export FIRST
m up --var FIRST=78
status_is 0
is "$(q 'SELECT id FROM s1 ORDER BY id DESC LIMIT 2' | tr '\n' ' ')" '78 4 ' '--var goes before the environment'
file 91_plain 'INSERT INTO s1 SELECT length('\''${FIRST}'\'');'
m up
is "$(q 'SELECT max(id) FROM s1 WHERE id < 20')" 8 'they are replaced only when asked for'

# --- goto, redo, down to the beginning
rm -rf migrations app.db*
mkdir migrations
for i in 1 2 3 4; do file "${i}_t" "CREATE TABLE t$i (id INTEGER);" "DROP TABLE t$i;"; done
m goto 3
is "$(names)" 'blokctl_migration t1 t2 t3 '
m goto 1 --json
json_is steps.1.direction down
json_is steps.1.version 2
is "$(names)" 'blokctl_migration t1 '
m up 1
m redo
err_has 'undone 2_t'
err_has 'applied 2_t'
m up --to 3
m down --to 1 -q
is "$(names)" 'blokctl_migration t1 '
m goto 0
is "$(names)" 'blokctl_migration '
m up 0
status_is 2
m up --to 99
status_is 3
err_has 'there is no version 99'
m goto x
status_is 2
m down 1 --all
status_is 2
is "$(ls app.db.backup-* | wc -l | tr -d ' ')" 3 'three copies stay'
: >app.db.backup-20250101T000000.000Z.aBc123 # of a process that was killed
: >app.db.backup-20250101T000000.000Z.mine
m up -q
m redo -q
is "$(ls app.db.backup-2025* | tr '\n' ' ')" 'app.db.backup-20250101T000000.000Z.mine ' 'halves of copies go, other files never'

# --- pairs, other tools' marks, long numbers
rm -rf migrations app.db*
mkdir migrations
echo 'CREATE TABLE p1 (id INTEGER);' >migrations/007_p.up.sql
echo 'DROP TABLE p1;' >migrations/007_p.down.sql
printf -- '-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE g1 (id INTEGER);\n-- +goose StatementEnd\n-- +goose Down\nDROP TABLE g1;\n' >migrations/100000000000000000000000_g.sql
printf -- '-- migrate:up\nCREATE TABLE m1 (id INTEGER);\n-- migrate:down\nDROP TABLE m1;\n-- migrate:up\nCREATE TABLE m2 (id INTEGER);\n-- migrate:down\nDROP TABLE m2;\n' >migrations/99_two.sql
m up
status_is 0
is "$(names)" 'blokctl_migration g1 m1 m2 p1 ' 'all sections of a file are one script'
m goto 7
is "$(names)" 'blokctl_migration p1 ' 'and its downs, too'
m status --json
json_is migrations.2.version 100000000000000000000000

# --- test, drift, dump, restore, seed, baseline
m test
status_is 0
err_has '3 migrations, 3 with a down: 3 undo their up, 0 leave something, 0 fail'
file 200_bad 'CREATE TABLE b1 (id INTEGER); CREATE INDEX b1i ON m1(id);' 'DROP TABLE b1;'
file 201_worse 'CREATE TABLE w1 (id INTEGER);' 'DROP TABLE w1;
DROP TABLE w2;'
m test --json
status_is 1
json_is differ 1
json_is failed 1
json_is findings.0.code down-differs
json_is findings.1.code up-again-fails
json_is findings.2.line 6
rm migrations/20?_*
m up
m drift
status_is 0
file 200000000000000000000000_t 'CREATE TABLE "T" (a TEXT, b);' 'DROP TABLE T;'
m up
sed -i 's/"T" (a TEXT, b)/T (  a  text,b ) -- same/' migrations/200000000000000000000000_t.sql
m repair 200000000000000000000000 --reason blanks
m drift
status_is 0 'blanks, quotes and the case of words are no drift'
q 'SELECT 1' >/dev/null
blokctl migrate up --db other.db -q
m dump -o schema.sql
status_is 0
run grep -c 'CREATE TABLE' schema.sql
m dump
out_has "INSERT INTO blokctl_migration"
mkdir -p made/seeds
cp schema.sql made/seeds/1.sql
: >empty.db
run blokctl migrate seed --db empty.db --seeds made/seeds
status_is 0 'a dump makes a database'
run blokctl migrate status --db empty.db --exit-code
status_is 0 'in which all counts as applied'
run blokctl migrate drift --db empty.db
status_is 0
printf -- '-- migrate:up\nALTER TABLE p1 ADD COLUMN extra TEXT;\nDROP TABLE g1;\nCREATE TABLE hand (id INTEGER);\n' >made/1_x.sql
mkdir hand && cp made/1_x.sql hand/
mkdir -p hand/seeds && sed 1d made/1_x.sql >hand/seeds/a.sql
m seed --seeds hand/seeds
m drift
status_is 1
out_has "changed table 'p1'"
out_has "missing table 'g1'"
out_has "extra table 'hand'"
m drift --json
status_is 1
json_is differences.0.kind missing
mkdir migrations/seeds
echo 'INSERT INTO m1 VALUES (1);' >migrations/seeds/1.sql
echo 'INSERT INTO m1 VALUES (2); INSERT INTO nosuch VALUES (1);' >migrations/seeds/2.sql
m seed
status_is 1
err_has 'migrations/seeds/2.sql:1:28: statement 2'
is "$(q 'SELECT count(*) FROM m1')" 0 'seeds are all or nothing'
rm migrations/seeds/2.sql
m seed --json
json_is seeds.0.rows 1
m restore --list
status_is 0
m down
m restore
status_is 0
err_has 'put back: app.db.backup-'
is "$(q 'SELECT count(*) FROM m1')" 1 'with its rows'
echo garbage >bad.db
m restore bad.db
status_is 3
m restore nosuch.db
status_is 1
run blokctl migrate status --db bad.db
status_is 3
err_has "'bad.db' is no SQLite database"

rm -f app.db*
m baseline --to 99
status_is 1 'a database that is not there has no history'
: >app.db
m baseline --to 99
status_is 0
m status --json
json_is applied 2
json_is migrations.0.action baseline
m baseline --to 99
status_is 3
err_has 'the ledger has 2 rows already'

# --- ledgers of other tools
for tool in dbmate goose golang-migrate; do
	rm -f app.db*
	case $tool in
	dbmate) echo "CREATE TABLE schema_migrations (version varchar(128) primary key); INSERT INTO schema_migrations VALUES ('007'), ('99');" ;;
	goose) echo "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INTEGER, is_applied INTEGER); INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (7, 1), (99, 1), (202, 1), (202, 0);" ;;
	golang-migrate) echo "CREATE TABLE schema_migrations (version uint64, dirty bool); INSERT INTO schema_migrations VALUES (99, 0);" ;;
	esac >made/seeds/1.sql
	: >app.db
	m seed --seeds made/seeds -q
	m import --from $tool
	status_is 0 "the ledger of $tool"
	err_has '2 count as applied'
	m status --json
	json_is applied 2
	json_is pending 2
done
echo 'UPDATE schema_migrations SET dirty = 1;' >made/seeds/1.sql
rm -f app.db*
: >app.db
m import --from dbmate
status_is 3
err_has 'there is no ledger of dbmate'

# --- a name of the configuration
blokctl config set --user databases.main.url "$PWD/app.db" -q
blokctl config set --user databases.main.migrations "$PWD/migrations" -q
blokctl config set --user migrate.database main -q
cd "$T"
run blokctl migrate status --json
status_is 0
json_is dir "$T/work/migrations"
cd work

# --- our own store
run blokctl --store own.db migrate status --db store: --exit-code
status_is 1
out_has 'runs and what they did'
run blokctl --store own.db migrate up --db store: --json
status_is 0
json_is pending 0
run blokctl --store own.db migrate down --db store:
status_is 2
run blokctl --store other.db migrate status --db store:
status_is 3
err_has 'database of another program'

# --- at once: all succeed, and nothing is applied twice
rm -rf migrations many.db*
mkdir migrations
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	file "$(printf %03d $i)_t" "CREATE TABLE t$i (id INTEGER PRIMARY KEY); INSERT INTO t$i VALUES (1);"
done
for i in 1 2 3 4 5 6 7 8; do
	{
		blokctl migrate up --db many.db -q
		echo $?
	} >"rc$i" 2>&1 &
done
wait
is "$(cat rc? | tr '\n' ' ')" '0 0 0 0 0 0 0 0 ' 'eight at once'
is "$(q 'SELECT count(*), count(DISTINCT version) FROM blokctl_migration' many.db)" '40,40' 'each once'

# --- somebody else has it, and is killed
file 900_slow 'CREATE TABLE slow AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)
SELECT count(*) FROM c;'
file 050_ready 'CREATE TABLE ready (id INTEGER);'
blokctl migrate up --db many.db -q 2>/dev/null &
pid=$!
wait_for 41 q 'SELECT count(*) FROM blokctl_migration' many.db
run blokctl migrate up --db many.db --lock-timeout 100ms
status_is 75 'who does not want to wait is told'
err_has 'another process is migrating'
kill -9 $pid
wait $pid 2>/dev/null
rm migrations/900_slow.sql
run blokctl migrate up --db many.db --lock-timeout 100ms
status_is 0 'a process that was killed leaves no lock behind'
is "$(q "SELECT count(*) FROM sqlite_schema WHERE name = 'slow'" many.db)" 0 'and nothing of its file'

# --- and is interrupted
cp -r migrations slow && cat >slow/900_slow.sql <<'S'
-- migrate:up
CREATE TABLE half (id INTEGER);
CREATE TABLE slow AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c;
S
blokctl migrate up --db many.db --dir slow -q 2>"$T/err" &
pid=$!
wait_for journal ls many.db-journal
sleep 0.3
kill -INT $pid
wait $pid
is $? 130 'Ctrl-C ends it'
is "$(q "SELECT count(*) FROM sqlite_schema WHERE name = 'half'" many.db)" 0 'and nothing of its file stays'
done_testing
