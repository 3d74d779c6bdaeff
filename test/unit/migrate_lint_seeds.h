#ifndef TEST_UNIT_MIGRATE_LINT_SEEDS_H
#define TEST_UNIT_MIGRATE_LINT_SEEDS_H

/* Hazards, each in the second file of a history, and what should be found where.  LITE and
 * POST are the dialects. */
struct seed {
	enum source_dialect dialect;
	const char *before, *text, *code;
	int line;
};

#define LITE DIALECT_SQLITE
#define POST DIALECT_POSTGRES
#define T "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\n"
#define T_INDEX T "CREATE INDEX t_a ON t (a);\n"
#define UP "-- migrate:up\n"
#define UP_ALONE "-- migrate:up transaction:false\n"
#define DOWN "-- migrate:down\n"
#define NEW "CREATE TABLE t_new (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT);\n"
#define COPY "INSERT INTO t_new (id, a, b) SELECT id, a, b FROM t;\n"
#define SWAP "DROP TABLE t;\nALTER TABLE t_new RENAME TO t;\n"

static const struct seed seeds[] = {
	/* what is lost */
	{LITE, T, "DROP TABLE t;", "drop-table", 1},
	{LITE, NULL, "\n\n  DROP TABLE IF EXISTS \"users\";", "drop-table", 3},
	{POST, T, "SELECT 1;\nDROP TABLE a, t, c;", "drop-table", 2},
	{LITE, T, "DROP TABLE t;\n" T, "drop-table", 1},
	{LITE, T, NEW "DROP TABLE t;\n" COPY "ALTER TABLE t_new RENAME TO t;", "drop-table", 2},
	{LITE, T, "INSERT INTO x SELECT a FROM t;\nDROP TABLE t;", "drop-table", 2},
	{LITE, T, "/* ; */ DROP /* t */ TABLE [t] ;", "drop-table", 1},
	{LITE, T, "ALTER TABLE t DROP COLUMN a;", "drop-column", 1},
	{LITE, NULL, "ALTER TABLE users\n\tDROP email;", "drop-column", 1},
	{POST, T, "ALTER TABLE t ADD COLUMN c text,\n\tDROP COLUMN IF EXISTS b;", "drop-column", 2},
	{LITE, T, "DELETE FROM t;", "delete-all", 1},
	{LITE, T, "INSERT INTO t VALUES (1, 'a;b', 'WHERE');\nDELETE FROM t -- WHERE a\n;",
		"delete-all", 2},
	{POST, T, "DELETE FROM ONLY t RETURNING (SELECT 1 WHERE true);", "delete-all", 1},
	{LITE, T, "DELETE FROM t WHERE 1 = 1;", "delete-all", 1},
	{LITE, T, "UPDATE t SET a = 'x';", "update-all", 1},
	{LITE, T, "UPDATE t SET a = 'x' WHERE true;", "update-all", 1},
	{LITE, T, "UPDATE t SET a = (SELECT b FROM u WHERE u.id = t.id);", "update-all", 1},
	{LITE, T, "WITH x AS (SELECT 1 WHERE 1) UPDATE t SET a = 1;", "update-all", 1},
	{POST, T, "TRUNCATE t;", "truncate", 1},
	{POST, T, "TRUNCATE TABLE ONLY t RESTART IDENTITY CASCADE;", "truncate", 1},
	{LITE, T, "INSERT OR REPLACE INTO t (id, a) VALUES (1, 'x');", "insert-or-replace", 1},
	{LITE, T, "REPLACE INTO t VALUES (1, 'x', 'y');", "insert-or-replace", 1},
	{LITE, T, "UPDATE OR REPLACE t SET id = 2 WHERE id = 1;", "insert-or-replace", 1},
	{POST, T, "DROP TABLE t CASCADE;", "drop-cascade", 1},
	{POST, T, "ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE;", "drop-cascade", 1},
	{POST, NULL, "DROP SCHEMA app;", "drop-schema", 1},
	{POST, NULL, "DROP DATABASE app;", "drop-database", 1},
	{POST, NULL, "DROP TYPE mood;", "drop-type", 1},
	{LITE, T, "CREATE TABLE u AS SELECT * FROM t;", "create-table-as", 1},
	{POST, T, "SELECT a, b INTO u FROM t;", "create-table-as", 1},
	/* names */
	{LITE, T, "ALTER TABLE t RENAME TO u;", "rename-table", 1},
	{POST, T, "ALTER TABLE IF EXISTS public.t RENAME TO u;", "rename-table", 1},
	{LITE, T, "ALTER TABLE t RENAME COLUMN a TO c;", "rename-column", 1},
	{LITE, T, "ALTER TABLE t RENAME a TO c;", "rename-column", 1},
	{POST, NULL, "ALTER TYPE mood RENAME TO feeling;", "rename-other", 1},
	{LITE, T_INDEX, "DROP INDEX t_a;", "drop-index", 1},
	{LITE, NULL, "DROP INDEX IF EXISTS main.t_a;", "drop-index", 1},
	{LITE, T "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;\n", "DROP TRIGGER g;",
		"drop-trigger", 1},
	{LITE, T "CREATE VIEW v AS SELECT a FROM t;\n", "DROP VIEW v;", "drop-view", 1},
	/* rebuilds */
	{LITE, NULL,
		"ALTER TABLE t RENAME TO t_old;\n" T
		"INSERT INTO t (id, a) SELECT id, a FROM t_old;\nDROP TABLE t_old;",
		"rebuild-order", 1},
	{LITE, T "CREATE TABLE c (t_id INTEGER REFERENCES t (id));\n",
		"ALTER TABLE t RENAME TO t_old;\n" T
		"INSERT INTO t (id, a, b) SELECT id, a, b FROM t_old;\nDROP TABLE t_old;",
		"rebuild-breaks-reference", 1},
	{LITE, T_INDEX, NEW COPY SWAP, "rebuild-loses-index", 3},
	{LITE,
		T "CREATE TRIGGER g AFTER UPDATE ON t BEGIN\n UPDATE t SET b = CASE WHEN 1 THEN 2 "
		  "END;\n"
		  "END;\n",
		NEW COPY SWAP, "rebuild-loses-trigger", 3},
	{LITE, T "CREATE VIEW v AS SELECT a FROM t;\n", NEW COPY SWAP, "rebuild-breaks-view", 3},
	{LITE, T,
		"CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT);\n"
		"INSERT INTO n (id, a) SELECT id, a FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME "
		"TO t;",
		"rebuild-loses-column", 2},
	{LITE, T, NEW "INSERT INTO t_new (id, a) SELECT id, a FROM t;\n" SWAP,
		"rebuild-loses-column", 2},
	{LITE, T, NEW "INSERT INTO t_new SELECT * FROM t;\n" SWAP, "rebuild-copies-star", 2},
	{LITE, T, NEW "INSERT INTO t_new SELECT id, b, a FROM t;\n" SWAP, "rebuild-copies-star", 2},
	{LITE, T, NEW "INSERT INTO t_new (id, a, b) SELECT t.* FROM t;\n" SWAP,
		"rebuild-copies-star", 2},
	{LITE, T,
		NEW "INSERT INTO t_new (id, a, b)\n"
		    "SELECT id, a, b FROM t WHERE a IS NOT NULL;\n" SWAP,
		"rebuild-drops-rows", 2},
	{LITE, T,
		NEW "INSERT INTO t_new (id, a, b) SELECT t.id, a, u.b FROM t\nJOIN u USING "
		    "(id);\n" SWAP,
		"rebuild-drops-rows", 2},
	{LITE, T,
		NEW "INSERT INTO t_new (id, a, b) SELECT t.id, a, u.b FROM t\n"
		    "LEFT OUTER JOIN w USING (id)\nJOIN u USING (id);\n" SWAP,
		"rebuild-drops-rows", 2},
	{LITE, T, NEW "INSERT OR IGNORE INTO t_new (id, a, b) SELECT id, a, b FROM t;\n" SWAP,
		"rebuild-drops-rows", 2},
	{LITE, T, NEW "INSERT INTO t_new (id, a, b) SELECT id, a, b FROM t LIMIT 10;\n" SWAP,
		"rebuild-drops-rows", 2},
	{LITE, T, NEW "INSERT INTO t_new (id, a, b) SELECT DISTINCT id, a, b FROM t;\n" SWAP,
		"rebuild-drops-rows", 2},
	/* what fails */
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT NOT NULL;", "add-not-null", 1},
	{LITE, T, "ALTER TABLE t ADD c TEXT NOT NULL DEFAULT NULL;", "add-not-null", 1},
	{POST, T, "ALTER TABLE t\n\tADD COLUMN IF NOT EXISTS c text NOT NULL;", "add-not-null", 1},
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT UNIQUE;", "add-column-key", 1},
	{LITE, T, "ALTER TABLE t ADD COLUMN c INTEGER PRIMARY KEY;", "add-column-key", 1},
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT AS (a || b) STORED;", "add-column-key", 1},
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT DEFAULT CURRENT_TIMESTAMP;",
		"add-column-default", 1},
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT DEFAULT (hex(randomblob(8)));",
		"add-column-default", 1},
	{LITE, T, "ALTER TABLE t ADD COLUMN c INTEGER DEFAULT 1 REFERENCES u (id);",
		"add-column-reference", 1},
	{LITE, T, "CREATE UNIQUE INDEX t_b ON t (b);", "add-unique", 1},
	{LITE, T_INDEX, "DROP INDEX t_a;\nCREATE UNIQUE INDEX t_a ON t (a);", "add-unique", 2},
	{POST, T, UP_ALONE "CREATE UNIQUE INDEX CONCURRENTLY t_b ON t (b);", "add-unique", 2},
	{LITE, T_INDEX, "ALTER TABLE t DROP COLUMN a;", "drop-used-column", 1},
	{LITE, T,
		NEW "INSERT INTO t_new (id, a, b) SELECT id, a, b FROM t;\n" SWAP
		    "CREATE UNIQUE INDEX t_a ON t (a);",
		"add-unique", 2},
	{LITE, T, "SELECT 1;\nCREATE TABLE IF NOT EXISTS t (a TEXT, d TEXT);", "create-ignored", 2},
	{LITE, T, "SELECT 1;\nSELECT 'open;\n", "unclosed", 2},
	{POST, T, "SELECT 1 /* a /* b */;\n", "unclosed", 1},
	/* transactions */
	{LITE, T, "BEGIN;\nSELECT 1;", "own-transaction", 1},
	{LITE, T, "INSERT INTO t (a) VALUES (1);\nCOMMIT;\nINSERT INTO t (a) VALUES (2);",
		"own-transaction", 2},
	{LITE, T, "SELECT 1;\nEND TRANSACTION;", "own-transaction", 2},
	{POST, T, "START TRANSACTION;", "own-transaction", 1},
	{POST, T, "SELECT 1;\n\nROLLBACK;", "own-rollback", 3},
	{LITE, T, UP "SELECT 1;\n" DOWN "DROP TABLE u;\nCOMMIT;", "own-transaction", 5},
	{LITE, T, UP_ALONE "BEGIN;\nSELECT 1;\n", "open-transaction", 2},
	{LITE, T, "PRAGMA foreign_keys = OFF;", "foreign-keys-pragma", 1},
	{LITE, T, "SELECT 1;\nPRAGMA foreign_keys(0);", "foreign-keys-pragma", 2},
	{LITE, T, UP_ALONE "BEGIN;\nPRAGMA foreign_keys=off;\nCOMMIT;", "foreign-keys-pragma", 3},
	{LITE, T, UP "SELECT 1;\n" DOWN "PRAGMA foreign_keys = 0;", "foreign-keys-pragma", 4},
	{LITE, T, UP_ALONE "PRAGMA foreign_keys=off;\nDELETE FROM t WHERE a = 1;",
		"foreign-keys-pragma", 2},
	{LITE, T, "PRAGMA journal_mode = WAL;", "pragma-in-transaction", 1},
	{LITE, T, "PRAGMA main.synchronous = OFF;", "pragma-in-transaction", 1},
	{LITE, T, "PRAGMA writable_schema = ON;", "writable-schema", 1},
	{LITE, T, "VACUUM;", "vacuum-in-transaction", 1},
	{POST, T, "SELECT 1;\nVACUUM ANALYZE t;", "vacuum-in-transaction", 2},
	{LITE, T, "ATTACH DATABASE 'other.db' AS o;", "attach", 1},
	{LITE, T, "DETACH o;", "attach", 1},
	{POST, T, "CREATE INDEX CONCURRENTLY t_b ON t (b);", "concurrently-in-transaction", 1},
	{POST, T_INDEX, "DROP INDEX CONCURRENTLY t_a;", "concurrently-in-transaction", 1},
	{POST, NULL, "CREATE DATABASE x;", "not-in-transaction", 1},
	{POST, T, UP_ALONE "ALTER TABLE t ADD COLUMN c text;\nALTER TABLE t ADD COLUMN d text;",
		"not-atomic", 3},
	{LITE, T, UP_ALONE "INSERT INTO t (a) VALUES (1);\n\nINSERT INTO t (a) VALUES (2);",
		"not-atomic", 4},
	{POST, NULL, "ALTER TYPE mood ADD VALUE 'calm';\nINSERT INTO m (x) SELECT 'calm';",
		"enum-value-used", 2},
	{POST, T,
		"ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (a) NOT VALID;\n"
		"ALTER TABLE t VALIDATE CONSTRAINT f;",
		"validate-in-transaction", 2},
	/* downs */
	{LITE, UP T DOWN "DROP TABLE t;", UP "CREATE TABLE u (a TEXT);\n", "missing-down", 1},
	{LITE, UP T DOWN "DROP TABLE t;", UP "CREATE TABLE u (a TEXT);\n\n" DOWN "-- none\n",
		"empty-down", 4},
	{LITE, T, UP "CREATE TABLE u (a TEXT);\nCREATE TABLE w (a TEXT);\n" DOWN "DROP TABLE u;",
		"down-incomplete", 5},
	{LITE, T, UP "ALTER TABLE t ADD COLUMN c TEXT;\n" DOWN "SELECT 1;", "down-incomplete", 4},
	{LITE, T, UP "ALTER TABLE t RENAME COLUMN a TO c;\n" DOWN "SELECT 1;", "down-incomplete",
		4},
	{LITE, T, UP "CREATE INDEX t_b ON t (b);\n" DOWN "\nDROP INDEX t_c;", "down-incomplete", 5},
	/* locks */
	{POST, T, "CREATE INDEX t_b ON t (b);", "index-locks", 1},
	{POST, NULL, "CREATE UNIQUE INDEX ON app.users USING btree (lower(mail));", "index-locks",
		1},
	{POST, T_INDEX, "DROP INDEX t_a;", "drop-index-locks", 1},
	{POST, T, "ALTER TABLE t ALTER COLUMN a TYPE integer USING a::integer;",
		"alter-column-type", 1},
	{POST, T, "ALTER TABLE t ALTER a SET DATA TYPE varchar(10);", "alter-column-type", 1},
	{POST, T, "ALTER TABLE t ALTER COLUMN a SET NOT NULL;", "set-not-null", 1},
	{POST, T, "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (a);",
		"constraint-locks", 1},
	{POST, T, "ALTER TABLE t ADD CHECK (a <> '');", "constraint-locks", 1},
	{POST, T, "ALTER TABLE t ADD CONSTRAINT q UNIQUE (a);", "constraint-index-locks", 1},
	{POST, NULL, "ALTER TABLE t ADD PRIMARY KEY (id);", "constraint-index-locks", 1},
	{POST, T, "ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid();",
		"add-column-rewrites", 1},
	{POST, T, "ALTER TABLE t ADD COLUMN n bigserial;", "add-column-rewrites", 1},
	{POST, T, "ALTER TABLE t ADD COLUMN n text GENERATED ALWAYS AS (a || b) STORED;",
		"add-column-rewrites", 1},
	{POST, T, "LOCK TABLE t IN ACCESS EXCLUSIVE MODE;", "lock-table", 1},
	{POST, T, "REINDEX TABLE t;", "rewrite-locks", 1},
	{POST, T, "CLUSTER t USING t_a;", "rewrite-locks", 1},
	{POST, T, UP_ALONE "VACUUM (FULL, ANALYZE) t;", "rewrite-locks", 2},
	{POST, T, "ALTER TABLE t SET UNLOGGED;", "rewrite-locks", 1},
	{POST, NULL, "REFRESH MATERIALIZED VIEW v;", "rewrite-locks", 1},
	{POST, NULL, "SET search_path = app;", "session-setting", 1},
	{POST, NULL, UP_ALONE "ALTER SYSTEM SET work_mem = '1GB';", "alter-system", 2},
};

