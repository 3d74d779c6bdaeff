#include "test/unit/migrate_folder.h"

#include "core/base/fs.h"
#include "core/migrate/run_script.h"
#include "test/unit/test.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];

void folder_begin(void)
{
	/* in memory: these tests commit thousands of times */
	snprintf(folder, sizeof folder, "%s/blokctl-migrate-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	CHECK(mkdtemp(folder) != NULL);
}

const char *folder_path(const char *name)
{
	static char paths[8][400];
	static int turn;

	turn = (turn + 1) % 8;
	snprintf(paths[turn], sizeof paths[turn], "%s/%s", folder, name);
	return paths[turn];
}

void folder_end(void)
{
	DIR *dir = opendir(folder);

	for (const struct dirent *e; dir && (e = readdir(dir));)
		if (*e->d_name != '.')
			unlink(folder_path(e->d_name));
	if (dir)
		closedir(dir);
	CHECK(rmdir(folder) == 0);
}

void folder_put_bytes(const char *name, const char *bytes, size_t len)
{
	struct err err;

	if (!fs_write_atomic(folder_path(name), bytes, len, 0600, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
}

void folder_put(const char *name, const char *text)
{
	folder_put_bytes(name, text, strlen(text));
}

void folder_history(struct history *ret)
{
	struct diags findings = {0};
	struct err err = {0};

	if (!history_read(folder, ret, &findings, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	for (size_t i = 0; i < findings.list.len; i++)
		test_failed(__FILE__, __LINE__, "%s", findings.list.at[i].message);
	diags_release(&findings);
}

struct row_text {
	struct str text;
	size_t columns;
};

static bool add_row(void *self, const char *const *columns, struct err *err)
{
	struct row_text *t = self;

	(void)err;
	if (t->text.len)
		str_add_char(&t->text, ' ');
	for (size_t i = 0; i < t->columns; i++) {
		str_add(&t->text, i ? "|" : "");
		str_add(&t->text, columns[i] ? columns[i] : "-");
	}
	return true;
}

/* How many columns a query has is not told: commas outside of parentheses do. */
static size_t columns_of(const char *sql)
{
	size_t count = 1;
	int depth = 0;

	for (; *sql && (depth || strncmp(sql, " FROM", 5) != 0); sql++) {
		depth += (*sql == '(') - (*sql == ')');
		count += *sql == ',' && !depth;
	}
	return count;
}

const char *rows_of(struct target *s, const char *sql)
{
	static struct row_text t;
	const struct target_query q = {.sql = sql, .each = add_row, .self = &t};
	struct err err = {0};

	str_clear(&t.text);
	t.columns = columns_of(sql);
	if (!target_run(s, &q, &err)) {
		str_clear(&t.text);
		str_add(&t.text, err.message);
	}
	return str_text(&t.text);
}

struct target *memory_target(void)
{
	struct target *s = NULL;
	struct err err = {0};

	if (!target_open(":memory:", TARGET_CREATE, &s, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	return s;
}

const char *run_text(struct target *s, const char *sql)
{
	static struct err err;
	const struct migration_script script = {.path = "x.sql", .text = sql};
	struct script_run run = {.s = s, .script = &script, .fills_ledger = true};

	err = (struct err){0};
	if (!target_begin(s, &err) || !script_run(&run, &err) || !target_commit(s, &err))
		target_rollback(s);
	return err.message;
}
