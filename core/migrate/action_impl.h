#ifndef MIGRATE_ACTION_IMPL_H
#define MIGRATE_ACTION_IMPL_H

#include "core/migrate/action.h"

/* Reading goes on word by word through one statement. */
struct reader {
	struct actions *out;
	size_t at, end;
	size_t statement, first;
	unsigned flags;
};

bool reader_is(const struct reader *r, const char *keyword);
bool reader_take(struct reader *r, const char *keyword); /* and goes behind it */
bool reader_take_char(struct reader *r, char c);
/* "schema.name"; NULL when there is none. */
const char *reader_name(struct reader *r);
/* IF EXISTS, IF NOT EXISTS, ONLY, CONCURRENTLY: into the flags. */
void reader_options(struct reader *r);
/* One more action of this statement, from word `first` to `end`. */
struct action *reader_add(struct reader *r, enum action_kind kind, const char *name);

void reader_create(struct reader *r);
void reader_drop(struct reader *r);
void reader_alter(struct reader *r);
void reader_change(struct reader *r); /* INSERT, UPDATE, DELETE, SELECT, WITH */
void reader_other(struct reader *r);

#endif
