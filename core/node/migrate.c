#include "core/migrate/apply.h"
#include "core/node/database.h"
#include "core/node/nodes.h"

#include "core/base/tr.h"
#include "core/engine/run.h"

#include <string.h>

/* The schema of a database is brought to another version, as 'blokctl migrate' does. */

struct migrating {
	struct node_call *call;
	struct history history;
	struct target *target;
	struct ledger ledger;
	struct migrate_plan plan;
	struct migrate_steps steps;
	struct arena arena;
	const char *backup;
	cJSON *done;
};

/* As error.code: what is wrong with the files is no failure of the database. */
static bool fail_findings(struct diags *findings, struct failure *failure)
{
	const struct diag *d = findings->list.at;

	diags_sort(findings);
	if (d->line)
		failure_set(failure, "InvalidMigrations", 400, "%s:%d: %s", d->path, d->line,
			d->message);
	else
		failure_set(failure, "InvalidMigrations", 400, "%s: %s", d->path, d->message);
	return d->hint ? failure_hint(failure, "%s", d->hint) : false;
}

/* Shows the first of them, if there are some, and releases them. */
static bool refuse(struct diags *findings, struct failure *failure)
{
	bool ok = !findings->errors || fail_findings(findings, failure);

	diags_release(findings);
	return ok;
}

static bool read_files(struct migrating *m, struct failure *failure)
{
	const char *dir = json_get_string(m->call->inputs, "dir");
	struct diags findings = {0};
	struct err err;

	if (!history_read(dir ? dir : "migrations", &m->history, &findings, &err))
		return failure_set(failure, "InvalidMigrations", 400, "%s", err.message);
	return refuse(&findings, failure);
}

static bool open_target(struct migrating *m, struct call_watch *watch, struct failure *failure)
{
	struct run_database db;
	struct err err;

	if (!call_database(m->call, json_get_string(m->call->inputs, "db"), &db, &err) ||
		!target_open(db.spec, TARGET_CREATE, &m->target, &err))
		return database_fail(&err, failure);
	target_watch(m->target, call_watch_may_go_on, watch);
	return (target_lock(m->target, database_timeout_ms(m->call), NULL, NULL, &err) &&
		       ledger_read(m->target, &m->ledger, &err)) ||
	       database_fail(&err, failure);
}

static bool choose(struct migrating *m, struct failure *failure)
{
	const cJSON *in = m->call->inputs;
	const char *to = json_get_string(in, "to"), *action = json_get_string(in, "action");
	size_t count = (size_t)json_get_int64(in, "count", 0);
	struct diags findings = {0};
	struct err err;

	migrate_plan_make(&m->history, &m->ledger, &m->plan);
	migrate_plan_check(&m->plan, json_get_bool(in, "allowOutOfOrder", false), &findings);
	if (!refuse(&findings, failure))
		return false;
	if (to && !version_is_valid(to))
		return failure_set(failure, "InvalidMigrations", 400, "'%s' is no version", to);
	if (action && str_eq(action, "status"))
		return true;
	if (action && str_eq(action, "down"))
		return migrate_plan_down(&m->plan,
			       count ? count
			       : to  ? SIZE_MAX
				     : 1,
			       to, &m->steps, &err) ||
		       database_fail(&err, failure);
	return migrate_plan_up(&m->plan, count ? count : SIZE_MAX, to, &m->steps, &err) ||
	       database_fail(&err, failure);
}

static void note_step(
	void *self, const struct migrate_step *step, const struct migrate_result *result)
{
	struct migrating *m = self;
	cJSON *json = json_new_object();

	json_set_string(json, "version", step->m->version);
	json_set_string(json, "name", step->m->name);
	json_set_string(json, "direction", step->is_down ? "down" : "up");
	json_set_number(json, "rows", (double)result->rows);
	json_append_take(m->done, json);
}

static const char *const *variables(struct migrating *m, size_t *ret_len)
{
	const cJSON *vars = json_get(m->call->inputs, "vars");
	const char **given = arena_array(&m->arena, const char *, json_count(vars) + 1);

	*ret_len = 0;
	json_each(v, vars)
		given[(*ret_len)++] = arena_printf(&m->arena, "%s=%s", v->string, v->valuestring);
	return given;
}

static bool apply(struct migrating *m, struct failure *failure)
{
	struct migrate_job job = {.s = m->target,
		.ledger = &m->ledger,
		.steps = &m->steps,
		.atomic = json_get_bool(m->call->inputs, "atomic", false),
		.done = note_step,
		.self = m};
	bool copied = json_get_bool(m->call->inputs, "backup", true);
	struct err err;

	job.vars.given = variables(m, &job.vars.given_len);
	return (copied ? migrate_apply_copied(&job, &m->arena, &m->backup, &err)
		       : migrate_apply(&job, &err)) ||
	       database_fail(&err, failure);
}

static cJSON *output(const struct migrating *m)
{
	size_t pending = m->plan.counts[MIGRATION_PENDING] + m->plan.counts[MIGRATION_PARTIAL];
	size_t applied = m->plan.counts[MIGRATION_APPLIED];
	cJSON *out = json_new_object();

	for (size_t i = 0; i < m->steps.list.len; i++) {
		pending += m->steps.list.at[i].is_down ? 1 : (size_t)-1;
		applied += m->steps.list.at[i].is_down ? (size_t)-1 : 1;
	}
	json_set_take(out, "steps", m->done);
	json_set_number(out, "applied", (double)applied);
	json_set_number(out, "pending", (double)pending);
	json_set_string(out, "backup", m->backup);
	return out;
}

static bool migrate_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	struct migrating m = {.call = call, .done = json_new_array()};
	struct call_watch watch = {call, failure};
	bool ok = read_files(&m, failure) && open_target(&m, &watch, failure) &&
		  choose(&m, failure) && apply(&m, failure);

	if (ok)
		*ret = output(&m);
	else
		json_free(m.done);
	vec_release(&m.steps.list);
	migrate_plan_release(&m.plan);
	ledger_release(&m.ledger);
	history_release(&m.history);
	target_close(m.target);
	arena_release(&m.arena);
	return ok;
}

const struct node_kind node_migrate = {
	.name = "migrate",
	.summary = N_("Bring a database's schema to another version"),
	.inputs = "{\"type\":\"object\",\"required\":[\"db\"],\"properties\":{"
		  "\"db\":{\"type\":\"string\",\"minLength\":1},"
		  "\"dir\":{\"type\":\"string\",\"minLength\":1},"
		  "\"action\":{\"enum\":[\"up\",\"down\",\"status\"]},"
		  "\"to\":{\"type\":\"string\"},"
		  "\"count\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000000},"
		  "\"atomic\":{\"type\":\"boolean\"},"
		  "\"backup\":{\"type\":\"boolean\"},"
		  "\"allowOutOfOrder\":{\"type\":\"boolean\"},"
		  "\"vars\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}"
		  "," DATABASE_TIMEOUT_SCHEMA "}}",
	.output = "{steps, applied, pending, backup}",
	.effect = NODE_ACTS,
	.run = migrate_run,
};
