#ifndef MIGRATE_LINT_RULES_H
#define MIGRATE_LINT_RULES_H

/* X(id, code, severity, help, hint): errors are what surely loses data, breaks atomicity or
 * fails. */
#define LINT_RULES(X)                                                                              \
	LINT_RULES_LOSS(X)                                                                         \
	LINT_RULES_NAMES(X)                                                                        \
	LINT_RULES_REBUILD(X)                                                                      \
	LINT_RULES_FAIL(X)                                                                         \
	LINT_RULES_TRANSACTION(X)                                                                  \
	LINT_RULES_DOWN(X)                                                                         \
	LINT_RULES_LOCK(X)

#define LINT_RULES_LOSS(X)                                                                         \
	X(DROP_TABLE, "drop-table", DIAG_ERROR, "a table is dropped, and its rows with it",        \
		"release code without it first, and keep a copy; then allow it here")              \
	X(DROP_COLUMN, "drop-column", DIAG_ERROR, "a column is dropped, and its values with it",   \
		"release code that does not read it first; then allow it here")                    \
	X(DELETE_ALL, "delete-all", DIAG_ERROR, "DELETE without WHERE empties a table",            \
		"say which rows with WHERE, or allow it here")                                     \
	X(UPDATE_ALL, "update-all", DIAG_WARNING, "UPDATE without WHERE changes every row",        \
		"say which rows with WHERE, or allow it here")                                     \
	X(TRUNCATE, "truncate", DIAG_ERROR, "TRUNCATE empties a table",                            \
		"delete the rows in question with DELETE … WHERE, or allow it here")               \
	X(INSERT_OR_REPLACE, "insert-or-replace", DIAG_WARNING,                                    \
		"INSERT OR REPLACE deletes the row that is in the way, and what hangs on it",      \
		"use INSERT … ON CONFLICT (…) DO UPDATE SET …")                                    \
	X(DROP_CASCADE, "drop-cascade", DIAG_ERROR,                                                \
		"CASCADE drops whatever depends on it, unseen",                                    \
		"name each thing that is to go, and drop without CASCADE")                         \
	X(DROP_SCHEMA, "drop-schema", DIAG_ERROR, "a schema is dropped", "allow it here if meant") \
	X(DROP_DATABASE, "drop-database", DIAG_ERROR, "a database is dropped",                     \
		"no migration should do this")                                                     \
	X(DROP_TYPE, "drop-type", DIAG_WARNING, "a type is dropped that code may use",             \
		"release code without it first; then allow it here")                               \
	X(CREATE_TABLE_AS, "create-table-as", DIAG_WARNING,                                        \
		"CREATE TABLE … AS keeps no key, constraint, default or index",                    \
		"create the table with its columns, then INSERT … SELECT")

#define LINT_RULES_NAMES(X)                                                                        \
	X(RENAME_TABLE, "rename-table", DIAG_WARNING, "a table is renamed under code that runs",   \
		"leave a view of the old name until no code uses it")                              \
	X(RENAME_COLUMN, "rename-column", DIAG_WARNING,                                            \
		"a column is renamed under code that runs",                                        \
		"add the new column, fill it, switch the code, then drop the old one")             \
	X(RENAME, "rename-other", DIAG_WARNING, "a view, type or schema is renamed",               \
		"make the new one beside the old one until no code uses that")                     \
	X(DROP_INDEX, "drop-index", DIAG_WARNING, "an index is dropped and not made again",        \
		"make sure that no query needs it; then allow it here")                            \
	X(DROP_TRIGGER, "drop-trigger", DIAG_WARNING, "a trigger is dropped and not made again",   \
		"make sure that nothing relies on it; then allow it here")                         \
	X(DROP_VIEW, "drop-view", DIAG_WARNING, "a view is dropped and not made again",            \
		"make sure that no code reads it; then allow it here")

