#include "core/ask/ask.h"
#include "core/ask/intent.h"
#include "core/db/db.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[] = "/tmp/blokctl-ask-fuzz.XXXXXX";
static struct source *source;
static struct ask *asker, *german;

static void forget(void)
{
	ask_close(asker);
	ask_close(german);
	source_close(source);
	unlink(path);
}

/* Two ways between tables, a bridge, a table that refers to itself, flags, dates,
 * names in several parts. */
static void open_all(void)
{
	const struct source_options so = {0};
	const struct ask_options english = {0}, other = {.language = "de"};
	struct err err;
	struct db *db;
	int fd = mkstemp(path);

	if (fd < 0 || !db_open(path, DB_CREATE, &db, &err) ||
		!db_exec(db,
			"CREATE TABLE team (team_id INTEGER PRIMARY KEY, name TEXT, city TEXT, "
			"founded DATE);"
			"CREATE TABLE person (person_id INTEGER PRIMARY KEY, firstName TEXT, "
			"lastName TEXT,"
			" age INTEGER, gender TEXT, active BOOLEAN, boss_id INTEGER REFERENCES "
			"person(person_id));"
			"CREATE TABLE game (game_id INTEGER PRIMARY KEY, home_id INTEGER "
			"REFERENCES team(team_id),"
			" away_id INTEGER REFERENCES team(team_id), played_on DATE, score REAL);"
			"CREATE TABLE plays_for (person_id INTEGER REFERENCES person(person_id),"
			" team_id INTEGER REFERENCES team(team_id), salary REAL);"
			"INSERT INTO team VALUES (1, 'Red Foxes', 'Lyon', '1930-05-01'), (2, "
			"'Owls', 'Oslo', '1950-01-01');"
			"INSERT INTO person VALUES (1, 'Ada', 'Holm', 30, 'F', 1, NULL), (2, "
			"'Ben', 'Dahl', 20, 'M', 0, 1);"
			"INSERT INTO game VALUES (1, 1, 2, '2024-03-01', 2.5);"
			"INSERT INTO plays_for VALUES (1, 1, 100), (2, 2, 50);",
			&err))
		abort();
	close(fd);
	db_close(db);
	if (!source_open(path, &so, &source, &err) || !ask_open(source, &english, &asker, &err) ||
		!ask_open(source, &other, &german, &err))
		abort();
	atexit(forget);
}

static void ask_one(struct ask *a, const char *question)
{
	struct ask_reading r;
	struct err err;

	if (ask_read(a, question, &r, &err) && !source_check(source, r.sql, &err)) {
		fprintf(stderr, "%s\n%s\n%s\n", question, r.sql, err.message);
		abort();
	}
	ask_reading_release(&r);
}

/* Whatever is asked: no crash, and SQL that passes the gate and can be prepared. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char question[1000];

	if (!asker)
		open_all();
	if (size >= sizeof question)
		return 0;
	memcpy(question, data, size);
	question[size] = '\0';
	ask_one(asker, question);
	ask_one(german, question);
	return 0;
}
