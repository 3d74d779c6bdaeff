#include "cmd/schema.h"

#include "cmd/output.h"
#include "cmd/report.h"
#include "core/base/fs.h"
#include "core/base/mem.h"
#include "core/base/tr.h"
#include "core/data/schema.h"

#include <string.h>

/* As large as a response may be. */
#define DOCUMENT_MAX ((size_t)64 << 20)
/* Of one document: alternatives that do not fit are told one by one. */
#define TOLD_MAX 10

struct checking {
	const struct schema *schema;
	const struct schema *own; /* the same without what tells of a failure; or NULL */
	cJSON *borrowed;          /* by that */
	const char *path;
	struct diags findings;
	size_t documents;
};

static void add(struct checking *c, int line, char *message)
{
	const struct diag d = {.severity = DIAG_ERROR,
		.path = mem_strdup(c->path),
		.line = line,
		.code = mem_strdup("schema"),
		.message = message};

	diags_add_take(&c->findings, d);
}

static void check(struct checking *c, const cJSON *document, int line)
{
	struct schema_errors errors = {0};

	bool failed = json_count(document) == 1 && json_get(document, "error");

	c->documents++;
	schema_check(failed || !c->own ? c->schema : c->own, document, &errors);
	/* One that fits may have errors of branches that were tried: their room is to be given
	 * back. */
	for (size_t i = 0; i < errors.list.len && i < TOLD_MAX; i++) {
		const struct schema_error *e = &errors.list.at[i];
		struct str message = {0};

		str_addf(
			&message, "%s %s", *e->instance_path ? e->instance_path : "it", e->message);
		add(c, line, str_take(&message));
	}
	schema_errors_release(&errors);
}

static void check_lines(struct checking *c, const char *text, size_t len)
{
	const char *end = text + len, *next;
	int line = 1;

	for (const char *at = text; at < end; at = next + 1, line++) {
		struct err err = {0};
		cJSON *document;

		next = memchr(at, '\n', (size_t)(end - at));
		next = next ? next : end;
		if (strspn(at, " \t\r") >= (size_t)(next - at))
			continue;
		if (json_parse(at, (size_t)(next - at), &document, &err)) {
			check(c, document, line);
			json_free(document);
		} else {
			add(c, line, mem_strdup(err.message));
		}
	}
}

static bool tell(struct app *app, const struct checking *c, struct err *err)
{
	const struct reports none = {0};
	const struct checked checked = {&c->findings, 1, !c->findings.errors};

	if (!report_checked(app, &none, &checked, err))
		return false;
	if (!checked.ok)
		return err_set(err, ERR_INPUT, "'%s' does not fit the schema", c->path);
	app_note(app, tr_n("%s: %zu document, all fit", "%s: %zu documents, all fit", c->documents),
		c->path, c->documents);
	return true;
}

/* What is wrong with a document is told by the schema it was meant for, not by all it could fit. */
static bool compile(struct app *app, const cJSON *schema, struct checking *c, struct err *err)
{
	const struct schema_options options = {.fallback = SCHEMA_2020_12, .check_formats = true};
	const cJSON *either = json_get(schema, "anyOf");
	cJSON *own;
	bool ok = schema_compile(&app->arena, schema, &options, &c->schema, err);

	if (!ok || !either)
		return ok;
	own = json_copy(schema);
	json_free(json_detach(own, "anyOf"));
	json_set_string(own, "$ref", json_get_string(either->child, "$ref"));
	c->borrowed = own;
	return schema_compile(&app->arena, own, &options, &c->own, err);
}

bool schema_check_file(struct app *app, const cJSON *schema, const char *path, struct err *err)
{
	struct checking c = {.path = str_eq(path, "-") ? "stdin" : path};
	struct str bytes = {0};
	struct err ignored = {0};
	cJSON *document;
	bool ok = compile(app, schema, &c, err) && fs_read(path, DOCUMENT_MAX, &bytes, err);

	if (ok && json_parse(str_text(&bytes), bytes.len, &document, &ignored)) {
		check(&c, document, 0);
		json_free(document);
	} else if (ok) {
		check_lines(&c, str_text(&bytes), bytes.len);
	}
	if (ok && !c.documents && !c.findings.errors)
		add(&c, 0, mem_strdup("there is no JSON in it"));
	ok = ok && tell(app, &c, err);
	json_free(c.borrowed);
	diags_release(&c.findings);
	str_release(&bytes);
	return ok;
}
