# blokctl migrate: what would lose a user's rows, or leave a lie in the ledger.
. "$(dirname "$0")/lib.sh"

q() { blokctl ask-sql --db "${2:-app.db}" --sql "$1" --format csv 2>&1 | tail -n +2 | tr -d '\r'; }
m() { run blokctl migrate --db app.db "$@"; }
file() { # file NAME UP [OPTIONS]
	mkdir -p migrations
	printf -- '-- migrate:up %s\n%s\n' "${3:-}" "$2" >"migrations/$1.sql"
}
anew() { rm -rf ./*; }

# --- a dry run that finds no room
if ulimit -f 100000 2>/dev/null; then
	file 1_a 'CREATE TABLE a (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000) INSERT INTO a SELECT hex(randomblob(500)) FROM n;'
	file 2_b 'UPDATE a SET x = 1;'
	m up 1
	(
		trap '' XFSZ # it is EFBIG then
		ulimit -f 1000
		blokctl migrate up --dry-run --db app.db 2>err
		echo $? >code
		blokctl migrate up --db app.db 2>err2
		echo $? >code2
	)
	is "$(cat code)" 1 'a dry run whose folder for copies is full says so'
	is "$(grep -c "cannot copy 'app.db'" err)" 1
	is "$(cat code2)" 1 'and so does a copy'
	is "$(grep -c "cannot back up 'app.db'" err2)" 1
	is "$(q "SELECT count(*) FROM a WHERE x <> '1'")" 8000
	is "$(echo app.db*)" app.db 'nothing is left of it'
	m up
	status_is 0
	anew
else
	skip 'no limit can be set' 'a dry run that finds no room'
fi

# --- what cannot be written
file 1_a 'CREATE TABLE a (x);'
m up
file 2_b 'INSERT INTO a VALUES (1);'
if [ "$(id -u)" = 0 ]; then
	skip 'root may write everywhere' 'a file, a folder'
else
	chmod 444 app.db
	m up
	status_is 1 'a file that may only be read'
	err_has "cannot open 'app.db': Permission denied"
	chmod 644 app.db
	chmod 555 .
	m up --no-backup
	status_is 1 'a folder that may only be read'
	err_has "the folder of 'app.db' is to be writable, too"
	m status
	status_is 0 'looking needs no more'
	chmod 755 .
	m up
	status_is 0
fi
anew

# --- the ledger is not for scripts
file 1_a 'CREATE TABLE a (x);'
for sql in 'DELETE FROM blokctl_migration;' 'DROP TABLE blokctl_migration;' \
	"UPDATE BLOKCTL_MIGRATION SET version = '9';" 'INSERT INTO blokctl_migration (id) VALUES (7);' \
	'ALTER TABLE blokctl_migration RENAME TO kept;' 'ALTER TABLE blokctl_migration ADD COLUMN y;' \
	'CREATE TRIGGER t AFTER INSERT ON blokctl_migration BEGIN DELETE FROM a; END;' \
	'CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM blokctl_migration; END; INSERT INTO a VALUES (1);' \
	'CREATE UNIQUE INDEX i ON blokctl_migration (action);'; do
	for options in '' transaction:false; do
		rm -f app.db*
		file 2_b "$sql" "$options"
		m up
		status_is 3 "$sql $options"
		err_has "migrations/2_b.sql:2:"
		err_has "'blokctl_migration' is not for scripts to change"
		is "$(q "SELECT group_concat(version || action) FROM blokctl_migration WHERE action <> 'part'")" 1up 'and the ledger is as it was'
	done
done
file 2_b 'DELETE FROM blokctl_migration;'
m up --dry-run
status_is 3 'a dry run tells it, too'
anew
file 1_a 'CREATE TABLE blokctl_migration (id INTEGER PRIMARY KEY, version TEXT);'
m up
status_is 3 'nor is it theirs to make'

# --- what a script leaves on the connection
anew
file 1_a 'CREATE TABLE user (name); INSERT INTO user VALUES (1);
CREATE TEMP TABLE user AS SELECT * FROM user; CREATE TEMP VIEW v AS SELECT 1;
CREATE TEMP TRIGGER g AFTER INSERT ON main.user BEGIN SELECT RAISE(ABORT, '\''fired'\''); END;'
file 2_b 'INSERT INTO user VALUES (2); CREATE TEMP TABLE user AS SELECT * FROM user;'
file 3_c 'INSERT INTO user VALUES (3); CREATE VIEW v AS SELECT count(*) AS n FROM user;'
m up
status_is 0 'temporary tables end with their file'
is "$(q "SELECT group_concat(name, '+') FROM user")" 1+2+3 'no row goes into one of another file'
rm app.db*
m up --atomic
is "$(q "SELECT group_concat(name, '+') FROM user")" 1+2+3 'nor with --atomic'
m drift
status_is 0
anew
file 1_a 'CREATE TABLE z (x);'
run blokctl migrate up --db other.db
file 1_a "CREATE TABLE a (x); ATTACH 'other.db' AS o; INSERT INTO o.z VALUES (1);"
file 2_b "ATTACH 'other.db' AS o; INSERT INTO a SELECT x + 1 FROM o.z;"
m up --dry-run
status_is 3 'a dry run attaches no file'
err_has 'migrations/1_a.sql:2:21: statement 2: a script that is only tried can write to no other file'
m test
status_is 1 'nor does a test'
is "$(q 'SELECT count(*) FROM z' other.db)" 0
m up
status_is 0 'an attached file is given up at the end of each script'
is "$(q "SELECT group_concat(x, '+') FROM a")" 2
is "$(q "SELECT group_concat(x, '+') FROM z" other.db)" 1
file 3_c "ATTACH 'other.db' AS o; INSERT INTO o.z VALUES (7); INSERT INTO nosuch VALUES (1); INSERT INTO a SELECT max(x) FROM o.z; DETACH o;" transaction:false
m up
status_is 1
sed 's/nosuch/a/' migrations/3_c.sql >x && mv x migrations/3_c.sql
m up
status_is 0 'one that goes on has it attached again'
is "$(q "SELECT group_concat(x, '+') FROM z" other.db)" 1+7 'and nothing is done twice'
is "$(q "SELECT group_concat(x, '+') FROM a")" 2+1+7

anew
file 1_a "CREATE TABLE a (x); VACUUM INTO 'into.db'; ATTACH ':memory:' AS o; CREATE TABLE o.z (x);" transaction:false
m up --dry-run
err_has 'statement 2: a script that is only tried'
is "$(ls)" migrations 'a dry run writes no file'
m up
status_is 0
is "$(q 'SELECT count(*) FROM a' into.db)" 0
run blokctl migrate up --db 'file:x.db?mode=memory'
status_is 2 'what SQLite would take for a URI is no file'
rm into.db
run blokctl migrate up --db './file:x.db?mode=memory'
status_is 0
is "$(test -s './file:x.db?mode=memory' && echo there)" there 'a file may be named so'

# --- a schema that nobody could read
anew
file 1_a 'CREATE TABLE a (x); INSERT INTO a VALUES (1);'
for value in 'ON' '= 1' "('yes')" '= 5' '= true'; do
	for options in '' transaction:false; do
		file 2_b "SELECT 1;
PRAGMA writable_schema $(case $value in ON) echo '= ON' ;; *) echo "$value" ;; esac);
UPDATE sqlite_schema SET sql = 'CREATE TABLE a (x,,)' WHERE name = 'a';" "$options"
		rm -f app.db*
		m up
		status_is 3 "writable_schema $value is refused $options"
		err_has 'migrations/2_b.sql:3:1: statement 2: with writable_schema a slip makes a file that nothing can open'
		is "$(q 'SELECT x FROM a')" 1
	done
done
file 2_b 'PRAGMA main.writable_schema = ON;'
m up --dry-run
status_is 3 'a dry run tells it, too'
file 2_b 'PRAGMA writable_schema; PRAGMA writable_schema = OFF; PRAGMA writable_schema = 0;'
rm -f app.db*
m up
status_is 0 'who switches it off may'
cp app.db app.db.backup-20250101T000000.000Z
if python3 -c "import sqlite3
c = sqlite3.connect('app.db'); c.execute('PRAGMA writable_schema = 1')
c.execute(\"UPDATE sqlite_schema SET sql = 'CREATE TABLE a (x,,)' WHERE name = 'a'\"); c.commit()" 2>/dev/null; then
	m restore --list
	status_is 0 'copies of what another program has spoilt'
	out_is app.db.backup-20250101T000000.000Z
	m restore
	status_is 0 'are put back'
	is "$(q 'SELECT x FROM a')" 1
	is "$(ls -d app.db.damaged-* | wc -l | tr -d ' ')" 1 'and what was spoilt stays'
	# somebody has it open: in WAL mode that can be seen of a file that nothing can read
	python3 -c "import sqlite3, sys, time
c = sqlite3.connect('app.db', isolation_level=None); c.execute('PRAGMA journal_mode = WAL')
c.execute('SELECT * FROM a').fetchall(); c.execute('PRAGMA writable_schema = 1')
c.execute(\"UPDATE sqlite_schema SET sql = 'CREATE TABLE a (x,,)' WHERE name = 'a'\")
open('ready', 'w').close(); time.sleep(60)" &
	holder=$!
	wait_for ready ls
	m restore
	status_is 75 'not while another program has it open'
	err_has "another program has 'app.db' open"
	kill $holder
	wait $holder 2>/dev/null
	m restore
	status_is 0
	is "$(q 'SELECT x FROM a')" 1
	is "$(ls app.db-wal 2>/dev/null)" ''
else
	skip 'no python3' 'what another program has spoilt'
fi

# --- what takes the way back
for mode in OFF memory; do
	for options in '' transaction:false; do
		anew
		file 1_a "PRAGMA journal_mode = $mode; CREATE TABLE a (x); INSERT INTO nosuch VALUES (1);" $options
		m up
		status_is 3 "journal_mode = $mode is refused $options"
		err_has 'migrations/1_a.sql:2:1: statement 1: without a journal nothing could be taken back'
	done
done
file 1_a 'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE a (x);' transaction:false
m up
status_is 0 'WAL is not'

# --- foreign keys
anew
file 1_a 'CREATE TABLE p (x); CREATE TABLE c (y REFERENCES p (x)); INSERT INTO c VALUES (1);
CREATE TABLE q (id INTEGER PRIMARY KEY); CREATE TABLE d (y REFERENCES q (id));
INSERT INTO q VALUES (1); INSERT INTO d VALUES (1);'
file 2_b 'DELETE FROM q WHERE id = 1;'
m up
status_is 3 'a table whose parent has no key does not hide the others'
err_has "1 rows of 'd' would refer to rows of 'q'"
file 2_b 'BEGIN; DELETE FROM q; COMMIT;' transaction:false
m up
status_is 3 'keys are looked at when a script commits by itself'
err_has 'migrations/2_b.sql:2:23: statement 3:'
is "$(q 'SELECT count(*) FROM q')" 1
file 2_b 'DELETE FROM q; INSERT INTO q VALUES (1);' transaction:false
m up
status_is 3 'and after each statement where it does not'
is "$(q 'SELECT count(*) FROM q')" 1
anew
file 1_a 'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (y REFERENCES p); INSERT INTO p VALUES (5); INSERT INTO c VALUES (5);'
m up
if command -v python3 >/dev/null; then
	# as an application would that does not switch them on
	python3 -c "import sqlite3; c = sqlite3.connect('app.db'); c.execute('DELETE FROM p'); c.commit()"
	file 2_b 'CREATE TABLE big (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO big SELECT hex(randomblob(500)) FROM n; UPDATE big SET x = 1 WHERE rowid = 1;'
	m up
	status_is 0 'what was broken before is no fault of a file that outgrows the cache'
	file 3_c 'CREATE TABLE huge (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO huge SELECT hex(randomblob(500)) FROM n; INSERT INTO c VALUES (6);'
	m up
	status_is 3 'what it breaks is'
	file 3_c 'ALTER TABLE c RENAME TO child; CREATE TABLE n (id INTEGER PRIMARY KEY); ALTER TABLE p RENAME TO parent;'
	m up
	status_is 0 'nor of one that renames the tables'
	file 4_d 'INSERT INTO child VALUES (7);'
	m up
	status_is 3
	file 4_d 'ALTER TABLE child RENAME TO kid; INSERT INTO kid VALUES (7);'
	m up
	status_is 3 'what is broken beside that is told'
	file 5_e 'DELETE FROM kid WHERE y = 7;'
	m up --atomic
	status_is 0 'a later file may mend it with --atomic'
else
	skip 'python3 is not installed' 'keys that were broken before'
fi

# --- scripts without a transaction
anew
file 1_a "CREATE TABLE a (x); INSERT INTO a VALUES ('\${V}'); INSERT INTO a VALUES ('\${V}'); INSERT INTO nosuch VALUES (1);" 'transaction:false vars:true'
long=$(printf '%03000d' 7)
m up --var V="$long"
status_is 1
m up --var V="$long"
status_is 1 'one with variables goes on where it stopped'
err_has 'statement 4: no such table: nosuch'
m up --var V=other
status_is 3 'with another value it does not: what was done is another thing'
err_has 'its first 3 statements were done, and are others now'
sed 's/nosuch/a/' migrations/1_a.sql >x && mv x migrations/1_a.sql
m up --var V="$long"
status_is 0
is "$(q 'SELECT count(*) FROM a')" 3 'nothing is done twice'
anew
file 1_a 'CREATE TABLE a (x); INSERT INTO a VALUES (1); INSERT INTO nosuch VALUES (1);' transaction:false
m up
file 1_a 'CREATE TABLE a (x); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);'
m up
status_is 3 'what was done is where it was, or it is asked for'
is "$(q 'SELECT count(*) FROM a')" 1
file 1_a 'CREATE TABLE a (x); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);' 'transaction:true '
m up
status_is 0 'one that gets a transaction afterwards goes on, too'
is "$(q 'SELECT sum(x) FROM a')" 3

# --- copies
anew
file 1_a 'CREATE TABLE a (x); INSERT INTO a VALUES (1);'
m up
for day in 1 2 3; do cp app.db app.db.backup-2999010${day}T000000.000Z; done
file 2_b 'INSERT INTO a VALUES (2);'
m up
err_has 'app.db.backup-29990103T000000.001Z'
is "$(ls app.db.backup-* | tr '\n' ' ')" 'app.db.backup-29990102T000000.000Z app.db.backup-29990103T000000.000Z app.db.backup-29990103T000000.001Z ' \
	'a copy is the newest one by its name, though the clock was set back'
m restore app.db.backup-29990102T000000.000Z
status_is 0 'the oldest copy is put back'
is "$(test -e app.db.backup-29990102T000000.000Z && echo there)" there 'and stays'
is "$(q "SELECT group_concat(x, '+') FROM a")" 1
: >empty.db
m restore empty.db
status_is 3 'an empty file is no backup'
err_has "the backup 'empty.db' is empty"
ln -s app.db link.db
m restore link.db
status_is 2 'nor is the database itself'
is "$(q 'SELECT count(*) FROM a')" 1
head -c 5000 /dev/zero >zero.db
m restore zero.db
status_is 3 'nor is something else'
head -c 6000 app.db >cut.db
m restore cut.db
is "$(test "$status" != 0 && q 'SELECT count(*) FROM a')" 1 'nor is half of one'
run blokctl migrate up --db link.db --no-backup
is "$(q "SELECT group_concat(x, '+') FROM a")" 1+2 'a link leads to its database'
is "$(test -h link.db && echo link)" link
file 3_c 'INSERT INTO a VALUES (3);'
run blokctl migrate up --db app.db.other --no-backup
run blokctl migrate up --db app.db
run blokctl migrate restore --list --db app.db.other
out_empty 'copies of another database are not its own'

# --- texts
anew
mkdir migrations
printf "CREATE TABLE a (x);\nINSERT INTO a VALUES ('M\374ller');\n" >migrations/1_a.up.sql
m up
status_is 3 'what is no UTF-8 is not written'
err_has '1_a.up.sql:2:25: error: these bytes are no UTF-8'
printf "CREATE TABLE a (x);\r\nCREATE TABLE l (x);\r\nCREATE TRIGGER g AFTER INSERT ON a BEGIN\r\n  INSERT INTO l VALUES ('a;\r\nb');\r\nEND;\r\nINSERT INTO a VALUES (1);\r\nINSERT INTO nosuch VALUES (1);\r\n" >migrations/1_a.up.sql
m up
err_has '1_a.up.sql:8:1: statement 5: no such table: nosuch'
sed -i 's/nosuch/a/' migrations/1_a.up.sql
m up
is "$(q 'SELECT count(*), max(length(x)) FROM l')" 2,5 'lines that end in CR LF are left as they are'
file 2_b 'CREATE VIEW v AS SELECT x FROM a; ALTER TABLE l RENAME TO log;'
m up
status_is 0
file 3_c 'CREATE TABLE n (x); INSERT INTO n SELECT x FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a;'
m up
[ "$status" = 0 ] || err_has 'migrations/3_c.sql:2:'
is "$(q 'SELECT count(*) FROM a')" 2 'a view on a table that is made anew: done, or left as it was'

# --- many files, many statements
anew
mkdir migrations
i=0
while [ $i -lt 3000 ]; do
	i=$((i + 1))
	echo "INSERT INTO a VALUES ($i);"
done >rows
{ printf -- '-- migrate:up transaction:false\nCREATE TABLE a (x);\n'; cat rows; echo 'INSERT INTO nosuch VALUES (1);'; } >migrations/1_a.sql
m up
err_has 'migrations/1_a.sql:3003:1: statement 3002: no such table'
is "$(q 'SELECT count(*), sum(x) FROM a')" 3000,4501500
sed -i '$d' migrations/1_a.sql
m up
status_is 0
is "$(q 'SELECT count(*), sum(x) FROM a')" 3000,4501500 'thousands of statements go on where they stopped'
is "$(q 'SELECT count(*) FROM blokctl_migration')" 1 'and are one row of the ledger'

anew
mkdir migrations
{ printf -- '-- migrate:up\nCREATE TABLE a (x);\n'; awk 'BEGIN { for (i = 1; i <= 100000; i++) print "INSERT INTO a VALUES (" i ");" }'; echo 'INSERT INTO nosuch VALUES (1);'; } >migrations/1_a.sql
m up
err_has 'migrations/1_a.sql:100003:1: statement 100002: no such table' 'a hundred thousand statements'
is "$(q 'SELECT count(*) FROM sqlite_schema')" 0
sed -i '$d' migrations/1_a.sql
{ printf -- "-- migrate:up\nINSERT INTO a VALUES ('"; head -c 20000000 /dev/zero | tr '\0' x; echo "');"; } >migrations/2_b.sql
m up
status_is 0
is "$(q 'SELECT count(*) FROM a')" 100001 'a statement of 20 MB'
anew
mkdir migrations
awk 'BEGIN { for (i = 1; i <= 10000; i++) { f = sprintf("migrations/%05d_a.sql", i)
	print "-- migrate:up\n" (i == 1 ? "CREATE TABLE a (x);\n" : "") "INSERT INTO a VALUES (" i ");\nUPDATE a SET x = x WHERE rowid = " i ";" >f; close(f) } }'
now() { date +%s%N | sed 's/......$//'; }
one=$(now)
m up 2000 --atomic --no-backup -q
two=$(now)
m up --atomic --no-backup -q
three=$(now)
status_is 0
is "$(q 'SELECT count(*), sum(x) FROM a')" 10000,50005000 'ten thousand files'
# four times as many: a square of it would be twenty-four times
test $((three - two)) -lt $(((two - one) * 12 + 500)) && ok 'take their time in proportion' || not_ok "$((two - one)) ms for 2,000, $((three - two)) ms for 8,000"
m status --exit-code
status_is 0

# --- other programs
if ! command -v python3 >/dev/null; then
	skip 'python3 is not installed' 'other programs'
	done_testing
fi
hold() { # hold SECONDS SQL…: another program does that, and then nothing for a while
	python3 - "$@" <<-'P' &
		import sqlite3, sys, time
		c = sqlite3.connect("app.db", isolation_level=None)
		for sql in sys.argv[2:]:
		    c.execute(sql).fetchall()
		open("held", "w").close()
		time.sleep(float(sys.argv[1]))
		print(c.execute("SELECT count(*) FROM a").fetchall()[0][0], file=open("seen", "w"))
		if c.in_transaction:
		    c.execute("COMMIT")
	P
	holder=$!
	while [ ! -e held ]; do sleep 0.05; done
	rm held
}
for mode in delete wal; do
	anew
	file 1_a 'CREATE TABLE a (x); INSERT INTO a VALUES (1);'
	m up
	hold 0 "PRAGMA journal_mode = $mode"
	wait $holder
	hold 0.4 BEGIN 'SELECT count(*) FROM a'
	file 2_b 'INSERT INTO a VALUES (2);'
	m up
	status_is 0 "$mode: somebody reads meanwhile"
	wait $holder
	is "$(cat seen)" 1 "$mode: and goes on to see what was"
	hold 0.4 'BEGIN IMMEDIATE' 'INSERT INTO a VALUES (10)'
	file 3_c 'INSERT INTO a SELECT count(*) FROM a;'
	m up
	status_is 0 "$mode: somebody writes meanwhile"
	wait $holder
	is "$(q "SELECT group_concat(x, '+') FROM a")" 1+2+10+3 "$mode: and is waited for"
	is "$(python3 -c "import sqlite3; print(sqlite3.connect('app.db').execute('PRAGMA journal_mode').fetchone()[0])")" "$mode" "$mode: it stays so"
	file 4_d 'DELETE FROM a WHERE x = 10;'
	m up
	hold 0.4 BEGIN 'SELECT count(*) FROM a'
	m restore
	status_is 0 "$mode: a copy is put back while somebody reads"
	wait $holder
	is "$(cat seen) $(q 'SELECT count(*) FROM a')" '3 4' "$mode: who goes on to see what was"
	m status --exit-code
	status_is 1 "$mode: what came after the copy is pending again"
	is "$(ls | grep -c 'backup.*-wal\|backup.*-shm\|journal')" 0 "$mode: nothing is left beside the copies"
done
done_testing
