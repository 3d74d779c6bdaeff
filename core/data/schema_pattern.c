#include "core/data/schema_impl.h"

#include <ctype.h>
#include <string.h>

/* Tries that a bad pattern may cost before it counts as no match (some tens of
 * milliseconds), and the memory for the way back from them. */
#define PATTERN_MATCH_LIMIT 1000000
#define PATTERN_HEAP_LIMIT_KIB 16384

/* '$' is the very end, [] is nothing and [^] any character. */
#define PATTERN_OPTIONS                                                                            \
	(PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF)

/* ECMA-262's white space and line terminators, for a class. */
#define ECMA_SPACE                                                                                 \
	"\\t\\n\\x0b\\f\\r\\u{20}\\u{a0}\\u{1680}\\u{2000}-\\u{200a}\\u{2028}\\u{2029}"            \
	"\\u{202f}\\u{205f}\\u{3000}\\u{feff}"

/* PCRE2 10.42 knows general categories by their short names only. */
static const char *const categories[][2] = {
	{"Letter", "L"},
	{"Cased_Letter", "L&"},
	{"LC", "L&"},
	{"Uppercase_Letter", "Lu"},
	{"Lowercase_Letter", "Ll"},
	{"Titlecase_Letter", "Lt"},
	{"Modifier_Letter", "Lm"},
	{"Other_Letter", "Lo"},
	{"Mark", "M"},
	{"Combining_Mark", "M"},
	{"Nonspacing_Mark", "Mn"},
	{"Spacing_Mark", "Mc"},
	{"Enclosing_Mark", "Me"},
	{"Number", "N"},
	{"Decimal_Number", "Nd"},
	{"digit", "Nd"},
	{"Letter_Number", "Nl"},
	{"Other_Number", "No"},
	{"Punctuation", "P"},
	{"punct", "P"},
	{"Connector_Punctuation", "Pc"},
	{"Dash_Punctuation", "Pd"},
	{"Open_Punctuation", "Ps"},
	{"Close_Punctuation", "Pe"},
	{"Initial_Punctuation", "Pi"},
	{"Final_Punctuation", "Pf"},
	{"Other_Punctuation", "Po"},
	{"Symbol", "S"},
	{"Math_Symbol", "Sm"},
	{"Currency_Symbol", "Sc"},
	{"Modifier_Symbol", "Sk"},
	{"Other_Symbol", "So"},
	{"Separator", "Z"},
	{"Space_Separator", "Zs"},
	{"Line_Separator", "Zl"},
	{"Paragraph_Separator", "Zp"},
	{"Other", "C"},
	{"Control", "Cc"},
	{"cntrl", "Cc"},
	{"Format", "Cf"},
	{"Surrogate", "Cs"},
	{"Private_Use", "Co"},
	{"Unassigned", "Cn"},
};

/* \p{General_Category=Letter}, \p{Script=Greek}, \p{Letter}: `*p` is at the
 * letter and is left behind the brace. */
static void add_property(const char **p, struct str *out)
{
	const char *name = *p + 2, *end = name + strcspn(name, "}"), *equals;
	size_t len;

	str_add_char(out, '\\');
	str_add_char(out, **p);
	if ((*p)[1] != '{' || !*end) {
		++*p;
		return;
	}
	equals = memchr(name, '=', (size_t)(end - name));
	if (equals)
		name = equals + 1;
	len = (size_t)(end - name);
	*p = end + 1;
	str_add_char(out, '{');
	for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
		if (strlen(categories[i][0]) == len && memcmp(categories[i][0], name, len) == 0) {
			str_addf(out, "%s}", categories[i][1]);
			return;
		}
	str_add_bytes(out, name, len);
	str_add_char(out, '}');
}

/* `*p` is behind the backslash.  False for an escape that ECMA-262 has not. */
static bool add_escape(const char **p, bool in_class, struct str *out)
{
	char c = **p;

	if (c == 's' || c == 'S') {
		++*p;
		if (!in_class)
			str_add(out, c == 's' ? "[" ECMA_SPACE "]" : "[^" ECMA_SPACE "]");
		else
			str_add(out, c == 's' ? ECMA_SPACE : "\\S");
		return true;
	}
	if (c == 'p' || c == 'P') {
		add_property(p, out);
		return true;
	}
	if (!c || (isalpha((unsigned char)c) && !strchr("dDwWbBfnrtvcxuk", c)))
		return false;
	str_add_char(out, '\\');
	str_add_char(out, c);
	++*p;
	return true;
}

