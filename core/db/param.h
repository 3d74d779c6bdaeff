#ifndef DB_PARAM_H
#define DB_PARAM_H

#include "core/data/json.h"
#include "core/db/source.h"

/* A JSON value as it is bound to a query: whole numbers as such (SQLite compares 1
 * and 1.0 alike, PostgreSQL wants the type of the column), true and false as 1 and
 * 0, lists and objects as their JSON.  Its text is the item's or in the arena. */
struct source_value source_param(const cJSON *item, struct arena *a);

#endif
