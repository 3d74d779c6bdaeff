#include "core/expr/regex_translate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* From JavaScript's syntax of regular expressions to PCRE2's.  Every construct
 * is read by ECMA-262's grammar (with Annex B when the flag u is missing) and
 * written in a form that means the same there; characters leave as \x{…}, so
 * that nothing is special by accident. */

bool regex_flags_parse(const struct text *t, unsigned *ret)
{
	static const char letters[] = "dgimsuy";

	*ret = 0;
	for (size_t i = 0; i < t->len; i++) {
		uint16_t c = text_at(t, i);
		const char *at = c && c < 128 ? strchr(letters, c) : NULL;
		unsigned flag = at ? 1u << (at - letters) : 0;

		if (!flag || *ret & flag)
			return false;
		*ret |= flag;
	}
	return true;
}

bool translate_fail(struct translator *tr, const char *message)
{
	tr->ret->error = message;
	return false;
}

void translate_put(struct translator *tr, const char *text)
{
	builder_add_ascii(&tr->out, text);
}

/* Without the flag u, case is folded by toUpperCase() (ECMA-262 Canonicalize), which leaves
 * these alone; PCRE2 takes them for the letters that they look like.  So both pattern and
 * subject have another character in their place. */
static const uint32_t loners[] = {0x17f, 0x3f4, 0x1e9e, 0x2126, 0x212a, 0x212b};
#define LONERS (sizeof loners / sizeof *loners)
#define STAND_IN 0x10fff0u

bool regex_folds_by_upper(unsigned flags)
{
	return (flags & (REGEX_IGNORE_CASE | REGEX_UNICODE)) == REGEX_IGNORE_CASE;
}

uint32_t regex_stand_in(uint32_t c)
{
	for (size_t i = 0; i < LONERS; i++)
		if (c == loners[i])
			return STAND_IN + (uint32_t)i;
	return c;
}

static void put_char(struct translator *tr, uint32_t c)
{
	char text[16];

	if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == ' ')
		snprintf(text, sizeof text, "%c", (int)c);
	else
		snprintf(text, sizeof text, "\\x{%x}", c);
	translate_put(tr, text);
}

void translate_char(struct translator *tr, uint32_t c)
{
	put_char(tr, regex_folds_by_upper(tr->flags) ? regex_stand_in(c) : c);
}

static void put_range(struct translator *tr, uint32_t from, uint32_t to)
{
	if (from > to)
		return;
	put_char(tr, from);
	if (from == to)
		return;
	translate_put(tr, "-");
	put_char(tr, to);
}

void translate_range(struct translator *tr, uint32_t from, uint32_t to)
{
	for (size_t i = 0; i < LONERS && regex_folds_by_upper(tr->flags); i++) {
		if (loners[i] < from || loners[i] > to)
			continue;
		put_range(tr, from, loners[i] - 1);
		put_char(tr, STAND_IN + (uint32_t)i);
		from = loners[i] + 1;
	}
	put_range(tr, from, to);
}

int translate_peek(const struct translator *tr, size_t ahead)
{
	return tr->at + ahead < tr->source->len ? text_at(tr->source, tr->at + ahead) : -1;
}

/* A code point with the flag u, a unit without. */
uint32_t translate_next(struct translator *tr)
{
	size_t step = 1;
	uint32_t c = tr->flags & REGEX_UNICODE ? text_code_at(tr->source, tr->at, &step)
					       : text_at(tr->source, tr->at);

	tr->at += step;
	return c;
}

/* ---- groups ---- */

static bool is_name_char(uint32_t c, bool first)
{
	return (c | 32) - 'a' < 26u || c == '_' || c == '$' || c >= 128 ||
	       (!first && c >= '0' && c <= '9');
}

const struct text *translate_group_name(struct translator *tr)
{
	size_t start = tr->at;

	while (translate_peek(tr, 0) >= 0 &&
		is_name_char((uint32_t)translate_peek(tr, 0), tr->at == start))
		tr->at++;
	if (translate_peek(tr, 0) != '>' || tr->at == start)
		return NULL;
	return text_slice(tr->out.heap, tr->source, start, tr->at++);
}

