#define PCRE2_CODE_UNIT_WIDTH 8

#include "core/expr/regex.h"

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "core/expr/parse.h"

#include <pcre2.h>
#include <string.h>

/* Backtracking steps of one match; about 20 ns each. */
#define MATCH_LIMIT 2000000u
/* KiB that one match may take for its backtracking. */
#define MATCH_HEAP_KIB (64u * 1024)
/* A match that takes longer than this costs steps by the time it takes, so
 * that many slow ones meet the limit of steps. */
#define FREE_MATCH_US 1000
#define STEPS_PER_US 50

/* What the objects of one literal share. */
struct regex_code {
	pcre2_code *code;
	pcre2_match_data *match;
	struct regex_pattern pattern;
};

struct regex {
	struct regex_code *code;
	const struct text *source, *flags_text;
	unsigned flags;
	struct value last_index;
};

/* A subject in the encoding that PCRE2 gets, the last one used. */
struct subject {
	const struct text *text;
	bool unicode;
	bool by_upper; /* regex_folds_by_upper() */
	const char *bytes;
	size_t len;
	uint32_t *to_byte; /* by unit; NULL: all is ASCII */
	uint32_t *to_unit; /* by byte */
};

struct regex_context {
	pcre2_general_context *general;
	pcre2_compile_context *compile;
	pcre2_match_context *match;
	struct subject subject;
};

/* ---- PCRE2 in the arena ---- */

static void *regex_alloc(size_t size, void *heap)
{
	struct heap *h = heap;

	return size + 16 > h->left ? NULL : heap_alloc(h, size);
}

static void regex_free(void *block, void *heap)
{
	(void)block;
	(void)heap;
}

static struct regex_context *context_of(struct eval *ev)
{
	struct regex_context *c = ev->regex_context;

	if (c)
		return c;
	c = heap_new(&ev->heap, struct regex_context);
	c->general = pcre2_general_context_create(regex_alloc, regex_free, &ev->heap);
	c->compile = c->general ? pcre2_compile_context_create(c->general) : NULL;
	c->match = c->general ? pcre2_match_context_create(c->general) : NULL;
	if (!c->compile || !c->match)
		ev->heap.exhausted(&ev->heap);
	pcre2_set_compile_extra_options(c->compile, PCRE2_EXTRA_ALLOW_SURROGATE_ESCAPES);
	pcre2_set_match_limit(c->match, MATCH_LIMIT);
	pcre2_set_heap_limit(c->match, MATCH_HEAP_KIB);
	return ev->regex_context = c;
}

static pcre2_code *compile(const struct regex_pattern *p, unsigned flags,
	pcre2_compile_context *context, int *ret_error)
{
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_UNSET_BACKREF | PCRE2_DOLLAR_ENDONLY |
			   PCRE2_NEVER_BACKSLASH_C;
	PCRE2_SIZE at;

	if (flags & REGEX_IGNORE_CASE)
		options |= PCRE2_CASELESS;
	return pcre2_compile((PCRE2_SPTR)p->text, p->len, options, ret_error, &at, context);
}

static const char *compile_error(int error)
{
	switch (error) {
	case PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH:
	case PCRE2_ERROR_LOOKBEHIND_TOO_LONG:
	case PCRE2_ERROR_LOOKBEHIND_TOO_COMPLICATED:
		return "lookbehind of varying length is not supported";
	case PCRE2_ERROR_UNKNOWN_UNICODE_PROPERTY:
	case PCRE2_ERROR_MALFORMED_UNICODE_PROPERTY: return "Invalid property name";
	default: return "Regular expression too large";
	}
}

static const char *check(struct heap *h, const struct text *source, const struct text *flags_text)
{
	struct regex_pattern p;
	pcre2_compile_context *context;
	pcre2_code *code;
	unsigned flags;
	int error = 0;

	if (!regex_flags_parse(flags_text, &flags))
		return "Invalid regular expression flags";
	regex_translate(h, source, flags, &p);
	if (p.error)
		return p.error;
	context = pcre2_compile_context_create(NULL);
	if (!context)
		return NULL;
	pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALLOW_SURROGATE_ESCAPES);
	code = compile(&p, flags, context, &error);
	pcre2_compile_context_free(context);
	pcre2_code_free(code);
	return code ? NULL : compile_error(error);
}

