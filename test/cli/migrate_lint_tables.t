# What 'migrate lint' finds in one statement: a table of findings (but missing-down) and statements.
. "$(dirname "$0")/lib.sh"
mkdir m

finds() { # finds DB: lines "CODE... | STATEMENT" on stdin; each is a migration of its own
	while IFS='|' read -r want statement; do
		printf -- '-- migrate:up\n%s;\n' "${statement# }" >m/1_a.sql
		blokctl migrate lint --dir m --db "$1" --json >out 2>err
		got=$(grep -o '"code": *"[^"]*"' out | sed 's/.*"\([^"]*\)"$/\1/' | grep -v missing-down | sort | tr '\n' ' ')
		is "$got" "$want" "${1%%:*}:$statement"
	done
}

# Nobody listens there: lint needs no database.
finds postgres://127.0.0.1:9/x <<'END'
constraint-locks | ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)
constraint-index-locks | ALTER TABLE t ADD CONSTRAINT c UNIQUE (a)
constraint-index-locks | ALTER TABLE t ADD PRIMARY KEY (a)
constraint-locks | ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u(b)
| ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u(b) NOT VALID
constraint-index-locks | ALTER TABLE t ADD EXCLUDE USING gist (a WITH =)
| ALTER TABLE t VALIDATE CONSTRAINT c
| ALTER TABLE t DROP CONSTRAINT c
| ALTER TABLE t RENAME CONSTRAINT c TO d
rename-table | ALTER TABLE t RENAME TO u
rename-column | ALTER TABLE t RENAME COLUMN a TO b
rename-column | ALTER TABLE t RENAME a TO b
set-not-null | ALTER TABLE t ALTER COLUMN a SET NOT NULL
| ALTER TABLE t ALTER a DROP NOT NULL
alter-column-type | ALTER TABLE t ALTER COLUMN a TYPE bigint
alter-column-type | ALTER TABLE t ALTER COLUMN a SET DATA TYPE bigint USING a::bigint
| ALTER TABLE t ALTER COLUMN a SET DEFAULT 5, ALTER COLUMN b DROP DEFAULT
| ALTER TABLE t ALTER COLUMN a SET STATISTICS 100
rename-table | ALTER TABLE t SET SCHEMA other
rename-table | ALTER TABLE s.t SET SCHEMA other
rewrite-locks | ALTER TABLE t SET UNLOGGED
rewrite-locks | ALTER TABLE t SET TABLESPACE fast
rewrite-locks | ALTER TABLE t SET ACCESS METHOD heap
| ALTER TABLE t SET (fillfactor = 70)
add-column-rewrites | ALTER TABLE IF EXISTS ONLY t ADD COLUMN IF NOT EXISTS a int DEFAULT random()
add-not-null | ALTER TABLE t ADD COLUMN a int NOT NULL
drop-column | ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 1, DROP COLUMN b
drop-cascade drop-column | ALTER TABLE t DROP COLUMN a CASCADE
| ALTER TABLE t ENABLE ROW LEVEL SECURITY
| ALTER TABLE t OWNER TO eve
| ALTER INDEX i RENAME TO j
| ALTER SEQUENCE s RENAME TO q
| ALTER SEQUENCE s RESTART WITH 1
| ALTER TYPE mood ADD VALUE 'ok'
| ALTER TYPE mood RENAME VALUE 'a' TO 'b'
rename-other | ALTER TYPE mood RENAME TO moods
rename-other | ALTER VIEW v RENAME TO w
rename-other | ALTER MATERIALIZED VIEW v RENAME TO w
rename-other | ALTER SCHEMA s RENAME TO q
| ALTER FUNCTION f() OWNER TO eve
| ALTER ROLE eve LOGIN
index-locks | CREATE INDEX i ON t (a)
concurrently-in-transaction | CREATE INDEX CONCURRENTLY i ON t (a)
add-unique index-locks | CREATE UNIQUE INDEX i ON t (a) WHERE b
drop-index-locks | DROP INDEX i
concurrently-in-transaction | DROP INDEX CONCURRENTLY i
drop-cascade drop-table | DROP TABLE t CASCADE
drop-cascade drop-schema | DROP SCHEMA s CASCADE
drop-type | DROP TYPE mood
truncate | TRUNCATE t
delete-all | DELETE FROM t
update-all | UPDATE t SET a = 1
| INSERT INTO t SELECT * FROM u
| CREATE TABLE t (a serial PRIMARY KEY, b char(3), c timestamp, d json, e money)
create-table-as | CREATE TABLE t AS SELECT 1
| CREATE TYPE m AS ENUM ('a')
| CREATE EXTENSION hstore
rewrite-locks vacuum-in-transaction | VACUUM FULL t
rewrite-locks | REINDEX TABLE t
rewrite-locks | CLUSTER t USING i
lock-table | LOCK TABLE t IN ACCESS EXCLUSIVE MODE
| SELECT $tag$ it's ; DROP TABLE x $tag$
| SELECT $$ ; $$, E'a\'; DROP TABLE x', U&'d\0061t', U&"a", 'a''b', x'41', B'1', "q""d"
| /* a /* nested */ comment */ SELECT 1 -- DROP TABLE t
| DO $$ BEGIN NULL; END $$
| SELECT $1, a$b, $
| SELECT '${VAR}', ${VAR}, a${B}c
| CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END
rewrite-locks | REFRESH MATERIALIZED VIEW v
| COMMENT ON TABLE t IS 'x'
| GRANT SELECT ON t TO eve
| SET lock_timeout = '1s'
delete-all | DELETE FROM t WHERE TRUE
delete-all | DELETE FROM t WHERE 1 = 1
delete-all | DELETE FROM t WHERE 1
| DELETE FROM t WHERE a = 1
| DELETE FROM t USING u WHERE t.a = u.a
update-all | UPDATE ONLY t AS x SET a = 1 FROM u
| UPDATE t x SET a = 1 WHERE 2 = a
delete-all | WITH x AS (SELECT 1) DELETE FROM t
update-all | WITH x AS (SELECT 1), y (a) AS (SELECT 2) UPDATE t SET a = 1
| WITH x AS (SELECT 1) VALUES (1)
| WITH x
| SELECT a INTO TEMP u FROM t
| SELECT a INTO TEMPORARY TABLE u FROM t
create-table-as | SELECT a INTO u FROM t
drop-cascade drop-cascade truncate truncate | TRUNCATE TABLE ONLY t, u CASCADE
truncate | TRUNCATE
vacuum-in-transaction | VACUUM
rewrite-locks vacuum-in-transaction | VACUUM (FULL, ANALYZE) t
concurrently-in-transaction | REINDEX TABLE CONCURRENTLY t
concurrently-in-transaction | REINDEX (CONCURRENTLY) TABLE t
rewrite-locks | REINDEX (VERBOSE) INDEX i
rewrite-locks | REINDEX SYSTEM x
rewrite-locks | REINDEX DATABASE x
rewrite-locks | REINDEX SCHEMA s
| REFRESH MATERIALIZED VIEW CONCURRENTLY v
| SET LOCAL lock_timeout = '1s'
| SET CONSTRAINTS ALL DEFERRED
| SET TRANSACTION READ ONLY
| SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY
session-setting | SET SESSION search_path = x
session-setting | SET search_path TO x
| RESET search_path
own-transaction | START TRANSACTION
own-transaction | COMMIT WORK
own-rollback | ROLLBACK TRANSACTION
own-rollback | ABORT
| CALL f()
| CREATE TEMP TABLE x (a int)
| CREATE TEMPORARY TABLE x (a int)
| CREATE UNLOGGED TABLE x (a int)
| CREATE GLOBAL TEMPORARY TABLE x (a int)
| CREATE OR REPLACE VIEW v AS SELECT 1
| CREATE RECURSIVE VIEW v (a) AS SELECT 1
| CREATE FOREIGN TABLE x (a int) SERVER s
| CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()
| CREATE MATERIALIZED VIEW v AS SELECT 1
index-locks | CREATE INDEX ON t (lower(a), b)
index-locks | CREATE INDEX IF NOT EXISTS i ON ONLY t USING gin (a)
| CREATE
| DROP
| ALTER
| ALTER TABLE
| ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL, ALTER COLUMN b SET GENERATED ALWAYS
| ALTER TABLE t ALTER COLUMN a SET
rewrite-locks | ALTER TABLE t SET LOGGED
| ALTER TABLE t SET WITHOUT CLUSTER
constraint-locks | ALTER TABLE t ADD CHECK (a > 0)
| ALTER TABLE t ADD CHECK (a > 0) NOT VALID
| ALTER TABLE t ADD UNIQUE USING INDEX i
| ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i
constraint-index-locks | ALTER TABLE t ADD CONSTRAINT c EXCLUDE USING gist (a WITH =)
| ALTER TABLE t ADD CONSTRAINT c NOT NULL a
constraint-index-locks | ALTER TABLE t ADD a int UNIQUE
constraint-index-locks | ALTER TABLE t ADD a int PRIMARY KEY
| ALTER TABLE t ADD a int REFERENCES u(b)
constraint-locks | ALTER TABLE t ADD a int CHECK (a > 0)
add-column-rewrites | ALTER TABLE t ADD a int GENERATED ALWAYS AS (b + 1) STORED
add-column-rewrites | ALTER TABLE t ADD a int GENERATED ALWAYS AS IDENTITY
| ALTER TABLE t ADD a timestamptz DEFAULT now()
add-column-rewrites | ALTER TABLE t ADD a serial
add-column-rewrites | ALTER TABLE t ADD a uuid DEFAULT gen_random_uuid()
| ALTER TABLE t ADD a int DEFAULT (1 + 2)
alter-column-type | ALTER TABLE t ALTER a TYPE text
| ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok' BEFORE 'bad'
| ALTER TYPE mood ADD ATTRIBUTE a int
| ALTER TYPE mood ADD VALUE
| ALTER MATERIALIZED VIEW v SET SCHEMA s
| ALTER VIEW v OWNER TO eve
| ALTER DATABASE x RENAME TO y
drop-index-locks drop-index-locks | DROP INDEX IF EXISTS i, j
drop-table drop-table | DROP TABLE IF EXISTS t, u
drop-view | DROP VIEW v
drop-view | DROP MATERIALIZED VIEW v
| DROP FUNCTION f()
| DROP SEQUENCE s
| DROP EXTENSION hstore
| SELECT $a${V}$a$, '${V}', $b1$ x $b1$, $b1x
| SELECT $abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz$ 1
unclosed | SELECT U&d, u&'x', U&1, xa, e'\'
| SELECT "ä", ä, _x, A.b, A . "B"
| INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING
| COPY t FROM STDIN
| CREATE TABLE x PARTITION OF t FOR VALUES IN (1)
| CREATE TABLE x (LIKE t INCLUDING ALL)
| ALTER TABLE t ATTACH PARTITION x FOR VALUES IN (1)
| ALTER TABLE t DETACH PARTITION x
| ALTER TABLE t DETACH PARTITION x CONCURRENTLY
| ALTER TABLE t DISABLE TRIGGER ALL
| ALTER TABLE t REPLICA IDENTITY FULL
| ALTER TABLE t INHERIT u
| ALTER TABLE ALL IN TABLESPACE x SET TABLESPACE y
| CREATE SCHEMA s CREATE TABLE x (a int)
END