/* Counts the groups and collects their names, which a reference may precede. */
static bool find_groups(struct translator *tr)
{
	struct regex_pattern *ret = tr->ret;
	bool in_class = false;

	ret->names = heap_array(tr->out.heap, struct regex_name, tr->source->len / 4 + 1);
	for (tr->at = 0; tr->at < tr->source->len; tr->at++) {
		int c = translate_peek(tr, 0);

		if (c == '\\') {
			tr->at++;
			continue;
		}
		in_class = c == '[' || (in_class && c != ']');
		if (in_class || c != '(')
			continue;
		if (translate_peek(tr, 1) != '?') {
			ret->groups++;
			continue;
		}
		if (translate_peek(tr, 2) != '<' || translate_peek(tr, 3) == '=' ||
			translate_peek(tr, 3) == '!')
			continue;
		tr->at += 3;
		ret->names[ret->names_len].name = translate_group_name(tr);
		ret->names[ret->names_len].group = ++ret->groups;
		if (!ret->names[ret->names_len].name)
			return translate_fail(tr, "Invalid capture group name");
		for (size_t i = 0; i < ret->names_len; i++)
			if (text_eq(ret->names[i].name, ret->names[ret->names_len].name))
				return translate_fail(tr, "Duplicate capture group name");
		ret->names_len++;
		tr->at--;
	}
	tr->at = 0;
	return true;
}

/* PCRE2's own limit is 250 nested parentheses. */
#define MAX_DEPTH 200

static bool open_group(struct translator *tr)
{
	int kind = translate_peek(tr, 1), behind = translate_peek(tr, 2);
	bool lookbehind = kind == '<' && (behind == '=' || behind == '!');

	if (tr->depth >= MAX_DEPTH)
		return translate_fail(tr, "Regular expression too large");
	tr->lookbehind[tr->depth++] = false;
	if (translate_peek(tr, 0) != '?') {
		translate_put(tr, "(");
		return true;
	}
	if (kind == ':' || kind == '=' || kind == '!') {
		translate_put(tr, kind == ':' ? "(?:" : kind == '=' ? "(?=" : "(?!");
		tr->lookbehind[tr->depth - 1] = kind != ':' && tr->flags & REGEX_UNICODE;
		tr->at += 2;
		return true;
	}
	if (lookbehind) {
		translate_put(tr, behind == '=' ? "(?<=" : "(?<!");
		tr->lookbehind[tr->depth - 1] = true;
		tr->at += 3;
		return true;
	}
	if (kind != '<')
		return translate_fail(tr, "Invalid group");
	tr->at += 2;
	translate_put(tr, "(");
	return translate_group_name(tr) || translate_fail(tr, "Invalid capture group name");
}

static bool close_group(struct translator *tr)
{
	if (!tr->depth)
		return translate_fail(tr, "Unmatched ')'");
	translate_put(tr, ")");
	/* an assertion about what lies behind cannot be repeated */
	tr->repeatable = !tr->lookbehind[--tr->depth];
	tr->looked = !tr->repeatable;
	return true;
}

/* ---- quantifiers ---- */

static bool read_count(struct translator *tr, double *ret)
{
	size_t start = tr->at;

	for (*ret = 0; translate_peek(tr, 0) >= '0' && translate_peek(tr, 0) <= '9'; tr->at++)
		*ret = *ret * 10 + (translate_peek(tr, 0) - '0');
	return tr->at > start;
}

/* {n}, {n,} or {n,m} from the brace on; false: it is none. */
static bool read_braces(struct translator *tr, double *ret_min, double *ret_max)
{
	size_t start = tr->at++;

	if (read_count(tr, ret_min)) {
		*ret_max = *ret_min;
		if (translate_peek(tr, 0) == ',') {
			tr->at++;
			if (!read_count(tr, ret_max))
				*ret_max = -1;
		}
		if (translate_peek(tr, 0) == '}') {
			tr->at++;
			return true;
		}
	}
	tr->at = start;
	return false;
}

