#ifndef DATA_SCHEMA_IMPL_H
#define DATA_SCHEMA_IMPL_H

#include "core/base/map.h"
#include "core/data/schema.h"

#include <stdint.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Private to schema*.c. */

/* One application inside another; a schema that refers to itself without end
 * reaches it at once, a value of JSON_MAX_DEPTH levels does not. */
#define SCHEMA_MAX_DEPTH 2048
/* Applications in one check: branches can double at each reference. */
#define SCHEMA_MAX_STEPS 20000000
/* Kept errors of one check; the verdict does not change after them. */
#define SCHEMA_MAX_ERRORS 10000
/* Loaded by reference: each may name others, and nobody's schema has so many. */
#define SCHEMA_MAX_DOCUMENTS 1000

/* Bits of schema_rule.types and of a keyword's group. */
enum schema_type {
	TYPE_NULL = 1,
	TYPE_BOOLEAN = 2,
	TYPE_INTEGER = 4,
	TYPE_NUMBER = 8,
	TYPE_STRING = 16,
	TYPE_ARRAY = 32,
	TYPE_OBJECT = 64,
};

/* A schema with a URI of its own ("$id"), or a whole document. */
struct schema_resource {
	const char *uri; /* absolute where the document says so; no fragment */
	const cJSON *json;
	enum schema_draft draft;
	bool is_root;    /* the document that is compiled */
	bool validation; /* its vocabulary has the validation keywords */
	bool formats;    /* its vocabulary asserts formats */
	struct schema_anchor *dynamic;
};

struct schema_anchor {
	const char *name;
	const cJSON *json;
	struct schema_resource *resource;
	bool is_dynamic;
	const struct schema_node *node; /* of dynamic ones, when there is a "$dynamicRef" */
	struct schema_anchor *next;
};

/* One schema. */
struct schema_node {
	const cJSON *json;
	const struct schema_resource *resource;
	/* where it stands: in its parent at keyword[/key or /index], or at `location` */
	const struct schema_node *parent;
	const char *keyword, *key;
	long index;
	const char *location;
	bool needs_marks; /* has an unevaluated… keyword of its own */
	struct schema_rule *rules;
	size_t count;
};

/* Names of an object, hashed when there are many. */
struct schema_names {
	const char **slots;
	size_t cap;
	const cJSON *object;
};

/* One keyword of one schema. */
struct schema_rule {
	const struct schema_keyword *keyword;
	const struct schema_node *owner;
	const cJSON *value;
	size_t order;                     /* of evaluation, as Ajv has it */
	const struct schema_node *node;   /* its one subschema, or NULL */
	const struct schema_node **nodes; /* its several ones, in order, NULL for none */
	size_t count;
	double number, other; /* the limit; contains: least and most */
	unsigned types;
	pcre2_code *pattern;
	pcre2_code **patterns; /* patternProperties; additionalProperties beside it */
	size_t pattern_count;
	struct schema_names names;    /* additionalProperties: those of "properties" */
	const char *dynamic;          /* $dynamicRef: the anchor, when it is dynamic */
	bool (*format)(const char *); /* NULL: not checked */
	const struct schema_node *then, *otherwise;
};

struct schema {
	const struct schema_node *root;
	pcre2_match_context *limits; /* made with the first pattern */
};

/* The forms of a keyword's value, where its subschemas stand. */
enum schema_shape {
	SHAPE_OTHER,
	SHAPE_SCHEMA,
	SHAPE_LIST, /* an array of schemas */
	SHAPE_MAP,  /* an object of schemas */
	SHAPE_SCHEMA_OR_LIST,
	SHAPE_MAP_OR_NAMES, /* draft 7 "dependencies" */
};

struct schema_compiler;
struct schema_check;
struct schema_at;
struct schema_marks;

#define IN_DRAFT7 1
#define IN_2020_12 2
#define IN_BOTH 3

struct schema_keyword {
	const char *name;
	unsigned group; /* the types it applies to, 0 for all */
	unsigned drafts;
	bool validation; /* belongs to the validation vocabulary */
	enum schema_shape shape;
	bool (*compile)(struct schema_compiler *c, struct schema_rule *r);
	bool (*check)(struct schema_check *c, const struct schema_rule *r,
		const struct schema_at *at, struct schema_marks *marks);
};

/* schema_keyword.c: in Ajv's order of evaluation; ends with a NULL name. */
extern const struct schema_keyword schema_keywords[];
const struct schema_keyword *schema_keyword_find(const char *name, enum schema_draft draft);

/* schema_compile.c */
struct schema_compiler {
	struct arena *a;
	const struct schema_options *options;
	struct err *err;
	struct schema *schema;
	struct map resources; /* URI -> resource */
	struct map owners;    /* cJSON * -> resource whose root it is */
	struct map anchors;   /* URI#name -> anchor */
	struct map nodes;     /* cJSON * -> node */
	struct map patterns;
	VEC(struct schema_node *) queue; /* nodes in order of their making; all get compiled */
	size_t documents;
	bool has_dynamic_ref;
	VEC(struct schema_resource *) all;
	pcre2_general_context *memory;
	pcre2_compile_context *compile;
};