finds x.db <<'END'
add-not-null | ALTER TABLE t ADD COLUMN a INTEGER NOT NULL
| ALTER TABLE t ADD COLUMN a INTEGER NOT NULL DEFAULT 1
add-column-default | ALTER TABLE t ADD a DEFAULT CURRENT_TIMESTAMP
add-column-default | ALTER TABLE t ADD a DEFAULT (random())
add-column-key | ALTER TABLE t ADD a UNIQUE
add-column-key | ALTER TABLE t ADD a PRIMARY KEY
add-column-reference | ALTER TABLE t ADD a REFERENCES u DEFAULT 1
| ALTER TABLE t ADD a REFERENCES u
| ALTER TABLE t ADD a CHECK (a > 0)
add-column-key | ALTER TABLE t ADD a GENERATED ALWAYS AS (b) STORED
| ALTER TABLE t ADD a AS (b) VIRTUAL
drop-column | ALTER TABLE t DROP COLUMN a
drop-column | ALTER TABLE t DROP a
rename-column | ALTER TABLE t RENAME a TO b
rename-column | ALTER TABLE t RENAME COLUMN a TO b
rename-table | ALTER TABLE t RENAME TO u
| CREATE TABLE x (a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT COLLATE NOCASE) STRICT
| CREATE TABLE x (a INTEGER, PRIMARY KEY (a)) WITHOUT ROWID
| CREATE VIRTUAL TABLE x USING fts5(a)
| CREATE TEMP VIEW v AS SELECT 1
| CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM u; UPDATE t SET a = 1; END
| CREATE INDEX i ON t (a)
add-unique | CREATE UNIQUE INDEX i ON t (a)
add-unique | CREATE UNIQUE INDEX i ON t (a) WHERE b
drop-table | DROP TABLE t
drop-index | DROP INDEX i
drop-view | DROP VIEW v
drop-trigger | DROP TRIGGER g
delete-all | DELETE FROM t
delete-all | DELETE FROM t WHERE 1
| DELETE FROM t LIMIT 5
update-all | UPDATE OR IGNORE t SET a = 1
| UPDATE t SET a = 1 WHERE a IS NULL
insert-or-replace | INSERT OR REPLACE INTO t VALUES (1)
insert-or-replace | REPLACE INTO t VALUES (1)
insert-or-replace | WITH x AS (SELECT 1) REPLACE INTO t SELECT * FROM x
| WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x
foreign-keys-pragma | PRAGMA foreign_keys = OFF
foreign-keys-pragma | PRAGMA foreign_keys(0)
| PRAGMA foreign_keys
writable-schema | PRAGMA writable_schema = 1
vacuum-in-transaction | VACUUM
| REINDEX i
| ANALYZE
attach | ATTACH 'x.db' AS x
attach | DETACH x
own-transaction | BEGIN IMMEDIATE
own-transaction | COMMIT
own-transaction | END
| ROLLBACK TO x
| SAVEPOINT x
| RELEASE x
| SELECT x'41', [a b], `c`, "d", 'e''f', ?1, :n, @v, $w
| SELECT 1 /* open
| SELECT a INTO u FROM t
create-table-as | CREATE TABLE x AS SELECT 1
END

# --- several statements on tables that are known; "UP ## DOWN"
mkdir r
cat >r/1_base.sql <<'END'
-- migrate:up
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b AS (a), c);
CREATE INDEX ti ON t (c);
CREATE UNIQUE INDEX tu ON t (a, c);
CREATE TRIGGER tg AFTER UPDATE ON t BEGIN DELETE FROM u; END;
CREATE VIEW tv AS SELECT a FROM t;
CREATE TABLE child (tid REFERENCES t (id) ON DELETE CASCADE, v);
CREATE TABLE u (x, y);
-- migrate:down
DROP TABLE child; DROP TABLE t; DROP TABLE u;
END
changes() {
	while IFS='|' read -r want up; do
		down='SELECT 1'
		case $up in *'##'*) down=${up##*##} up=${up%##*} ;; esac
		printf -- '-- migrate:up\n%s;\n-- migrate:down\n%s;\n' "${up# }" "$down" >r/2_a.sql
		blokctl migrate lint --dir r --since 2 --db x.db --json >out 2>err
		got=$(grep -o '"code": *"[^"]*"' out | sed 's/.*"\([^"]*\)"$/\1/' | sort | tr '\n' ' ')
		is "$got" "$want" "$up##$down"
	done
}
changes <<'END'
rebuild-breaks-view rebuild-loses-index rebuild-loses-index rebuild-loses-trigger | CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT UNIQUE, c); INSERT INTO n SELECT id, a, c FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t
foreign-keys-pragma rebuild-breaks-view rebuild-loses-index rebuild-loses-index rebuild-loses-trigger | PRAGMA foreign_keys = OFF; CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT UNIQUE, c); INSERT INTO n SELECT id, a, c FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t
rebuild-breaks-view rebuild-loses-column rebuild-loses-trigger | CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO n SELECT id, a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t
add-unique rebuild-breaks-view rebuild-copies-star rebuild-loses-index rebuild-loses-trigger | CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT, c UNIQUE); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t
add-unique rebuild-breaks-view rebuild-drops-rows | CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT, c UNIQUE); INSERT INTO n (id, a, c) SELECT id, a, max(c) FROM t GROUP BY c; DROP TABLE t; ALTER TABLE n RENAME TO t; CREATE INDEX ti ON t (c); CREATE UNIQUE INDEX tu ON t (a, c); CREATE TRIGGER tg AFTER UPDATE ON t BEGIN DELETE FROM u; END
rebuild-breaks-reference rebuild-breaks-view rebuild-loses-index rebuild-loses-index rebuild-loses-trigger | ALTER TABLE t RENAME TO old; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, c); INSERT INTO t SELECT id, a, c FROM old; DROP TABLE old
rebuild-breaks-view rebuild-loses-index rebuild-loses-index rebuild-loses-trigger | PRAGMA legacy_alter_table = ON; ALTER TABLE t RENAME TO old; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, c); INSERT INTO t SELECT id, a, c FROM old; DROP TABLE old; PRAGMA legacy_alter_table = OFF
| CREATE TABLE n (x, y, z NOT NULL DEFAULT 0); INSERT INTO n (x, y) SELECT x, y FROM u; DROP TABLE u; ALTER TABLE n RENAME TO u
rebuild-copies-star rebuild-loses-column | CREATE TABLE n (x, y); INSERT INTO n SELECT x, 0 FROM u; DROP TABLE u; ALTER TABLE n RENAME TO u
| CREATE TABLE n (x, y UNIQUE); DELETE FROM u WHERE rowid NOT IN (SELECT min(rowid) FROM u GROUP BY y); INSERT INTO n SELECT x, y FROM u; DROP TABLE u; ALTER TABLE n RENAME TO u
add-unique rebuild-drops-rows | CREATE TABLE n (x, y, UNIQUE (x, y)); INSERT OR IGNORE INTO n SELECT x, y FROM u; DROP TABLE u; ALTER TABLE n RENAME TO u
drop-table | CREATE TABLE n (x, y); DROP TABLE u; ALTER TABLE n RENAME TO u
create-table-as | CREATE TABLE n AS SELECT x FROM u; DROP TABLE u; ALTER TABLE n RENAME TO u
drop-table | DROP TABLE t; CREATE TABLE t (id INTEGER PRIMARY KEY)
| CREATE TABLE n (id INTEGER); DROP TABLE n
down-incomplete | CREATE TABLE n (id INTEGER); INSERT INTO n VALUES (1); ALTER TABLE n RENAME TO m; ALTER TABLE m ADD COLUMN q; ALTER TABLE m RENAME q TO r; ALTER TABLE m DROP COLUMN r
delete-all | INSERT INTO u SELECT id, a FROM t; DELETE FROM u
drop-index drop-table drop-trigger drop-view | DROP TABLE child; DROP VIEW tv; DROP TRIGGER tg; DROP INDEX ti
| DROP INDEX ti; CREATE INDEX ti ON t (c, a)
| CREATE VIEW w AS SELECT * FROM u; DROP VIEW w
| ALTER TABLE t ADD COLUMN d; CREATE INDEX td ON t (d) ## DROP INDEX td; ALTER TABLE t DROP COLUMN d
down-incomplete | ALTER TABLE t ADD COLUMN d; CREATE INDEX td ON t (d) ## ALTER TABLE t DROP COLUMN d
down-incomplete | ALTER TABLE u ADD COLUMN d; ALTER TABLE u ADD COLUMN e ## SELECT 1
| ALTER TABLE u ADD COLUMN d ## ALTER TABLE u DROP d
rename-table | ALTER TABLE u RENAME TO v ## ALTER TABLE v RENAME TO u
down-incomplete rename-table | ALTER TABLE u RENAME TO v ## SELECT 1
rename-column | ALTER TABLE u RENAME x TO v ## ALTER TABLE u RENAME COLUMN v TO x
down-incomplete rename-column | ALTER TABLE u RENAME x TO v ## SELECT 1
down-incomplete | CREATE TABLE n (a); CREATE INDEX ni ON n (a); CREATE TRIGGER ng AFTER INSERT ON n BEGIN SELECT 1; END; CREATE VIEW nv AS SELECT 1 ## DROP TABLE n
down-incomplete | CREATE TABLE n (a); CREATE TABLE m (a); CREATE TABLE l (a); CREATE TABLE k (a); CREATE TABLE j (a); CREATE TABLE i (a); CREATE TABLE h (a); CREATE TABLE g (a); CREATE TABLE f (a) ## SELECT 1
| CREATE TABLE main.n (a) ## DROP TABLE "n"
| CREATE TABLE IF NOT EXISTS n (a); CREATE TEMP TABLE tmp (a) ## DROP TABLE IF EXISTS main.n
down-incomplete | CREATE TABLE n (a) ## DROP TABLE m
| CREATE TRIGGER ng AFTER INSERT ON u BEGIN SELECT 1; END ## DROP TRIGGER ng
down-incomplete | CREATE TRIGGER ng AFTER INSERT ON u BEGIN SELECT 1; END ## SELECT 1
down-incomplete | CREATE VIEW nv AS SELECT 1 ## SELECT 1
drop-table | DROP TABLE u ## CREATE TABLE u (x, y)
drop-table | DROP TABLE u ## SELECT 1
empty-down | CREATE TABLE n (a) ##
empty-down | CREATE TABLE n (a) ## -- nothing
END
done_testing