/* PCRE2 counts to 65535. */
#define MAX_COUNT 65535

static bool quantify(struct translator *tr, double min, double max)
{
	char text[40];

	if (!tr->repeatable)
		return translate_fail(tr, tr->looked ? "Invalid quantifier" : "Nothing to repeat");
	if (max >= 0 && min > max)
		return translate_fail(tr, "numbers out of order in {} quantifier");
	if (min > MAX_COUNT)
		return translate_fail(tr, "Regular expression too large");
	if (max > MAX_COUNT)
		max = -1;
	if (min == 0 && max < 0)
		translate_put(tr, "*");
	else if (max < 0)
		translate_put(tr, (snprintf(text, sizeof text, "{%d,}", (int)min), text));
	else
		translate_put(tr,
			(snprintf(text, sizeof text, "{%d,%d}", (int)min, (int)max), text));
	if (translate_peek(tr, 0) == '?') {
		translate_put(tr, "?");
		tr->at++;
	}
	tr->repeatable = false;
	return true;
}

static bool read_quantifier(struct translator *tr, int c)
{
	double min, max;

	if (c == '{') {
		tr->at--;
		if (read_braces(tr, &min, &max))
			return quantify(tr, min, max);
		if (tr->flags & REGEX_UNICODE)
			return translate_fail(tr, tr->repeatable || tr->looked
							  ? "Incomplete quantifier"
							  : "Lone quantifier brackets");
		tr->at++;
		translate_char(tr, '{');
		tr->repeatable = true;
		return true;
	}
	return quantify(tr, c == '+', c == '?' ? 1 : -1);
}

/* ---- the rest ---- */

static void line_assertion(struct translator *tr, int c)
{
	if (!(tr->flags & REGEX_MULTILINE))
		translate_put(tr, c == '^' ? "^" : "$");
	else
		translate_put(tr, c == '^' ? "(?<![^\\n\\r\\x{2028}\\x{2029}])"
					   : "(?![^\\n\\r\\x{2028}\\x{2029}])");
	tr->repeatable = false;
}

static bool translate_term(struct translator *tr)
{
	uint32_t c = translate_next(tr);
	bool repeatable = true;

	if (c != '*' && c != '+' && c != '?' && c != '{')
		tr->looked = false;
	switch (c) {
	case '(':
		tr->repeatable = false;
		return open_group(tr);
	case ')': return close_group(tr);
	case '|':
		translate_put(tr, "|");
		repeatable = false;
		break;
	case '^':
	case '$': line_assertion(tr, (int)c); return true;
	case '*':
	case '+':
	case '?':
	case '{': return read_quantifier(tr, (int)c);
	case '.':
		translate_put(tr, tr->flags & REGEX_DOT_ALL ? "(?s:.)"
							    : "[^\\n\\r\\x{2028}\\x{2029}]");
		break;
	case '[':
		if (!translate_class(tr))
			return false;
		break;
	case '\\':
		tr->repeatable = true;
		return translate_escape(tr);
	case ']':
	case '}':
		if (tr->flags & REGEX_UNICODE)
			return translate_fail(tr, "Lone quantifier brackets");
		/* fall through */
	default: translate_char(tr, c); break;
	}
	tr->repeatable = repeatable;
	return true;
}

void regex_translate(struct heap *h, const struct text *source, unsigned flags,
	struct regex_pattern *ret)
{
	struct translator tr = {.source = source, .flags = flags, .ret = ret, .out = {.heap = h}};
	const struct text *text;
	size_t len;

	*ret = (struct regex_pattern){0};
	if (!find_groups(&tr))
		return;
	while (tr.at < source->len)
		if (!translate_term(&tr))
			return;
	if (tr.depth) {
		ret->error = "Unterminated group";
		return;
	}
	text = builder_text(&tr.out);
	ret->text = (char *)text_utf8(h, text, &len);
	ret->len = len;
}
