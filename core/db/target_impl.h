#ifndef DB_TARGET_IMPL_H
#define DB_TARGET_IMPL_H

#include "core/db/target.h"

/* How one kind of database is changed; private to core/db. */
struct target_driver {
	enum source_dialect dialect;
	bool (*open)(struct target *s, const char *spec, unsigned flags, struct err *err);
	void (*close)(struct target *s);
	/* Once: *ret_held false where somebody else has it. */
	bool (*try_lock)(struct target *s, bool *ret_held, struct err *err);
	void (*unlock)(struct target *s);
	bool (*run)(struct target *s, const struct target_query *q, struct err *err);
	bool (*begin)(struct target *s, struct err *err);
	bool (*commit)(struct target *s, struct err *err);
	void (*rollback)(struct target *s);
	bool (*changed)(struct target *s); /* NULL: nobody knows */
	bool (*in_transaction)(const struct target *s);
	bool (*reset)(struct target *s, struct err *err);
	bool (*next)(struct target *s, const char *script, size_t from,
		struct target_statement *ret, bool *ret_found, size_t *ret_offset, struct err *err);
	bool (*step)(
		struct target *s, struct target_statement *st, size_t *ret_offset, struct err *err);
	void (*skip)(struct target *s);
	bool (*scratch)(struct target *like, struct target *ret, struct err *err);
};

struct target {
	const struct target_driver *driver;
	void *state;
	char *name;
	const char *guarded; /* a table that no script may touch; NULL */
	bool (*may_go_on)(void *self);
	void *self;
};

extern const struct target_driver target_lite, target_postgres;

#endif
