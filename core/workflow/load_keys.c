#include "core/workflow/load.h"

#include "core/data/sandbox_policy.h"

/* What any step may have, and what else a kind makes use of. */
static const char *const common_keys[] = {
	"id", "name", "description", "ui", "active", "stop", NULL};
static const char *const kind_keys[][16] = {
	[STEP_BRANCH] = {"branch"},
	[STEP_FOREACH] = {"forEach", "as", "spread", "ephemeral"},
	[STEP_LOOP] = {"loop", "as", "spread", "ephemeral"},
	[STEP_SWITCH] = {"switch", "as", "spread", "ephemeral"},
	[STEP_TRY] = {"tryCatch", "as", "spread", "ephemeral"},
	/* a wait refuses the others itself */
	[STEP_WAIT] = {"wait", "as", "ephemeral", "retry", "idempotencyKey", "maxDuration",
		"concurrencyKey", "spread"},
	[STEP_SUBWORKFLOW] = {"subworkflow", "inputs", "wait", "as", "spread", "ephemeral",
		"idempotencyKey", "idempotencyKeyTTL", "retry", "maxDuration", "allowList",
		"dispatch"},
};

static const char *const step_keys[] = {"id", "name", "use", "node", "type", "description", "ui",
	"active", "stop", "inputs", "as", "spread", "ephemeral", "idempotencyKey",
	"idempotencyKeyTTL", "retry", "maxDuration", "runtime", "stream_logs", "streamTo", "stream",
	"set_var", "onCrash", "branch", "forEach", "loop", "switch", "tryCatch", "wait",
	"subworkflow", "allowList", "dispatch", "conditions", "flow", "sandbox", NULL};

static bool has_key(const char *const *keys, const char *key)
{
	for (; *keys; keys++)
		if (str_eq(*keys, key))
			return true;
	return false;
}

/* A setting that looks as if it did something is worse than a typing error. */
void load_keys(struct loader *l, const struct step *step)
{
	load_unknown_keys(l, step->at, step_keys, "a step");
	if (step->kind == STEP_NODE)
		return;
	json_each(item, step->at) {
		const char *key = item->string;

		if (has_key(step_keys, key) && !has_key(common_keys, key) &&
			!has_key(kind_keys[step->kind], key) && !str_eq(key, "type") &&
			!str_eq(key, "set_var"))
			document_report_key(l->c->document, l->c->diags, DIAG_WARNING, item,
				"ignored-key", NULL, "'%s' does nothing in a step that is a %s", key,
				step_kind_name(step->kind));
	}
}

static void report_sandbox(void *self, const cJSON *at, const char *hint, const char *text)
{
	load_error(self, at, "sandbox", hint, "%s", text);
}

void load_sandbox(struct loader *l, struct step *step)
{
	const cJSON *at = json_get(step->at, "sandbox");

	if (!at || json_is_null(at))
		return;
	sandbox_policy_check(at, report_sandbox, l);
	step->sandbox = at;
	/* Whoever demands one must not believe that it is there. */
	if (step->node && step->node->run && !step->node->starts_program)
		load_warning(l, at, "sandbox", "it is for shell, runtimes and programs with a node.yaml",
			"'sandbox' does nothing here: '%s' starts no program", step->use);
}
