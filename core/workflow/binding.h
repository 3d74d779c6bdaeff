#ifndef WORKFLOW_BINDING_H
#define WORKFLOW_BINDING_H

#include "core/data/document.h"
#include "core/expr/expr.h"

/* An expression with what a message about it needs. */
struct code {
	const struct expr *expr;
	const char *text;  /* as compiled */
	const cJSON *at;   /* where it stands in the document */
	size_t offset;     /* of the text inside that string */
};

enum binding_kind {
	BINDING_CONST,  /* nothing to resolve */
	BINDING_CODE,   /* "js/…", {"$ref": …}: the native value */
	BINDING_TEXT,   /* "…${…}…": a string made of parts */
	BINDING_STRING, /* {"$tpl": […]}: as a template literal would */
	BINDING_ARRAY,
	BINDING_OBJECT,
};

/* A value of the document with its expressions compiled: what becomes data
 * when a step runs.  Resolved once; a result is never scanned again. */
struct binding {
	enum binding_kind kind;
	const cJSON *at;      /* the value in the document */
	const char *key;      /* as a member of an object */
	const char *literal;  /* a TEXT part that is plain text, or the "${…}" it came from */
	const struct code *code;
	struct binding *parts; /* TEXT, ARRAY, OBJECT */
	size_t len;
};

/* What compiling reports to, and what it learns on the way. */
struct compiler {
	struct arena *arena;
	struct document *document;
	struct diags *diags;
	bool legacy_js; /* a "js/" input was seen */
	/* Every compiled expression and every $ref, for the checks that follow. */
	VEC(const struct code *) codes;
	VEC(const cJSON *) refs; /* the value of "$ref" */
};
void compiler_release(struct compiler *c);

/* NULL when the text does not parse; the finding was added. */
const struct code *code_compile(struct compiler *c, const cJSON *at, const char *text, size_t offset);
/* A raw-expression position (when, while, expression): "js/" is taken off with a warning. */
const struct code *code_compile_raw(struct compiler *c, const cJSON *at);
/* Never NULL: what does not parse becomes a constant and a finding. */
struct binding *binding_compile(struct compiler *c, const cJSON *value);

/* The same without one member, whose text is an expression of its own. */
struct binding *binding_compile_without(struct compiler *c, const cJSON *object, const char *key);

bool binding_is_dynamic(const struct binding *b);
/* The value as far as it is known before a run; what is not is json_new_unknown(). */
cJSON *binding_known(const struct binding *b);

/* At a value of the document; of a string, at its offset-th byte. */
struct finding {
	enum diag_severity severity;
	const cJSON *at;
	size_t offset;
	const char *code, *hint, *message; /* hint: or NULL */
};
void compiler_report(struct compiler *c, const struct finding *f);

#endif