/* Groups that ECMA-262 knows; PCRE2's others recurse, comment, set options. */
static bool is_group(const char *p)
{
	size_t flags;

	if (p[1] == '*')
		return false;
	if (p[1] != '?')
		return true;
	flags = strspn(p + 2, "ims-");
	if (p[2 + flags] == ':')
		return true;
	return !flags && p[2] && strchr("=!<", p[2]);
}

/* From ECMA-262 with the flag "u" to PCRE2.  False at an escape or group that
 * ECMA-262 has not, whose offset is in *ret_offset. */
static bool translate(const char *text, struct str *out, size_t *ret_offset)
{
	bool in_class = false;

	for (const char *p = text; *p;) {
		if (*p == '\\') {
			*ret_offset = (size_t)(p++ - text);
			if (!add_escape(&p, in_class, out))
				return false;
			continue;
		}
		*ret_offset = (size_t)(p - text);
		if (!in_class && *p == '(' && !is_group(p))
			return false;
		if (in_class && *p == '[')
			str_add_char(out, '\\'); /* PCRE2 would see a POSIX class */
		else if (*p == '[')
			in_class = true;
		else if (*p == ']')
			in_class = false;
		str_add_char(out, *p++);
	}
	return true;
}

/* PCRE2 works in the arena, so that a schema needs no release. */
static void *pattern_alloc(size_t size, void *arena)
{
	return arena_alloc(arena, size);
}

static void pattern_free(void *block, void *arena)
{
	(void)block;
	(void)arena;
}

static pcre2_compile_context *new_context(pcre2_general_context *memory)
{
	pcre2_compile_context *context = pcre2_compile_context_create(memory);

	if (!context)
		mem_exhausted();
	pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
	pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALT_BSUX);
	return context;
}

static void make_contexts(struct schema_compiler *c)
{
	c->memory = pcre2_general_context_create(pattern_alloc, pattern_free, c->a);
	c->compile = new_context(c->memory);
	c->schema->limits = pcre2_match_context_create(c->memory);
	pcre2_set_match_limit(c->schema->limits, PATTERN_MATCH_LIMIT);
	pcre2_set_heap_limit(c->schema->limits, PATTERN_HEAP_LIMIT_KIB);
}

static pcre2_code *fail(struct schema_compiler *c, const struct schema_rule *r, const char *text,
	size_t offset, const char *message)
{
	struct str path = {0};

	schema_node_path(r->owner, &path);
	err_set(c->err, ERR_INPUT,
		"invalid schema: '%s/%s': the pattern '%.100s' is wrong at %zu: %s",
		str_text(&path), r->keyword->name, text, offset, message);
	str_release(&path);
	return NULL;
}

pcre2_code *schema_pattern(struct schema_compiler *c, const struct schema_rule *r, const char *text)
{
	pcre2_code *code = map_get(&c->patterns, text);
	PCRE2_UCHAR message[120];
	struct str translated = {0};
	PCRE2_SIZE offset = 0;
	int number;

	if (code)
		return code;
	if (!c->memory)
		make_contexts(c);
	if (!translate(text, &translated, &offset)) {
		str_release(&translated);
		return fail(c, r, text, offset, "neither an escape nor a group of ECMA-262");
	}
	code = pcre2_compile((PCRE2_SPTR)str_text(&translated), translated.len, PATTERN_OPTIONS,
		&number, &offset, c->compile);
	str_release(&translated);
	if (!code) {
		pcre2_get_error_message(number, message, sizeof message);
		return fail(c, r, text, offset, (const char *)message);
	}
	map_put(&c->patterns, text, code);
	return code;
}

bool schema_pattern_is_valid(const char *text)
{
	struct str translated = {0};
	PCRE2_SIZE offset;
	pcre2_compile_context *context = new_context(NULL);
	pcre2_code *code = NULL;
	int number;

	if (translate(text, &translated, &offset))
		code = pcre2_compile((PCRE2_SPTR)str_text(&translated), translated.len,
			PATTERN_OPTIONS, &number, &offset, context);
	pcre2_compile_context_free(context);
	str_release(&translated);
	pcre2_code_free(code);
	return code;
}
