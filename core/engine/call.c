#include "core/engine/call.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/data/sandbox_policy.h"
#include "core/engine/frame.h"

#include <stdlib.h>
#include <string.h>

/* ---- what nodes call ---- */

bool call_code(struct node_call *call, cJSON **ret, struct failure *failure)
{
	if (!call->step->code) {
		failure_set(failure, "Error", 400, "'%s' must be an expression in a string",
			call->step->node->code_input);
		return failure_hint(failure, "no code is made from data: write the expression itself");
	}
	if (resolve_code(call->frame, call->step->code, ret, failure))
		return true;
	/* The expression is the node's own business, not the engine's. */
	if (failure->kind == FAILURE_ERROR)
		failure->engine = false;
	return false;
}

/* Compiles a text that was not part of the document: a template file. */
static const struct binding *compile_template(struct arena *a, struct document *doc,
	const char *text, struct failure *failure)
{
	struct diags diags = {0};
	struct compiler c = {.arena = a, .document = doc, .diags = &diags};
	const struct binding *b;

	user_file_from_text(&doc->file, "template", text, strlen(text));
	doc->root = json_new_string(text);
	document_set_place(doc, doc->root, 0, 0);
	b = binding_compile(&c, doc->root);
	if (diags.errors) {
		failure_set(failure, "SyntaxError", 400, "template:%d:%d: %s", diags.list.at[0].line,
			diags.list.at[0].column, diags.list.at[0].message);
		b = NULL;
	}
	diags_release(&diags);
	compiler_release(&c);
	return b;
}

bool call_render(struct node_call *call, const char *text, const cJSON *data, struct str *out,
	struct failure *failure)
{
	const struct binding *b = call->step->text;
	struct response before = *call->frame->response, inner = {.data = data};
	struct document doc = {0};
	struct arena a = {0};
	cJSON *value = NULL;
	bool ok;

	if (text)
		b = compile_template(&a, &doc, text, failure);
	/* `data` is what the name data means while the template is filled. */
	if (data)
		*call->frame->response = inner;
	ok = b && resolve(call->frame, b, &value, failure);
	*call->frame->response = before;
	if (ok)
		resolve_string(value, out);
	json_free(value);
	document_release(&doc);
	arena_release(&a);
	return ok;
}

void call_publish_take(struct node_call *call, const char *name, cJSON *value)
{
	if (!call->publish)
		call->publish = json_new_object();
	json_set_take(call->publish, name, value);
}

void call_log(struct node_call *call, const char *level, const char *message, const cJSON *attrs)
{
	record_log(call->frame, level, message, attrs);
}

const cJSON *call_previous(const struct node_call *call)
{
	return call->frame->response->data;
}

const cJSON *call_request(const struct node_call *call)
{
	return json_get(call->frame->request, "request");
}

const char *call_run_id(const struct node_call *call)
{
	return call->frame->run->id;
}

char *call_idempotency_key(struct node_call *call)
{
	const char *key = call->frame->idempotency_key;

	return key ? mem_strdup(key) : NULL;
}

int call_attempt(const struct node_call *call)
{
	return call->frame->attempt;
}

const char *call_request_id(const struct node_call *call)
{
	return json_get_string(call->frame->request, "id");
}

const char *call_workflow_path(const struct node_call *call)
{
	return call->frame->workflow->document.file.path;
}

const char *call_workflow_name(const struct node_call *call)
{
	return call->frame->workflow->name;
}

const char *call_step_path(const struct node_call *call)
{
	return str_text(&call->frame->path);
}

const cJSON *call_env(const struct node_call *call)
{
	return call->frame->run->options->env;
}

static const char *trace_header(const struct node_call *call)
{
	return json_get_string(json_get(call_request(call), "headers"), "traceparent");
}

void call_traceparent(const struct node_call *call, char out[TRACE_PARENT_MAX])
{
	char span[TRACE_SPAN_MAX];
	struct trace trace;

	trace_of_run(call_run_id(call), trace_header(call), &trace);
	trace_span(call_run_id(call), call_step_path(call), span);
	trace_format(&trace, span, out);
}

bool call_is_traced(const struct node_call *call)
{
	struct trace trace;

	return call->frame->run->options->traces || trace_parse(trace_header(call), &trace);
}

const struct net_policy *call_policy(const struct node_call *call)
{
	return call->frame->run->options->policy;
}

struct store *call_store(struct node_call *call)
{
	return call->frame->run->options->store;
}

const struct sandbox *call_sandbox(const struct node_call *call, struct arena *a,
	const char *also)
{
	return sandbox_policy(a,
		&(struct sandbox_sources){call->frame->run->options->sandbox, call->step->sandbox,
			also});
}

const cJSON *call_secret_env(const struct node_call *call)
{
	return call->frame->run->options->secret_env;
}

