#include "test/unit/fresh_store.h"

#include "test/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64], path[100];

void fresh_folder(void)
{
	/* in memory: these tests commit thousands of times */
	snprintf(folder, sizeof folder, "%s/blokctl-store-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	CHECK(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/s.db", folder);
}

const char *fresh_path(void)
{
	return path;
}

struct store *fresh_store(void)
{
	struct store *s = NULL;
	struct err err;

	fresh_folder();
	CHECK(store_open(path, &s, &err));
	return s;
}

void fresh_store_end(struct store *s)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	char name[120];

	store_close(s);
	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "%s%s", path, tails[i]);
		unlink(name);
	}
	rmdir(folder);
}

int64_t fresh_store_count(struct store *s, const char *query)
{
	struct err err = {0};
	int64_t n = -1;

	store_lock(s);
	CHECK(db_query_int(store_db(s), query, &n, &err));
	store_unlock(s);
	return n;
}
