#include "core/base/fs.h"
#include "core/base/mem.h"
#include "test/conformance/corpus.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Each document of the corpus gets the verdict it deserves.  Those that are
 * not listed are without any finding. */

#define EXAMPLES "w/examples/"
#define HTTP "w/triggers/http/workflows/json/"
#define DEMO "w/workflows/json/"

static const struct {
	const char *path;
	enum { VERDICT_ERROR, VERDICT_WARNING } verdict;
	const char *code, *reason;
} verdicts[] = {
	{"d/triggers/http/workflows/json/empty.json", VERDICT_ERROR, "no-steps", "it has no steps"},
	{EXAMPLES "integrations/stripe-payment.json", VERDICT_ERROR, "unknown-node",
		"@blokjs/json-validator exists nowhere"},
	{EXAMPLES "v05-primitives/01-order-fulfillment.json", VERDICT_ERROR, "unknown-node",
		"nodes of a shop that exist nowhere"},
	{EXAMPLES "v05-primitives/10-github-webhook-router.json", VERDICT_WARNING,
		"unknown-workflow", "its sub-workflows and its middleware are not beside it"},
	{EXAMPLES "v05-primitives/12-data-export-pipeline.json", VERDICT_ERROR, "unknown-node",
		"nodes of an export that exist nowhere"},
	{EXAMPLES "v05-primitives/15-hello-with-global-middleware.json", VERDICT_ERROR,
		"dangling-ref", "$ref to a step it does not have; a global middleware would publish it"},
	{EXAMPLES "workflows/ecommerce-checkout.json", VERDICT_ERROR, "unknown-node",
		"@blokjs/json-validator and cart-calculator exist nowhere"},
	{HTTP "agent-tool-calculator.json", VERDICT_WARNING, "unknown-identifier",
		"it makes code from data, and there is no Function"},
	{DEMO "agent-tool-calculator.json", VERDICT_WARNING, "unknown-identifier",
		"it makes code from data, and there is no Function"},
	{HTTP "agent-stream.json", VERDICT_WARNING, "node-unsupported", "server-sent events"},
	{HTTP "chat-memory-stream.json", VERDICT_WARNING, "node-unsupported", "server-sent events"},
	{HTTP "chat-page.json", VERDICT_WARNING, "node-unsupported", "a page of the server"},
	{HTTP "db-manager.json", VERDICT_WARNING, "node-unsupported", "a page of the server"},
	{HTTP "e2e-login.json", VERDICT_WARNING, "node-unsupported", "a browser"},
	{HTTP "fanout-enqueue.json", VERDICT_WARNING, "node-unsupported", "a queue"},
	{HTTP "middleware/redis-rate-limit.json", VERDICT_WARNING, "node-unsupported", "Redis"},
	{HTTP "v07-sse-publish.json", VERDICT_WARNING, "node-unsupported", "server-sent events"},
	{"w/triggers/http/workflows/xml/countries.xml", VERDICT_ERROR, "format", "XML"},
	{DEMO "agent-message.json", VERDICT_WARNING, "node-unsupported", "a model call and Redis"},
	{DEMO "chat-stream.json", VERDICT_WARNING, "node-unsupported", "server-sent events"},
	{DEMO "webhook-github.json", VERDICT_WARNING, "unknown-workflow",
		"its sub-workflows are not beside it"},
};

struct tally {
	const char *root;
	const char *middleware;
	size_t files, listed;
};

static bool has_code(const cJSON *findings, const char *severity, const char *code)
{
	json_each(finding, findings)
		if (str_eq(json_get_string(finding, "severity"), severity) &&
			str_eq(json_get_string(finding, "code"), code))
			return true;
	return false;
}

static void check_listed(const char *name, size_t i, const struct outcome *o)
{
	bool error = verdicts[i].verdict == VERDICT_ERROR;

	if (o->status != (error ? 3 : 0) ||
		!has_code(json_get(o->json, "findings"), error ? "error" : "warning",
			verdicts[i].code))
		test_failed(__FILE__, __LINE__, "%s: want %s (%s), got %s", name, verdicts[i].code,
			verdicts[i].reason, str_text(&o->out));
}

static bool check_document(void *self, const char *path, struct err *err)
{
	struct tally *t = self;
	const char *name = path + strlen(t->root) + 1;
	struct outcome o;
	size_t i = 0, count = sizeof verdicts / sizeof *verdicts;

	(void)err;
	if (!strchr("jytx", *fs_extension(path)) || !*fs_extension(path))
		return true;
	o = corpus_run((const char *[]){"--json", "workflow", "validate", path, "--with",
			       t->middleware, NULL},
		NULL);
	while (i < count && !str_eq(verdicts[i].path, name))
		i++;
	if (i < count)
		check_listed(name, i, &o);
	else if (o.status != 0 || json_count(json_get(o.json, "findings")))
		test_failed(__FILE__, __LINE__, "%s: want no finding, got %s%s", name,
			str_text(&o.out), str_text(&o.err));
	t->files++;
	t->listed += i < count;
	outcome_release(&o);
	return true;
}

TEST(every_document_gets_its_verdict)
{
	const char *shared = test_shared("corpus/blok/workflows");
	struct arena a = {0};
	struct tally t = {0};
	struct err err;

	if (!shared)
		return;
	t.root = arena_strdup(&a, shared);
	t.middleware = fs_join(&a, t.root, HTTP "middleware");
	CHECK(fs_walk(t.root, check_document, &t, &err));
	printf("# %zu documents, %zu of them with a finding\n", t.files, t.listed);
	CHECK_INT(t.listed, sizeof verdicts / sizeof *verdicts);
	arena_release(&a);
}