const char *parse_check_regex(struct parser *p, const struct text *source,
	const struct text *flags)
{
	const char *wrong = check(&p->lex.heap, source, flags);

	if (!wrong || strcmp(wrong, "Invalid regular expression flags") == 0)
		return wrong;
	return text_utf8(&p->lex.heap,
		text_printf(&p->lex.heap, "Invalid regular expression: /%s/%s: %s",
			text_utf8(&p->lex.heap, source, NULL), text_utf8(&p->lex.heap, flags, NULL),
			wrong),
		NULL);
}

/* ---- making ---- */

static void invalid(struct eval *ev, const struct text *source, const struct text *flags,
	const char *why)
{
	raise_error(ev, ERROR_SYNTAX, "Invalid regular expression: /%s/%s: %s",
		text_utf8(&ev->heap, source, NULL), text_utf8(&ev->heap, flags, NULL), why);
}

struct regex *regex_new(struct eval *ev, const struct text *source, const struct text *flags_text)
{
	struct regex_context *context = context_of(ev);
	struct regex *r = heap_new(&ev->heap, struct regex);
	int error = 0;

	r->code = heap_new(&ev->heap, struct regex_code);
	r->source = source;
	r->flags_text = flags_text;
	r->last_index = value_number(0);
	eval_work(ev, source->len * 4);
	if (!regex_flags_parse(flags_text, &r->flags)) {
		raise_error(ev, ERROR_SYNTAX, "Invalid flags supplied to RegExp constructor '%s'",
			text_utf8(&ev->heap, flags_text, NULL));
		return NULL;
	}
	regex_translate(&ev->heap, source, r->flags, &r->code->pattern);
	if (r->code->pattern.error) {
		invalid(ev, source, flags_text, r->code->pattern.error);
		return NULL;
	}
	r->code->code = compile(&r->code->pattern, r->flags, context->compile, &error);
	if (!r->code->code) {
		if (error == PCRE2_ERROR_HEAP_FAILED)
			ev->heap.exhausted(&ev->heap);
		invalid(ev, source, flags_text, compile_error(error));
		return NULL;
	}
	r->code->match = pcre2_match_data_create_from_pattern(r->code->code, context->general);
	if (!r->code->match)
		ev->heap.exhausted(&ev->heap);
	return r;
}

struct object *regex_object(struct eval *ev, struct regex *r)
{
	struct object *o = object_new(ev, CLASS_REGEXP);

	o->regex = heap_new(&ev->heap, struct regex);
	*o->regex = *r;
	o->regex->last_index = value_number(0);
	return o;
}

/* ---- matching ---- */

/* Without the flag u each surrogate is a character of its own. */
static void encode(struct eval *ev, struct subject *s)
{
	const struct text *t = s->text;
	char *bytes = heap_alloc(&ev->heap, (size_t)t->len * 4 + 1); /* a stand-in has four */
	size_t n = 0, step = 1;

	s->to_byte = heap_array(&ev->heap, uint32_t, (size_t)t->len + 1);
	s->to_unit = heap_array(&ev->heap, uint32_t, (size_t)t->len * 4 + 1);
	for (size_t i = 0; i < t->len; i += step) {
		uint32_t c = s->unicode ? text_code_at(t, i, &step) : text_at(t, i);
		size_t len = utf8_encode(s->by_upper ? regex_stand_in(c) : c, bytes + n);

		/* the middle of a pair is its beginning */
		for (size_t k = 0; k < step; k++)
			s->to_byte[i + k] = (uint32_t)n;
		for (size_t k = 0; k < len; k++)
			s->to_unit[n + k] = (uint32_t)i;
		n += len;
	}
	s->to_byte[t->len] = (uint32_t)n;
	s->to_unit[n] = t->len;
	s->bytes = bytes;
	s->len = n;
}

static const struct subject *subject_of(struct eval *ev, const struct text *t, unsigned flags)
{
	struct subject *s = &context_of(ev)->subject;
	bool is_unicode = flags & REGEX_UNICODE, by_upper = regex_folds_by_upper(flags);

	if (s->text == t && s->unicode == is_unicode && s->by_upper == by_upper)
		return s;
	*s = (struct subject){.text = t,
		.unicode = is_unicode,
		.by_upper = by_upper,
		.bytes = t->ascii,
		.len = t->len};
	if (t->wide)
		encode(ev, s);
	return s;
}