#define LINT_RULES_REBUILD(X)                                                                      \
	X(REBUILD_ORDER, "rebuild-order", DIAG_WARNING,                                            \
		"a rebuild begins by renaming the old table, and references follow it",            \
		"create the new table under another name, copy, drop the old one, then rename")    \
	X(REBUILD_REFERENCE, "rebuild-breaks-reference", DIAG_ERROR,                               \
		"other tables refer to the one that is renamed away, and will to none",            \
		"create the new table under another name, copy, drop the old one, then rename")    \
	X(REBUILD_INDEX, "rebuild-loses-index", DIAG_WARNING,                                      \
		"an index goes with the table that is rebuilt",                                    \
		"create it again behind the rename")                                               \
	X(REBUILD_TRIGGER, "rebuild-loses-trigger", DIAG_WARNING,                                  \
		"a trigger goes with the table that is rebuilt",                                   \
		"create it again behind the rename")                                               \
	X(REBUILD_VIEW, "rebuild-breaks-view", DIAG_ERROR,                                         \
		"a view or trigger reads the table that is rebuilt, and makes the rename fail",    \
		"drop it before the rebuild and create it again behind it")                        \
	X(REBUILD_COLUMN, "rebuild-loses-column", DIAG_WARNING,                                    \
		"a column of the table that is rebuilt is not copied",                             \
		"copy it, or allow it here if it is to go")                                        \
	X(REBUILD_STAR, "rebuild-copies-star", DIAG_WARNING,                                       \
		"rows are copied by the order of columns, not by their names",                     \
		"name the columns on both sides: INSERT INTO t (a, b) SELECT a, b FROM …")         \
	X(REBUILD_ROWS, "rebuild-drops-rows", DIAG_WARNING,                                        \
		"the copy of a rebuild may leave out rows",                                        \
		"copy every row, and delete with a statement of its own what is to go")

#define LINT_RULES_FAIL(X)                                                                         \
	X(ADD_NOT_NULL, "add-not-null", DIAG_ERROR,                                                \
		"a column NOT NULL without default cannot be added to a table with rows",          \
		"give it a DEFAULT, or add it without NOT NULL and fill it first")                 \
	X(ADD_COLUMN_KEY, "add-column-key", DIAG_ERROR,                                            \
		"SQLite adds no column that is UNIQUE, PRIMARY KEY or STORED",                     \
		"add the plain column, then CREATE UNIQUE INDEX; or rebuild the table")            \
	X(ADD_COLUMN_DEFAULT, "add-column-default", DIAG_ERROR,                                    \
		"SQLite adds no column whose default is not constant to a table with rows",        \
		"add it without a default and fill it with UPDATE; or rebuild the table")          \
	X(ADD_COLUMN_REFERENCE, "add-column-reference", DIAG_WARNING,                              \
		"SQLite adds no column with REFERENCES and a default while foreign keys are on",   \
		"let its default be NULL and fill it with UPDATE")                                 \
	X(ADD_UNIQUE, "add-unique", DIAG_WARNING,                                                  \
		"rows that are there may be duplicates, and then it fails",                        \
		"look for duplicates first and settle them in a statement before this one")        \
	X(DROP_USED_COLUMN, "drop-used-column", DIAG_ERROR,                                        \
		"SQLite drops no column that a key or an index uses",                              \
		"drop the index first; of a key, rebuild the table")                               \
	X(CREATE_IGNORED, "create-ignored", DIAG_WARNING,                                          \
		"CREATE TABLE IF NOT EXISTS of a table that is there already does nothing",        \
		"ALTER the table, or rebuild it; or leave this out")                               \
	X(UNCLOSED, "unclosed", DIAG_ERROR, "a string, name or comment has no end", "close it")

#define LINT_RULES_TRANSACTION(X)                                                                  \
	X(OWN_TRANSACTION, "own-transaction", DIAG_WARNING,                                        \
		"BEGIN and COMMIT are passed over in a file that runs in a transaction",           \
		"leave it out; or write transaction:false behind migrate:up and see to all of it") \
	X(OWN_ROLLBACK, "own-rollback", DIAG_ERROR,                                                \
		"a ROLLBACK is refused in a file that runs in a transaction",                      \
		"leave it out: a file that fails leaves nothing behind")                           \
	X(OPEN_TRANSACTION, "open-transaction", DIAG_ERROR,                                        \
		"a BEGIN has no COMMIT, or the reverse", "give each BEGIN its COMMIT")             \
	X(FOREIGN_KEYS, "foreign-keys-pragma", DIAG_WARNING,                                       \
		"PRAGMA foreign_keys does nothing in a transaction, and stays set outside of one", \
		"leave it out: up switches them off around each file and checks them at its end")  \
	X(PRAGMA, "pragma-in-transaction", DIAG_ERROR,                                             \
		"a PRAGMA fails or does nothing in a transaction",                                 \
		"set it where the database is opened, or in a file with transaction:false")        \
	X(WRITABLE_SCHEMA, "writable-schema", DIAG_ERROR,                                          \
		"PRAGMA writable_schema lets a slip destroy the database, and is refused",         \
		"rebuild the table instead")                                                       \
	X(VACUUM, "vacuum-in-transaction", DIAG_ERROR, "VACUUM cannot run in a transaction",       \
		"put it alone into a file with transaction:false")                                 \
	X(ATTACH, "attach", DIAG_WARNING,                                                          \
		"ATTACH or DETACH: the file may be elsewhere, or missing",                         \
		"migrate each database by itself")                                                 \
	X(CONCURRENTLY, "concurrently-in-transaction", DIAG_ERROR,                                 \
		"CONCURRENTLY cannot run in a transaction",                                        \
		"write transaction:false behind migrate:up, and nothing else into the file")       \
	X(ALONE, "not-in-transaction", DIAG_ERROR, "a statement that cannot run in a transaction", \
		"put it alone into a file with transaction:false")                                 \
	X(NOT_ATOMIC, "not-atomic", DIAG_WARNING,                                                  \
		"transaction:false and several statements: half of them may stay",                 \
		"a file for each statement; or BEGIN and COMMIT of its own around them")           \
	X(ENUM_VALUE, "enum-value-used", DIAG_ERROR,                                               \
		"a value of ALTER TYPE … ADD VALUE is used in the same transaction",               \
		"add the value in a migration of its own before this one")                         \
	X(VALIDATE, "validate-in-transaction", DIAG_WARNING,                                       \
		"VALIDATE in the transaction that added the constraint NOT VALID",                 \
		"validate in the next migration, so that the lock is not kept")

