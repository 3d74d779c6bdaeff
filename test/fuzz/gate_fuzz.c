#include "core/base/str.h"
#include "core/db/db.h"
#include "core/db/postgres_words.h"
#include "core/db/source.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[] = "/tmp/blokctl-gate-fuzz.XXXXXX";

static void forget(void)
{
	unlink(path);
}

static struct source *database(void)
{
	struct source *s;
	struct err err;
	struct db *db;
	int fd = mkstemp(path);

	if (fd < 0 || !db_open(path, DB_CREATE, &db, &err) ||
		!db_exec(db,
			"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c REAL);"
			"INSERT INTO t VALUES (1, 'x', 1.5);"
			"CREATE VIRTUAL TABLE f USING fts5(d);"
			"CREATE VIEW v AS SELECT a, b FROM t;",
			&err))
		abort();
	close(fd);
	db_close(db);
	atexit(forget);
	if (!source_open(path, NULL, &s, &err))
		abort();
	return s;
}

/* The words cover the text from left to right, to its end. */
static void check_words(const char *sql)
{
	struct postgres_words w = {.at = sql};
	const char *at = sql;

	do {
		postgres_next(&w);
		if (w.text < at || w.at < w.text || (w.token != TOKEN_END && w.at == at))
			abort();
		at = w.at;
	} while (w.token != TOKEN_END && w.token != TOKEN_STRANGE);
	if (at > sql + strlen(sql))
		abort();
}

/* What passes begins as a query does, and the file is as it was. */
static void check_accepted(const char *sql, const struct stat *before)
{
	const char *word = sql;
	struct stat after;

	if (stat(path, &after) != 0 || after.st_size != before->st_size ||
		after.st_mtim.tv_nsec != before->st_mtim.tv_nsec)
		abort();
	while (*word && (*word < 'A' || *word > 'z'))
		word++;
	if (!*word)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct source *s;
	static struct stat before;
	struct str sql = {0};
	struct err err = {0};

	if (!s) {
		s = database();
		stat(path, &before);
	}
	str_add_bytes(&sql, (const char *)data, size);
	if (source_check(s, str_text(&sql), &err))
		check_accepted(str_text(&sql), &before);
	else if (err.kind != ERR_REFUSED && err.kind != ERR_INPUT)
		abort();
	check_words(str_text(&sql));
	str_release(&sql);
	return 0;
}
