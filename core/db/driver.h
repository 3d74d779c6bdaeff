#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "core/db/source.h"

/* How one kind of database is asked.  Its state lives behind source.state,
 * which open() sets on success only. */
struct source_driver {
	enum source_dialect dialect;
	/* Whether the spec is this driver's; the first of drivers.c that says yes
	 * opens it. */
	bool (*takes)(const char *spec);
	bool (*open)(struct source *s, const char *spec, struct err *err);
	void (*close)(struct source *s);
	const char *(*notes)(const struct source *s); /* NULL: never any */
	bool (*schema)(
		struct source *s, struct arena *a, struct source_schema *ret, struct err *err);
	bool (*walk)(struct source *s, const struct source_query *q, source_each *each, void *self,
		struct err *err);
	bool (*check)(struct source *s, const char *sql, struct err *err);
	bool (*query)(struct source *s, const struct source_query *q, struct arena *a,
		struct source_result *ret, struct err *err);
};

struct source {
	const struct source_driver *driver;
	struct source_options options;
	void *state;
};

/* In the order in which they are asked; NULL ends them. */
extern const struct source_driver *const source_drivers[];

/* Whether the caller wants the work to go on. */
static inline bool source_may_go_on(const struct source *s)
{
	return !s->options.may_go_on || s->options.may_go_on(s->options.self);
}

#endif
