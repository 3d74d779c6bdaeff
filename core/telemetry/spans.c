#include "core/telemetry/spans.h"

#include "core/ai/price.h"
#include "core/base/map.h"
#include "core/base/trace.h"
#include "core/store/outbox.h"

#include <stdio.h>
#include <string.h>

/* opentelemetry-proto, trace/v1/trace.proto, as JSON (OTLP 1.0): ids in hex, 64-bit numbers as
 * texts. */
enum span_kind { SPAN_INTERNAL = 1, SPAN_CLIENT = 3 };
enum span_status { SPAN_OK = 1, SPAN_ERROR = 2 };

/* ---- values ---- */

static void add_attribute_take(cJSON *list, const char *key, const char *type, cJSON *value)
{
	cJSON *attribute = json_new_object(), *typed = json_new_object();

	json_set_string(attribute, "key", key);
	json_add_take(typed, type, value);
	json_add_take(attribute, "value", typed);
	json_append_take(list, attribute);
}

static void add_text(cJSON *list, const char *key, const char *text)
{
	if (text)
		add_attribute_take(list, key, "stringValue", json_new_string(text));
}

static void add_int(cJSON *list, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)value);
	add_attribute_take(list, key, "intValue", json_new_string(text));
}

static void add_double(cJSON *list, const char *key, double value)
{
	add_attribute_take(list, key, "doubleValue", json_new_number(value));
}

static void add_bool(cJSON *list, const char *key, bool value)
{
	add_attribute_take(list, key, "boolValue", json_new_bool(value));
}

static void set_time(cJSON *span, const char *key, int64_t us)
{
	char text[32];

	snprintf(text, sizeof text, "%lld000", (long long)us);
	json_set_string(span, key, text);
}

/* ---- spans ---- */

struct span {
	char id[TRACE_SPAN_MAX], parent[TRACE_SPAN_MAX]; /* "": it has none */
	const char *name;
	enum span_kind kind;
	int64_t begun_us, ended_us;
	bool failed;
	const char *error;
};

struct making {
	const struct spans *s;
	struct trace trace;
	char root[TRACE_SPAN_MAX];
	cJSON *list;
	struct arena arena;
	struct map by_path; /* path -> struct told * */
	VEC(struct told *) told;
	int64_t next;
	bool open; /* an attempt that has not ended was seen */
};

/* Takes the attributes over. */
static cJSON *add_span(struct making *m, const struct span *of, cJSON *attributes)
{
	cJSON *span = json_new_object(), *status = json_new_object();

	json_set_string(span, "traceId", m->trace.id);
	json_set_string(span, "spanId", of->id);
	if (*of->parent)
		json_set_string(span, "parentSpanId", of->parent);
	json_set_string(span, "name", of->name);
	json_set_number(span, "kind", of->kind);
	set_time(span, "startTimeUnixNano", of->begun_us);
	set_time(span, "endTimeUnixNano", of->ended_us);
	json_add_take(span, "attributes", attributes);
	json_set_number(status, "code", of->failed ? SPAN_ERROR : SPAN_OK);
	if (of->failed && of->error)
		json_set_string(status, "message", of->error);
	json_add_take(span, "status", status);
	json_append_take(m->list, span);
	return span;
}

/* ---- steps: all attempts of one are one span, for those that were called know it as one ---- */

struct told {
	const char *path, *node, *status, *error;
	int64_t begun_us, ended_us;
	int attempts;
	bool cached;
	cJSON *events;
};

static const char *message_of(struct making *m, const char *error)
{
	struct err ignored;
	const char *message;
	cJSON *json;

	if (!error || !json_parse(error, strlen(error), &json, &ignored))
		return NULL;
	message = json_get_string(json, "message");
	message = message ? arena_strdup(&m->arena, message) : NULL;
	json_free(json);
	return message;
}