static int run_match(struct eval *ev, const struct regex *r, const struct subject *s, size_t from)
{
	uint32_t options = PCRE2_NO_UTF_CHECK;
	int64_t start = clock_mono_us(), took;
	int rc;

	if (r->flags & REGEX_STICKY)
		options |= PCRE2_ANCHORED;
	rc = pcre2_match(r->code->code, (PCRE2_SPTR)s->bytes, s->len, from, options, r->code->match,
		context_of(ev)->match);
	took = clock_mono_us() - start;
	if (took > FREE_MATCH_US)
		eval_work(ev, (size_t)(took - FREE_MATCH_US) * STEPS_PER_US);
	switch (rc) {
	case PCRE2_ERROR_MATCHLIMIT:
	case PCRE2_ERROR_DEPTHLIMIT:
	case PCRE2_ERROR_HEAPLIMIT:
		eval_limit(ev, "the regular expression needs more than %u steps for one match",
			MATCH_LIMIT);
	case PCRE2_ERROR_NOMEMORY: ev->heap.exhausted(&ev->heap); break;
	default: break;
	}
	return rc;
}

int regex_exec(struct eval *ev, struct regex *r, const struct text *t, size_t from,
	struct regex_match *ret)
{
	const struct subject *s;
	PCRE2_SIZE *at;
	int rc;

	if (from > t->len)
		return 0;
	s = subject_of(ev, t, r->flags);
	eval_step(ev);
	rc = run_match(ev, r, s, s->to_byte ? s->to_byte[from] : from);
	if (rc < 0)
		return 0;
	at = pcre2_get_ovector_pointer(r->code->match);
	ret->groups = r->code->pattern.groups;
	ret->at = heap_array(&ev->heap, int32_t, (ret->groups + 1) * 2);
	for (unsigned i = 0; i < (ret->groups + 1) * 2; i++)
		ret->at[i] = at[i] == PCRE2_UNSET ? -1
			: s->to_unit              ? (int32_t)s->to_unit[at[i]]
						  : (int32_t)at[i];
	return 1;
}

int regex_next(struct eval *ev, struct regex *r, const struct text *t, struct regex_match *ret)
{
	bool keeps = r->flags & (REGEX_GLOBAL | REGEX_STICKY);
	double from;
	int found = 0;

	if (!value_to_integer(ev, r->last_index, &from))
		return -1;
	if (!keeps || from < 0)
		from = 0;
	if (from <= t->len)
		found = regex_exec(ev, r, t, (size_t)from, ret);
	if (keeps)
		r->last_index = value_number(found > 0 ? ret->at[1] : 0);
	return found;
}

size_t regex_advance(const struct regex *r, const struct text *t, size_t at)
{
	size_t step = 1;

	if (r->flags & REGEX_UNICODE && at < t->len)
		text_code_at(t, at, &step);
	return at + step;
}

struct value regex_group(struct eval *ev, const struct text *t, const struct regex_match *m,
	unsigned group)
{
	int32_t from = m->at[2 * group], to = m->at[2 * group + 1];

	if (from < 0)
		return value_undefined();
	return value_string(text_slice(&ev->heap, t, (size_t)from, (size_t)to));
}

/* ---- what others ask ---- */

const struct regex_pattern *regex_pattern_of(const struct regex *r)
{
	return &r->code->pattern;
}

unsigned regex_flags_of(const struct regex *r)
{
	return r->flags;
}

const struct text *regex_source(const struct regex *r)
{
	return r->source;
}

const struct text *regex_flags_text(const struct regex *r)
{
	return r->flags_text;
}

double regex_last_index(const struct regex *r)
{
	return r->last_index.kind == VALUE_NUMBER ? r->last_index.number : 0;
}

struct value regex_last_index_value(const struct regex *r)
{
	return r->last_index;
}

bool regex_set_last_index(struct eval *ev, struct regex *r, struct value v)
{
	(void)ev;
	r->last_index = v;
	return true;
}