#define LINT_RULES_DOWN(X)                                                                         \
	X(MISSING_DOWN, "missing-down", DIAG_WARNING, "a migration cannot be taken back",          \
		"write -- migrate:down, or X.down.sql")                                            \
	X(EMPTY_DOWN, "empty-down", DIAG_WARNING,                                                  \
		"a down does nothing, and the next up runs twice", "undo in it what the up does")  \
	X(DOWN_INCOMPLETE, "down-incomplete", DIAG_WARNING, "a down leaves what the up made",      \
		"drop it in the down, or the next up fails on it")

#define LINT_RULES_LOCK(X)                                                                         \
	X(INDEX_LOCK, "index-locks", DIAG_WARNING,                                                 \
		"CREATE INDEX without CONCURRENTLY lets nobody write until it is done",            \
		"CREATE INDEX CONCURRENTLY, alone in a file with transaction:false")               \
	X(DROP_INDEX_LOCK, "drop-index-locks", DIAG_WARNING,                                       \
		"DROP INDEX without CONCURRENTLY waits for, and blocks, all of its table",         \
		"DROP INDEX CONCURRENTLY, alone in a file with transaction:false")                 \
	X(ALTER_TYPE, "alter-column-type", DIAG_WARNING,                                           \
		"ALTER COLUMN TYPE rewrites the table while nobody can read it",                   \
		"add a column of the new type, fill it in batches, switch the code")               \
	X(SET_NOT_NULL, "set-not-null", DIAG_WARNING,                                              \
		"SET NOT NULL reads the whole table while nobody can use it",                      \
		"ADD CHECK (… IS NOT NULL) NOT VALID, VALIDATE it in the next migration, then "  \
		"this")                                                                            \
	X(CONSTRAINT_SCAN, "constraint-locks", DIAG_WARNING,                                       \
		"a constraint without NOT VALID reads the whole table while nobody can write",     \
		"add it NOT VALID, and VALIDATE CONSTRAINT in the next migration")                 \
	X(CONSTRAINT_INDEX, "constraint-index-locks", DIAG_WARNING,                                \
		"UNIQUE, PRIMARY KEY or EXCLUDE builds an index while nobody can use the table",   \
		"CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX")       \
	X(ADD_REWRITES, "add-column-rewrites", DIAG_WARNING,                                       \
		"a column whose values differ row by row rewrites the table while nobody can "     \
		"read it",                                                                         \
		"add it without a default, set the default, and fill the old rows in batches")     \
	X(LOCK_TABLE, "lock-table", DIAG_WARNING, "LOCK TABLE holds off others until the end",     \
		"leave it to the statements, and set lock_timeout")                                \
	X(REWRITE_LOCK, "rewrite-locks", DIAG_WARNING,                                             \
		"REINDEX, CLUSTER, VACUUM FULL or REFRESH while nobody can use the table",         \
		"with CONCURRENTLY where there is one, at a quiet time where there is not")        \
	X(SESSION_SETTING, "session-setting", DIAG_WARNING,                                        \
		"SET stays for the migrations that come after",                                    \
		"SET LOCAL ends with the transaction")                                             \
	X(ALTER_SYSTEM, "alter-system", DIAG_WARNING, "ALTER SYSTEM changes the whole server",     \
		"configure the server by its own means")

#endif