static void note_retry(struct told *t, int64_t at_us)
{
	cJSON *event = json_new_object(), *attributes = json_new_array();

	if (!t->events)
		t->events = json_new_array();
	json_set_string(event, "name", "retry");
	set_time(event, "timeUnixNano", at_us);
	add_int(attributes, "blokctl.attempt", t->attempts);
	add_text(attributes, "exception.message", t->error);
	json_add_take(event, "attributes", attributes);
	json_append_take(t->events, event);
}

static bool add_attempt(void *self, const struct attempt_row *row, struct err *err)
{
	struct making *m = self;
	struct told *t;

	(void)err;
	m->open |= row->duration_us < 0;
	if (!m->open)
		m->next = row->seq + 1;
	if (row->seq < m->s->from || row->duration_us < 0)
		return true;
	t = map_get(&m->by_path, row->path);
	if (!t) {
		t = arena_alloc(&m->arena, sizeof *t);
		*t = (struct told){.path = arena_strdup(&m->arena, row->path),
			.node = arena_strdup(&m->arena, row->node),
			.begun_us = row->started_at * 1000};
		map_put(&m->by_path, t->path, t);
		vec_push(&m->told, t);
	} else {
		note_retry(t, row->started_at * 1000);
	}
	t->attempts = row->attempt;
	t->cached = row->cached;
	t->status = arena_strdup(&m->arena, row->status);
	t->error = message_of(m, row->error);
	t->ended_us = row->started_at * 1000 + row->duration_us;
	return true;
}

/* "each[0]/check" is below "each"; what stands at the top is below the run. */
static void parent_of(const struct making *m, const char *path, char out[TRACE_SPAN_MAX])
{
	const char *slash = strrchr(path, '/');
	struct str above = {0};

	snprintf(out, TRACE_SPAN_MAX, "%s", m->root);
	if (slash) {
		str_add_bytes(&above, path, (size_t)(slash - path));
		if (above.len && above.at[above.len - 1] == ']' && strrchr(above.at, '['))
			str_truncate(&above, (size_t)(strrchr(above.at, '[') - above.at));
		trace_span(m->s->run->id, str_text(&above), out);
	}
	str_release(&above);
}

static void add_step(struct making *m, const struct told *t)
{
	struct span span = {.name = t->path,
		.kind = SPAN_INTERNAL,
		.begun_us = t->begun_us,
		.ended_us = t->ended_us,
		.failed = str_eq(t->status, "failed"),
		.error = t->error};
	cJSON *attributes = json_new_array(), *json;

	trace_span(m->s->run->id, t->path, span.id);
	parent_of(m, t->path, span.parent);
	add_text(attributes, "blokctl.step.path", t->path);
	add_text(attributes, "blokctl.step.node", t->node);
	add_text(attributes, "blokctl.step.status", t->status);
	add_int(attributes, "blokctl.step.attempts", t->attempts);
	add_bool(attributes, "blokctl.step.cached", t->cached);
	json = add_span(m, &span, attributes);
	if (t->events)
		json_add_take(json, "events", t->events);
}

/* ---- calls of models (OpenTelemetry's conventions for generative AI) ---- */

static bool add_call(void *self, const struct usage_span *u, struct err *err)
{
	struct making *m = self;
	struct span span = {.kind = SPAN_CLIENT,
		.begun_us = u->at * 1000,
		.ended_us = (u->at + u->duration_ms) * 1000,
		.failed = str_eq(u->status, "error"),
		.error = u->error};
	cJSON *attributes = json_new_array();
	char what[32];

	(void)err;
	snprintf(what, sizeof what, "call %lld", (long long)u->no);
	trace_span(m->s->run->id, what, span.id);
	if (u->step)
		trace_span(m->s->run->id, u->step, span.parent);
	else
		snprintf(span.parent, sizeof span.parent, "%s", m->root);
	span.name = arena_printf(&m->arena, "chat %s", u->model);
	add_text(attributes, "gen_ai.operation.name", "chat");
	add_text(attributes, "gen_ai.provider.name", u->provider);
	add_text(attributes, "gen_ai.request.model", u->model);
	add_int(attributes, "gen_ai.usage.input_tokens", u->input);
	add_int(attributes, "gen_ai.usage.output_tokens", u->output);
	add_text(attributes, "blokctl.ai.task", u->task);
	add_bool(attributes, "blokctl.ai.cached", u->cached);
	add_double(attributes, "blokctl.ai.cost_usd", (double)u->cost / (double)AI_DOLLAR);
	add_span(m, &span, attributes);
	return true;
}