struct innocent {
	enum source_dialect dialect;
	const char *before, *text;
};

static const struct innocent innocents[] = {
	{LITE, NULL, T "CREATE UNIQUE INDEX t_a ON t (a);\nINSERT INTO t (a) VALUES ('x');"},
	{LITE, T, "DELETE FROM t WHERE a IS NULL;"},
	{LITE, T, "UPDATE t SET a = 'DELETE FROM t;' WHERE a = 'x';"},
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT NOT NULL DEFAULT '';"},
	{LITE, T, "ALTER TABLE t ADD COLUMN c INTEGER NOT NULL DEFAULT (-1);"},
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT REFERENCES u (id);"},
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT DEFAULT NULL REFERENCES u (id);"},
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT;\nUPDATE t SET c = a || b;"},
	{LITE, T,
		"ALTER TABLE t ADD COLUMN c TEXT;\nUPDATE t SET (c) = (a);\n"
		"CREATE UNIQUE INDEX t_c ON t (c);"},
	{LITE, T, "ALTER TABLE t ADD COLUMN c TEXT;\nCREATE UNIQUE INDEX t_c ON t (lower(c), a);"},
	{LITE, T, "CREATE UNIQUE INDEX t_i ON t (id, a);"},
	{LITE, T "CREATE UNIQUE INDEX t_a ON t (a);\n",
		"DROP INDEX t_a;\nCREATE UNIQUE INDEX t_a ON t (a, b);"},
	{LITE, T,
		"DELETE FROM t WHERE id NOT IN (SELECT min(id) FROM t GROUP BY a);\n"
		"CREATE UNIQUE INDEX t_a ON t (a);"},
	{LITE, T, NEW COPY SWAP},
	{LITE, T_INDEX, NEW COPY SWAP "CREATE INDEX t_a ON t (a);"},
	{LITE, T_INDEX, NEW COPY SWAP "CREATE INDEX t_a_b ON t (a, b);"},
	{LITE, T, NEW "INSERT INTO t_new SELECT id, coalesce(a, '') AS a, b FROM t;\n" SWAP},
	{LITE, T, "DROP TABLE IF EXISTS t_new;\n" NEW COPY SWAP},
	{LITE, T,
		"CREATE TABLE t_new (id INTEGER PRIMARY KEY, a TEXT);\n"
		"INSERT INTO t_new (id, a) SELECT id, a || b FROM t ORDER BY id;\n" SWAP},
	{LITE, T,
		NEW "INSERT INTO t_new (id, a, b)\n"
		    "SELECT t.id, t.a, u.b FROM t LEFT JOIN u USING (id);\n" SWAP},
	{LITE, T,
		NEW
		"INSERT INTO t_new (id, a, b)\n"
		"SELECT id, (SELECT x FROM u WHERE u.id = t.id LIMIT 1) AS a, b FROM t;\n" SWAP},
	{LITE, T "CREATE TRIGGER g AFTER UPDATE ON t BEGIN SELECT 1; END;\n",
		NEW COPY SWAP
		"CREATE TRIGGER g AFTER UPDATE ON t BEGIN\n"
		"UPDATE t SET b = CASE WHEN a THEN 1 ELSE 2 END; DELETE FROM u;\nEND;"},
	{LITE, T "CREATE VIEW v AS SELECT a FROM t;\n",
		"DROP VIEW v;\n" NEW COPY SWAP "CREATE VIEW v AS SELECT a FROM t;"},
	{LITE, T, "CREATE TEMP TABLE k AS SELECT * FROM t;\nDROP TABLE k;"},
	{LITE, T,
		"ALTER TABLE t RENAME TO t_old;\n" T
		"INSERT INTO t (id, a, b) SELECT id, a, b FROM t_old;\nDROP TABLE t_old;"},
	{LITE, T,
		"PRAGMA legacy_alter_table = ON;\nPRAGMA defer_foreign_keys = ON;\n"
		"PRAGMA foreign_key_check;\nPRAGMA foreign_keys;"},
	{LITE, T,
		UP_ALONE "PRAGMA foreign_keys = OFF;\nBEGIN;\nINSERT INTO t (a) VALUES (1);\n"
			 "INSERT INTO t (a) VALUES (2);\nCOMMIT;\nPRAGMA foreign_keys = ON;"},
	{LITE, T, UP_ALONE "VACUUM;"},
	{LITE, T, "SAVEPOINT s;\nINSERT INTO t (a) VALUES (1);\nROLLBACK TO s;\nRELEASE s;"},
	{LITE, T, "-- lint: allow drop-table\nDROP TABLE t;"},
	{LITE, T, "DROP TABLE t; -- lint: allow drop-table"},
	{LITE, T, "DROP /* lint: allow drop-column drop-table */ TABLE t;"},
	{LITE, T, "INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT DO UPDATE SET a = 1;"},
	{LITE, T,
		UP "ALTER TABLE t ADD COLUMN c TEXT;\nCREATE INDEX t_c ON t (c);\n" DOWN
		   "DROP INDEX t_c;\nALTER TABLE t DROP COLUMN c;"},
	{LITE, T,
		UP NEW COPY SWAP DOWN
		"CREATE TABLE t_old (id INTEGER PRIMARY KEY, a TEXT);\n"
		"INSERT INTO t_old (id, a) SELECT id, a FROM t;\nDROP TABLE t;\n"
		"ALTER TABLE t_old RENAME TO t;"},
	{LITE, T, UP "CREATE TABLE u (a TEXT);\nCREATE INDEX u_a ON u (a);\n" DOWN "DROP TABLE u;"},
	{LITE, T,
		UP "ALTER TABLE t DROP COLUMN b; -- lint: allow drop-column\n"
		   "ALTER TABLE t ADD COLUMN b INTEGER;\n" DOWN "SELECT 1;"},
	{LITE, T "CREATE INDEX t_a ON t (a);\nCREATE INDEX t_ab ON t (a, b);\n", "DROP INDEX t_a;"},
	{LITE, T,
		"ALTER TABLE t ADD COLUMN c TEXT;\nUPDATE t SET c = a WHERE 1;\n"
		"ALTER TABLE t DROP COLUMN a;\nALTER TABLE t RENAME COLUMN c TO a;"},
	{LITE, T "DROP TABLE t;\n", "DROP TABLE IF EXISTS t;"},
	{LITE, T, "INSERT INTO t (a) VALUES ('it''s; DROP TABLE t;'), (x'00'), (\"a;b\");"},
	{POST, NULL,
		T "CREATE INDEX t_a ON t (a);\nALTER TABLE t ADD CONSTRAINT q UNIQUE (a);\n"
		  "ALTER TABLE t ALTER COLUMN b SET NOT NULL;"},
	{POST, T,
		UP "ALTER TABLE t ADD COLUMN c text;\nCREATE VIEW v AS SELECT 1;\n" DOWN
		   "ALTER TABLE t DROP COLUMN c;\nDROP VIEW v;"},
	{LITE, T, UP "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1;\n" DOWN "SELECT 1;"},
	{POST, T, UP_ALONE "CREATE INDEX CONCURRENTLY t_a ON t (a);"},
	{POST, T,
		UP_ALONE "DROP INDEX CONCURRENTLY IF EXISTS t_a;\n"
			 "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);"},
	{POST, T, "ALTER TABLE t ADD COLUMN c timestamptz NOT NULL DEFAULT now();"},
	{POST, T, "ALTER TABLE t ADD COLUMN c int REFERENCES u (id);"},
	{POST, T, "ALTER TABLE t ADD CONSTRAINT f CHECK (a <> '') NOT VALID;"},
	{POST, T "ALTER TABLE t ADD CONSTRAINT f CHECK (a <> '') NOT VALID;",
		"ALTER TABLE t VALIDATE CONSTRAINT f;"},
	{POST, T "ALTER TABLE t ADD CONSTRAINT f CHECK (a IS NOT NULL) NOT VALID;",
		"ALTER TABLE t ALTER COLUMN a SET NOT NULL;"},
	{POST, T, "ALTER TABLE t ADD CONSTRAINT q UNIQUE USING INDEX t_a;"},
	{POST, "CREATE TABLE t (a varchar(10));", "ALTER TABLE t ALTER COLUMN a TYPE text;"},
	{POST, T, "SET LOCAL lock_timeout = '2s';\nSET statement_timeout = 0;\nRESET ALL;"},
	{POST, T,
		"CREATE FUNCTION f() RETURNS trigger AS $body$\nBEGIN\n"
		"DELETE FROM t; COMMIT; RETURN new;\nEND\n$body$ LANGUAGE plpgsql;"},
	{POST, T,
		"CREATE FUNCTION f(x int) RETURNS int BEGIN ATOMIC\n"
		"SELECT CASE WHEN x > 1 THEN 1 END; DELETE FROM t; SELECT 1;\nEND;\nSELECT 1;"},
	{POST, T, "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM t; SELECT 1);"},
	{POST, T, "DO $$ BEGIN DELETE FROM t; END $$;\nSELECT E'it\\'s; DROP TABLE t;';"},
	{POST, T, "/* a /* DROP TABLE t; */ DROP TABLE t; */ SELECT 1;"},
	{POST, NULL, "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'calm';"},
	{POST, NULL, "REFRESH MATERIALIZED VIEW CONCURRENTLY v;"},
};

#endif
