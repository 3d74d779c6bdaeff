# blokctl migrate: slips of the user's that must not go unnoticed.
. "$(dirname "$0")/lib.sh"

q() { blokctl ask-sql --db "${2:-app.db}" --sql "$1" --format csv 2>&1 | tail -n +2 | tr -d '\r'; }
m() { run blokctl migrate --db app.db "$@"; }
file() { # file NAME UP [OPTIONS]
	mkdir -p migrations
	printf -- '-- migrate:up %s\n%s\n' "${3:-}" "$2" >"migrations/$1.sql"
}
seed() {
	mkdir -p migrations/seeds
	printf '%s\n' "$2" >"migrations/seeds/$1.sql"
}
anew() { rm -rf ./*; }

# --- seeds have the guards of migrations, and a copy is made before
file 1_a 'CREATE TABLE a (x); INSERT INTO a VALUES (1);'
m up
for sql in 'DROP TABLE blokctl_migration;' 'DELETE FROM blokctl_migration;' \
	"INSERT INTO blokctl_migration (id, version, name, action, at) VALUES (9, '9', 'x', 'up', '');" \
	"PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = 'CREATE TABLE a (y)';" 'PRAGMA journal_mode = OFF;'; do
	seed 1 "INSERT INTO a VALUES (2);
$sql"
	m seed
	status_is 3 "$sql in a seed"
	err_has 'migrations/seeds/1.sql:2:'
	is "$(q 'SELECT count(*) FROM a')" 1 'and nothing is kept'
done
m status --exit-code
status_is 0 'the ledger is as it was'
is "$(ls app.db.backup-* 2>/dev/null)" '' 'what changed nothing leaves no copy'
seed 1 'INSERT INTO nosuch VALUES (2);'
m seed
status_is 1
err_has 'hint: nothing of any seed was kept'
seed 1 'SELECT 1; VACUUM;'
m seed
status_is 3
err_has 'migrations/seeds/1.sql:1:11: statement 2: this statement cannot be run in a transaction'
err_has 'hint: seeds are one transaction'
seed 1 'CREATE TABLE b (a REFERENCES c); CREATE TABLE c (id INTEGER PRIMARY KEY); INSERT INTO b VALUES (7);'
m seed
status_is 3 'a seed whose rows refer to nothing'
err_has "migrations/seeds/1.sql: 1 rows of 'b' would refer to rows of 'c'"
err_lacks atomic
seed 1 'INSERT INTO a VALUES (2);'
m seed --no-backup
status_is 0
is "$(ls app.db.backup-* 2>/dev/null)" ''
m seed --json
status_is 0
json_is backup "$(ls app.db.backup-*)"
is "$(q 'SELECT count(*) FROM a')" 3
m restore
is "$(q 'SELECT count(*) FROM a')" 2 'the copy is of before the seed'
m seed
err_has 'the file as it was before: app.db.backup-'

# --- a new orphan for an old one
anew
printf "PRAGMA foreign_keys = OFF; CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p, q REFERENCES p); CREATE TABLE d (p REFERENCES p); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 99, 1), (2, 98, 1), (3, 1, 1);" >base.sql
if python3 -c "import sqlite3
c = sqlite3.connect('base.db'); c.executescript(open('base.sql').read())
c.execute('INSERT INTO d SELECT 50 + value FROM (SELECT 1 AS value UNION SELECT 2 UNION SELECT 3)'); c.execute('DELETE FROM d WHERE rowid = 2'); c.commit()" 2>/dev/null; then
	try() { # try STATUS TITLE SQL
		cp base.db app.db
		file 1_a "$3"
		m up --no-backup
		status_is "$1" "$2"
	}
	try 3 'a new orphan is not made good by an old one that goes' 'DELETE FROM c WHERE id = 1; INSERT INTO c VALUES (4, 77, 1);'
	err_has "1 rows of 'c' would refer to rows of 'p' that are not there (one has the rowid 4)"
	try 3 'nor where others stay' 'UPDATE c SET p = 1 WHERE id = 2; UPDATE c SET p = 97 WHERE id = 3;'
	err_has 'rowid 3)'
	try 3 'nor by another key of the same row' 'UPDATE c SET p = 1, q = 55 WHERE id = 1;'
	m up --dry-run
	status_is 3 'a dry run finds it, too'
	try 0 'old ones may go' 'DELETE FROM c WHERE id = 1; UPDATE c SET p = 1;'
	try 0 'and be written again' 'UPDATE c SET p = 96 WHERE id = 1;'
	rebuilt='CREATE TABLE n (id INTEGER PRIMARY KEY, q REFERENCES p, p REFERENCES p); INSERT INTO n (id, p, q) SELECT id, p, q FROM c; DROP TABLE c; ALTER TABLE n RENAME TO c;'
	try 0 'a table that is made anew, with its keys in another order' "$rebuilt"
	try 3 'with a new orphan for an old one' "$rebuilt UPDATE c SET p = 1 WHERE id = 1; UPDATE c SET p = 97 WHERE id = 3;"
	try 0 'one whose rows get other rowids' 'CREATE TABLE n (p REFERENCES p); INSERT INTO n SELECT p FROM d; DROP TABLE d; ALTER TABLE n RENAME TO d;'
	try 3 'and one more orphan' 'CREATE TABLE n (p REFERENCES p); INSERT INTO n SELECT p FROM d; DROP TABLE d; ALTER TABLE n RENAME TO d; INSERT INTO d VALUES (66);'
	try 0 'a column that is renamed' 'ALTER TABLE c RENAME COLUMN p TO pp; UPDATE c SET q = 1;'
else
	skip 'no python3' 'sets of orphans'
fi

# --- two databases
anew
file 1_a 'CREATE TABLE a (x);'
for command in up down status plan 'new x' lint seed 'goto 1' dump test restore; do
	# shellcheck disable=SC2086
	run blokctl migrate $command --db app.db --db other.db
	status_is 2 "$command: two databases"
	err_has "--db is given twice: 'app.db' and 'other.db'"
done
run blokctl migrate --db app.db status --db store:
status_is 2
is "$(ls)" migrations 'and nothing is made'

# --- lines that look like a section's
for line in '-- migrate:down;' '-- migrate:dwon' '-- migrate: down' '-- migrate:downs' '/* migrate:down */' \
	'--migrate :down' '-- Migrate:UP-TO' '  -- migrate:' '-- migrate	:	down'; do
	printf '%s\n' '-- migrate:up' 'CREATE TABLE a (x);' "$line" 'DROP TABLE a;' >migrations/1_a.sql
	m up
	status_is 3 "$line"
	err_has "migrations/1_a.sql:3:$(case $line in '  '*) echo 3 ;; *) echo 1 ;; esac): error: this line is none of a section, and looks like one"
	err_has "hint: '-- migrate:up' or '-- migrate:down' begins a section"
done
mv migrations/1_a.sql migrations/1_a.up.sql
m status
status_is 3 'in a pair, too'
rm migrations/*
printf '%s\n' '-- migrate:up' '-- migrate the rows: all' '-- migrated:x' 'CREATE TABLE a (x);' '--migrate:down' '-- a' >migrations/1_a.sql
m up
status_is 0 'other comments are comments'

# --- one that has stopped in the middle
anew
file 1_a 'CREATE TABLE a (x);
-- migrate:down
DROP TABLE a;'
file 2_b 'INSERT INTO a VALUES (1);
INSERT INTO a VALUES (2);
INSERT INTO ${TABLE} VALUES (3);
INSERT INTO a VALUES (4);
-- migrate:down
DELETE FROM a;' 'transaction:false vars:true'
TABLE=nosuch m up
status_is 1
TABLE=nosuch m plan
status_is 0
out_lacks 'VALUES (2)' 'the plan has only the rest'
out_has '-- migrations/2_b.sql (transaction:false, from statement 3 on)'
is "$(tail -n +2 "$T/out" | head -1)" 'INSERT INTO ${TABLE} VALUES (3);' 'as it is written'
TABLE=nosuch m plan --json
json_is pending.0.statements_done 2
for command in down 'down --all' 'down 2' 'goto 0' 'goto 1' redo; do
	# shellcheck disable=SC2086
	TABLE=a m $command
	status_is 3 "$command treats it"
	err_has 'version 2 has stopped in the middle: 2 statements are done'
	err_has "'blokctl migrate up' finishes it"
done
m status --exit-code
status_is 1
err_has '1 migration has stopped in the middle, 0 are pending'
TABLE=a m up
status_is 0
is "$(q "SELECT group_concat(x, '+') FROM a")" 1+2+3+4
m down --all
status_is 0

# --- options in the first line of a pair
anew
mkdir migrations
printf '%s\n' '-- transaction:false vars:true' 'VACUUM; CREATE TABLE ${TABLE} (x);' >migrations/1_a.up.sql
printf '%s\n' '--  vars:true' 'DROP TABLE ${TABLE};' >migrations/1_a.down.sql
TABLE=a m up
status_is 0 'the short form of the options'
is "$(q 'SELECT count(*) FROM a')" 0
TABLE=a m down
status_is 0
printf '%s\n' '-- transaction:false nosuch' 'VACUUM;' >migrations/1_a.up.sql
m up
status_is 3
err_has "migrations/1_a.up.sql:1:22: error: 'nosuch' is no option of a section"
printf '%s\n' '-- transaction: is what this does without' 'SELECT 1;' >migrations/1_a.up.sql
printf '%s\n' 'SELECT 1;' 'VACUUM;' >migrations/1_a.down.sql
m up
status_is 0 'a comment is a comment'
m down
status_is 3
err_has "'-- migrate:down transaction:false'" 'the hint for a down'

# --- lint
anew
file 1_a 'CREATE TABLE a (x); COMMIT; INSERT INTO a VALUES (1);'
run blokctl migrate lint
status_is 0 'a COMMIT that is passed over is a warning'
out_has 'warning: COMMIT in a file that runs in a transaction is passed over: all of the file is kept, or nothing'
file 1_a 'CREATE TABLE a (x); ROLLBACK;'
run blokctl migrate lint
status_is 3
out_has '[own-rollback]'

# --- new, many at once
anew
six=
for i in 1 2 3 4 5 6; do
	blokctl migrate new "same $((i % 2))" -q &
	six="$six $!"
done
wait $six
is "$(ls migrations | wc -l | tr -d ' ')" 6 'each has a file of its own'
is "$(ls migrations | cut -d_ -f1 | sort -u | wc -l | tr -d ' ')" 6 'and a version'
done_testing