/* ---- the run ---- */

static void add_run(struct making *m)
{
	const struct run_row *r = m->s->run;
	struct span span = {.name = r->workflow,
		.kind = SPAN_INTERNAL,
		.begun_us = r->started_at * 1000,
		.ended_us = r->ended_at * 1000,
		.failed = !str_eq(r->status, "completed"),
		.error = message_of(m, r->error)};
	cJSON *attributes;

	if (!r->ended_at || str_eq(r->status, "waiting") || str_eq(r->status, "paused"))
		return; /* told when it has ended */
	attributes = json_new_array();
	snprintf(span.id, sizeof span.id, "%s", m->root);
	snprintf(span.parent, sizeof span.parent, "%s", m->trace.parent);
	add_text(attributes, "blokctl.run.id", r->id);
	add_text(attributes, "blokctl.run.status", r->status);
	add_text(attributes, "blokctl.workflow", r->workflow);
	add_text(attributes, "blokctl.workflow.version", r->version);
	add_text(attributes, "blokctl.run.replay_of", r->replay_of);
	add_span(m, &span, attributes);
}

static cJSON *envelope(struct making *m)
{
	cJSON *request = json_new_object(), *resources = json_new_array(), *of = json_new_object(),
	      *resource = json_new_object(), *attributes = json_new_array(),
	      *scopes = json_new_array(), *scoped = json_new_object(), *scope = json_new_object();

	add_text(attributes, "service.name", m->s->service);
	add_text(attributes, "service.version", BLOKCTL_VERSION);
	json_add_take(resource, "attributes", attributes);
	json_set_string(scope, "name", "blokctl");
	json_set_string(scope, "version", BLOKCTL_VERSION);
	json_add_take(scoped, "scope", scope);
	json_add_take(scoped, "spans", m->list);
	json_append_take(scopes, scoped);
	json_add_take(of, "resource", resource);
	json_add_take(of, "scopeSpans", scopes);
	json_append_take(resources, of);
	json_add_take(request, "resourceSpans", resources);
	return request;
}

static const char *parent_header(struct making *m)
{
	const char *text = m->s->run->request, *header = NULL;
	struct err ignored;
	cJSON *request;

	if (!text || !json_parse(text, strlen(text), &request, &ignored))
		return NULL;
	header = json_get_string(json_get(request, "headers"), "traceparent");
	header = header ? arena_strdup(&m->arena, header) : NULL;
	json_free(request);
	return header;
}

bool spans_render(const struct spans *s, cJSON **ret, int64_t *ret_next, struct err *err)
{
	struct making m = {.s = s, .list = json_new_array(), .next = s->from};
	bool ok;

	trace_of_run(s->run->id, parent_header(&m), &m.trace);
	trace_span(s->run->id, "run", m.root);
	add_run(&m);
	ok = runs_each_attempt(s->store, s->run->no, add_attempt, &m, err) &&
	     usage_spans(s->store, s->run->id, add_call, &m, err);
	for (size_t i = 0; i < m.told.len; i++) {
		if (ok)
			add_step(&m, m.told.at[i]);
		else
			json_free(m.told.at[i]->events);
	}
	if (ok) {
		*ret = envelope(&m);
		*ret_next = m.next;
	} else {
		json_free(m.list);
	}
	map_release(&m.by_path);
	vec_release(&m.told);
	arena_release(&m.arena);
	return ok;
}