void call_redact(const struct node_call *call, struct str *text)
{
	redact_text(call->frame->run->options->redactor, text);
}

void call_restore(const struct node_call *call, struct str *text)
{
	redact_restore(call->frame->run->options->redactor, text);
}

int64_t call_deadline_us(const struct node_call *call)
{
	return call->frame->deadline_us;
}

int call_wake_fd(const struct node_call *call)
{
	return call->frame->run->options->signal ? call->frame->run->options->signal_fd : -1;
}

bool call_may_go_on(struct node_call *call, struct failure *failure)
{
	return frame_may_go_on(call->frame, failure);
}

bool call_watch_may_go_on(void *self)
{
	struct call_watch *w = self;

	return call_may_go_on(w->call, w->failure);
}

bool call_sleep_ms(struct node_call *call, int64_t ms, struct failure *failure)
{
	return run_sleep_until(call->frame, clock_mono_us() + ms * 1000, failure);
}

struct ai *call_ai(struct node_call *call, struct err *err)
{
	struct run *run = call->frame->run;
	struct ai *ai = NULL;

	if (!run->options->open_ai || !run->options->store) {
		err_set(err, ERR_REFUSED, "models can be called only where their cost is recorded");
		err_hint(err, "run without --no-store");
		return NULL;
	}
	pthread_mutex_lock(&run->mutex);
	ai = run->options->open_ai(run->options->ai_self, err);
	pthread_mutex_unlock(&run->mutex);
	return ai;
}

bool call_database(
	struct node_call *call, const char *name, struct run_database *ret, struct err *err)
{
	struct run *run = call->frame->run;
	bool ok;

	*ret = (struct run_database){.spec = name};
	if (!run->options->find_database)
		return true;
	pthread_mutex_lock(&run->mutex);
	ok = run->options->find_database(run->options->database_self, name, ret, err);
	pthread_mutex_unlock(&run->mutex);
	return ok;
}

int64_t call_budget(const struct node_call *call)
{
	const struct run *run = call->frame->run;
	const int64_t *own = run->options->budget;
	int64_t budget = run->workflow->budget;

	return own && (budget < 0 || *own < budget) ? *own : budget;
}

/* ---- running one ---- */

static const struct schema *schema_of(struct run *run, const struct node_kind *node)
{
	const struct schema *schema;

	pthread_mutex_lock(&run->mutex);
	schema = node_schema(&run->schemas, node);
	pthread_mutex_unlock(&run->mutex);
	return schema;
}

static const char *dotted(const char *pointer, struct str *out)
{
	str_clear(out);
	for (const char *p = *pointer ? pointer + 1 : pointer; *p; p++)
		str_add_char(out, *p == '/' ? '.' : *p);
	return str_text(out);
}

static bool refuse_inputs(const struct schema_errors *errors, struct failure *failure)
{
	cJSON *list = json_new_array();
	struct str message = {0}, path = {0};

	for (size_t i = 0; i < errors->list.len; i++) {
		const struct schema_error *e = &errors->list.at[i];

		failure_add_invalid(list, dotted(e->instance_path, &path), e->message, e->keyword);
		str_addf(&message, "%s%s%s(%s)", i ? ", " : "", str_text(&path), path.len ? " " : "",
			e->message);
	}
	failure_invalid_take(failure, list, str_text(&message));
	str_release(&message);
	str_release(&path);
	return false;
}

static bool check_inputs(struct frame *f, const struct step *step, const cJSON *inputs,
	struct failure *failure)
{
	const struct schema *schema = schema_of(f->run, step->node);
	struct schema_errors errors = {0};
	bool ok;

	if (!schema)
		return true;
	ok = schema_check(schema, inputs, NULL) || schema_check(schema, inputs, &errors);
	if (!ok)
		refuse_inputs(&errors, failure);
	schema_errors_release(&errors);
	return ok;
}

bool run_node(struct frame *f, const struct step *step, struct attempt *a,
	struct failure *failure)
{
	struct node_call call = {.frame = f, .step = step, .inputs = a->inputs};

	if (!step->node || !step->node->run) {
		failure_set(failure, "NodeUnavailableError", 501, "'%s' cannot run here%s%s", step->use,
			step->node ? ": " : "", step->node ? step->node->unsupported : "");
		failure->kind = FAILURE_MISSING;
		failure->engine = true;
		return failure_hint(failure, "--mock %s=FILE gives its output from a file", step->id);
	}
	if (!check_inputs(f, step, a->inputs, failure))
		return false;
	if (!step->node->run(&call, &a->output, failure)) {
		json_free(call.publish);
		json_free(call.kv);
		return false;
	}
	if (call.publish || call.kv)
		a->effects = json_new_object();
	if (call.publish)
		json_add_take(a->effects, "publish", call.publish);
	if (call.kv)
		json_add_take(a->effects, "kv", call.kv);
	return true;
}