/* Something a reference leads to. */
struct schema_target {
	const cJSON *json;
	struct schema_resource *resource;
	const char *location;
	const struct schema_anchor *anchor; /* NULL when it was a pointer */
};

bool schema_wrong(struct schema_compiler *c, const struct schema_rule *r, const char *what);
const struct schema_node *schema_node_for(
	struct schema_compiler *c, const cJSON *json, const struct schema_rule *r);
const struct schema_node *schema_node_at(
	struct schema_compiler *c, const struct schema_target *target);
bool schema_names_has(const struct schema_names *names, const char *name);
void schema_node_path(const struct schema_node *node, struct str *out);

/* schema_pattern.c: ECMA-262's regular expressions by PCRE2. */
pcre2_code *schema_pattern(
	struct schema_compiler *c, const struct schema_rule *r, const char *text);
bool schema_pattern_is_valid(const char *text);

/* schema_index.c */
bool schema_index(struct schema_compiler *c, const cJSON *json, const char *uri,
	struct schema_resource *like, struct schema_resource **ret);
bool schema_find(struct schema_compiler *c, const struct schema_resource *from, const char *ref,
	struct schema_target *ret);
struct schema_resource *schema_owner(
	struct schema_compiler *c, const cJSON *json, const struct schema_resource *outer);

/* schema_meta.c: the published meta-schemas by URI, NULL for others. */
const cJSON *schema_meta(const char *uri);

/* schema_uri.c (RFC 3986 section 5.2); the fragment stays in the result. */
char *schema_uri_resolve(struct arena *a, const char *base, const char *reference);

/* schema_format.c */
bool (*schema_format(const char *name))(const char *);

/* schema_check.c: one place in the value, on the stack of the check. */
struct schema_at {
	const struct schema_at *outer; /* NULL for the root */
	const cJSON *value;
	const char *key; /* or NULL and the index */
	size_t index;
};

/* Which members of the value at hand some keyword has looked at. */
struct schema_marks {
	unsigned char *seen; /* by position */
	size_t count;
};

struct schema_scope {
	const struct schema_resource *resource;
	const struct schema_scope *outer;
};

struct schema_check {
	const struct schema *schema;
	struct schema_errors *errors; /* NULL: only the verdict counts */
	const struct schema_scope *scope;
	pcre2_match_data *match;
	int depth;
	long steps;
	const char *aborted; /* why the check was given up */
	bool has_unknown;
};

unsigned schema_type_of(const cJSON *value);
/* Adds an error at `at` and returns false. */
bool schema_fail(struct schema_check *c, const struct schema_rule *r, const struct schema_at *at,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
/* A subschema on a member of the value. */
bool schema_apply(
	struct schema_check *c, const struct schema_node *node, const struct schema_at *at);
/* A subschema on the value itself: when it passes, `marks` (or NULL) gets its marks. */
bool schema_apply_here(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks);
/* The same for what must pass: the value has failed when it does not, so its
 * marks only spare the user a second error. */
bool schema_apply_firmly(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks);
/* schema_apply_here() without errors. */
bool schema_passes_here(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks);
size_t schema_errors_mark(const struct schema_check *c);
void schema_errors_reset(struct schema_check *c, size_t mark);
bool schema_matches(struct schema_check *c, const pcre2_code *pattern, const char *text);
/* Does the value hold something that is not known yet? */
bool schema_is_uncertain(const struct schema_check *c, const cJSON *value);

/* The keywords' checks: schema_any.c, schema_scalar.c, schema_array.c, schema_object.c. */
#define SCHEMA_CHECK(name)                                                                         \
	bool schema_check_##name(struct schema_check *c, const struct schema_rule *r,              \
		const struct schema_at *at, struct schema_marks *marks)
SCHEMA_CHECK(ref);
SCHEMA_CHECK(dynamic_ref);
SCHEMA_CHECK(type);
SCHEMA_CHECK(const);
SCHEMA_CHECK(enum);
SCHEMA_CHECK(not );
SCHEMA_CHECK(any_of);
SCHEMA_CHECK(one_of);
SCHEMA_CHECK(all_of);
SCHEMA_CHECK(if);
SCHEMA_CHECK(maximum);
SCHEMA_CHECK(minimum);
SCHEMA_CHECK(exclusive_maximum);
SCHEMA_CHECK(exclusive_minimum);
SCHEMA_CHECK(multiple_of);
SCHEMA_CHECK(max_length);
SCHEMA_CHECK(min_length);
SCHEMA_CHECK(pattern);
SCHEMA_CHECK(format);
SCHEMA_CHECK(max_items);
SCHEMA_CHECK(min_items);
SCHEMA_CHECK(items);
SCHEMA_CHECK(prefix_items);
SCHEMA_CHECK(rest_items);
SCHEMA_CHECK(contains);
SCHEMA_CHECK(unique_items);
SCHEMA_CHECK(unevaluated_items);
SCHEMA_CHECK(max_properties);
SCHEMA_CHECK(min_properties);
SCHEMA_CHECK(required);
SCHEMA_CHECK(property_names);
SCHEMA_CHECK(additional_properties);
SCHEMA_CHECK(dependencies);
SCHEMA_CHECK(properties);
SCHEMA_CHECK(pattern_properties);
SCHEMA_CHECK(unevaluated_properties);

#endif
