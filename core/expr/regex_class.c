#include "core/expr/regex_translate.h"

#include <stdio.h>
#include <string.h>

/* Escapes and character classes. */

#define SPACES                                                                                     \
	"\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}"       \
	"\\x{205f}\\x{3000}\\x{feff}"
#define NOT_SPACES                                                                                 \
	"\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"           \
	"\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"             \
	"\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}"

static int hex_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `count` hexadecimal digits ahead; -1 when there are not that many. */
static int read_hex(struct translator *tr, size_t count)
{
	int value = 0;

	for (size_t i = 0; i < count; i++) {
		int digit = translate_peek(tr, i) < 0 ? -1 : hex_value(translate_peek(tr, i));

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	tr->at += count;
	return value;
}

static bool unicode(const struct translator *tr)
{
	return tr->flags & REGEX_UNICODE;
}

/* \u{…} behind its brace. */
static bool read_braced(struct translator *tr, uint32_t *ret)
{
	uint32_t value = 0;
	size_t start = tr->at;

	for (; translate_peek(tr, 0) != '}'; tr->at++) {
		int digit = translate_peek(tr, 0) < 0 ? -1 : hex_value(translate_peek(tr, 0));

		if (digit < 0 || (value = value * 16 + (uint32_t)digit) > 0x10ffff)
			return translate_fail(tr, "Invalid Unicode escape");
	}
	if (tr->at++ == start)
		return translate_fail(tr, "Invalid Unicode escape");
	*ret = value;
	return true;
}

/* Behind \u. */
static bool read_unicode(struct translator *tr, uint32_t *ret)
{
	size_t start = tr->at;
	int high, low;

	if (unicode(tr) && translate_peek(tr, 0) == '{') {
		tr->at++;
		return read_braced(tr, ret);
	}
	high = read_hex(tr, 4);
	if (high < 0) {
		tr->at = start;
		*ret = 'u';
		return !unicode(tr) || translate_fail(tr, "Invalid Unicode escape");
	}
	*ret = (uint32_t)high;
	if (!unicode(tr) || high < 0xd800 || high > 0xdbff || translate_peek(tr, 0) != '\\' ||
		translate_peek(tr, 1) != 'u')
		return true;
	start = tr->at;
	tr->at += 2;
	low = read_hex(tr, 4);
	if (low >= 0xdc00 && low <= 0xdfff)
		*ret = 0x10000 + ((uint32_t)(high - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
	else
		tr->at = start;
	return true;
}

/* \c: a control letter, or in old syntax a backslash of its own. */
static bool read_control(struct translator *tr, bool in_class, uint32_t *ret)
{
	int c = translate_peek(tr, 0);
	bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';

	if (letter || (in_class && !unicode(tr) && ((c >= '0' && c <= '9') || c == '_'))) {
		tr->at++;
		*ret = (uint32_t)c & 31;
		return true;
	}
	if (unicode(tr))
		return translate_fail(tr, "Invalid Unicode escape");
	tr->at--; /* the c stands for itself */
	*ret = '\\';
	return true;
}

/* \1 … that is no reference: octal in old syntax. */
static uint32_t read_octal(struct translator *tr, uint32_t first)
{
	uint32_t value = first - '0';

	for (int i = 0; i < 2; i++) {
		int c = translate_peek(tr, 0);

		if (c < '0' || c > '7' || value * 8 + (uint32_t)(c - '0') > 255)
			break;
		value = value * 8 + (uint32_t)(c - '0');
		tr->at++;
	}
	return value;
}

/* Escapes that stand for one character; the lexer is behind the first letter. */
static bool character_escape(struct translator *tr, uint32_t c, bool in_class, uint32_t *ret)
{
	static const char names[] = "fnrtv", values[] = "\f\n\r\t\v";
	const char *name = c && c < 128 ? strchr(names, (int)c) : NULL;
	int hex;

	*ret = c;
	if (name) {
		*ret = (uint32_t)values[name - names];
		return true;
	}
	switch (c) {
	case 'c': return read_control(tr, in_class, ret);
	case 'u': return read_unicode(tr, ret);
	case 'x':
		hex = read_hex(tr, 2);
		if (hex >= 0)
			*ret = (uint32_t)hex;
		return hex >= 0 || !unicode(tr) || translate_fail(tr, "Invalid escape");
	default: break;
	}
	if (c >= '0' && c <= '9') {
		bool zero =
			c == '0' && !(translate_peek(tr, 0) >= '0' && translate_peek(tr, 0) <= '9');

		if (unicode(tr) && !zero)
			return translate_fail(tr, c >= '8' || (c != '0' && !in_class)
							  ? "Invalid escape"
						  : in_class ? "Invalid class escape"
							     : "Invalid decimal escape");
		*ret = c < '8' ? read_octal(tr, c) : c;
		return true;
	}
	if (unicode(tr) && !(c < 128 && c && strchr("^$\\.*+?()[]{}|/", (int)c)) &&
		!(in_class && c == '-'))
		return translate_fail(tr, "Invalid escape");
	return true;
}

/* ---- \p{…} ---- */

static const struct {
	const char *name, *pcre;
} properties[] = {
	{"Letter", "L"},
	{"Lowercase_Letter", "Ll"},
	{"Uppercase_Letter", "Lu"},
	{"Titlecase_Letter", "Lt"},
	{"Modifier_Letter", "Lm"},
	{"Other_Letter", "Lo"},
	{"Mark", "M"},
	{"Combining_Mark", "M"},
	{"Nonspacing_Mark", "Mn"},
	{"Number", "N"},
	{"Decimal_Number", "Nd"},
	{"Letter_Number", "Nl"},
	{"Other_Number", "No"},
	{"Punctuation", "P"},
	{"punct", "P"},
	{"Dash_Punctuation", "Pd"},
	{"Open_Punctuation", "Ps"},
	{"Close_Punctuation", "Pe"},
	{"Symbol", "S"},
	{"Math_Symbol", "Sm"},
	{"Currency_Symbol", "Sc"},
	{"Modifier_Symbol", "Sk"},
	{"Other_Symbol", "So"},
	{"Cased_Letter", "L&"},
	{"LC", "L&"},
	{"Spacing_Mark", "Mc"},
	{"Enclosing_Mark", "Me"},
	{"digit", "Nd"},
	{"Connector_Punctuation", "Pc"},
	{"Initial_Punctuation", "Pi"},
	{"Final_Punctuation", "Pf"},
	{"Other_Punctuation", "Po"},
	{"Line_Separator", "Zl"},
	{"Paragraph_Separator", "Zp"},
	{"cntrl", "Cc"},
	{"Surrogate", "Cs"},
	{"Private_Use", "Co"},
	{"Unassigned", "Cn"},
	{"Separator", "Z"},
	{"Space_Separator", "Zs"},
	{"Control", "Cc"},
	{"Format", "Cf"},
	{"Other", "C"},
	{"Any", "Any"},
	{"Alphabetic", "Alphabetic"},
	{"Alpha", "Alphabetic"},
	{"Lowercase", "Lowercase"},
	{"Lower", "Lowercase"},
	{"Uppercase", "Uppercase"},
	{"Upper", "Uppercase"},
	{"space", "White_Space"},
};

/* Binary properties that have one name on both sides. */
static const char *const binary[] = {"ASCII_Hex_Digit", "Bidi_Control", "Bidi_Mirrored",
	"Case_Ignorable", "Cased", "Dash", "Default_Ignorable_Code_Point", "Deprecated",
	"Diacritic", "Emoji", "Emoji_Component", "Emoji_Modifier", "Emoji_Modifier_Base",
	"Emoji_Presentation", "Extended_Pictographic", "Extender", "Grapheme_Base",
	"Grapheme_Extend", "Hex_Digit", "ID_Continue", "ID_Start", "Ideographic", "Join_Control",
	"Math", "Noncharacter_Code_Point", "Pattern_Syntax", "Pattern_White_Space",
	"Quotation_Mark", "Radical", "Regional_Indicator", "Sentence_Terminal", "Soft_Dotted",
	"Terminal_Punctuation", "Unified_Ideograph", "Variation_Selector", "White_Space",
	"XID_Continue", "XID_Start"};

/* PCRE2's name, in `out`; false: it knows none. */
static bool property_name(const char *name, char *out, size_t size)
{
	static const char *const prefixes[] = {"Script=", "sc=", "Script_Extensions=", "scx=",
		"General_Category=", "gc="};
	static const char *const short_names[] = {"L", "Ll", "Lu", "Lt", "Lm", "Lo", "M", "Mn",
		"Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
		"S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co",
		"Cn"};

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		size_t len = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], len) != 0)
			continue;
		if (i >= 4)
			return property_name(name + len, out, size);
		snprintf(out, size, "%s%s", i < 2 ? "sc:" : "scx:", name + len);
		return true;
	}
	for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++) {
		if (strcmp(name, short_names[i]) == 0) {
			snprintf(out, size, "%s", name);
			return true;
		}
	}
	for (size_t i = 0; i < sizeof binary / sizeof *binary; i++) {
		if (strcmp(name, binary[i]) == 0) {
			snprintf(out, size, "%s", name);
			return true;
		}
	}
	if (strcmp(name, "ASCII") == 0) {
		snprintf(out, size, "ASCII");
		return true;
	}
	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
		if (strcmp(name, properties[i].name) == 0) {
			snprintf(out, size, "%s", properties[i].pcre);
			return true;
		}
	}
	return false;
}

static bool translate_property(struct translator *tr, bool negated)
{
	char name[64], pcre[80], text[100];
	size_t len = 0;

	if (translate_peek(tr, 0) != '{')
		return translate_fail(tr, "Invalid property name");
	for (tr->at++; translate_peek(tr, 0) != '}'; tr->at++) {
		int c = translate_peek(tr, 0);

		if (c < 0 || c > 126 || len + 1 >= sizeof name)
			return translate_fail(tr, "Invalid property name");
		name[len++] = (char)c;
	}
	tr->at++;
	name[len] = '\0';
	if (!property_name(name, pcre, sizeof pcre))
		return translate_fail(tr, "Invalid property name");
	if (strcmp(pcre, "ASCII") == 0)
		snprintf(text, sizeof text, "%s", negated ? "[:^ascii:]" : "\\x{0}-\\x{7f}");
	else
		snprintf(text, sizeof text, "\\%c{%s}", negated ? 'P' : 'p', pcre);
	translate_put(tr, text);
	return true;
}

/* \d and the like: true when it was one; *ret_ok: it was right. */
static bool translate_set(struct translator *tr, uint32_t c, bool in_class, bool *ret_ok)
{
	*ret_ok = true;
	switch (c) {
	case 'd':
	case 'D':
	case 'w':
	case 'W':
		translate_put(tr, c == 'd' ? "\\d" : c == 'D' ? "\\D" : c == 'w' ? "\\w" : "\\W");
		return true;
	case 's':
		translate_put(tr, in_class ? SPACES : "[" SPACES "]");
		return true;
	case 'S':
		translate_put(tr, in_class ? NOT_SPACES : "[^" SPACES "]");
		return true;
	case 'p':
	case 'P':
		if (!unicode(tr))
			return false;
		if (!in_class)
			translate_put(tr, "[");
		*ret_ok = translate_property(tr, c == 'P');
		if (!in_class)
			translate_put(tr, "]");
		return true;
	default: return false;
	}
}

/* ---- escapes outside classes ---- */

static void put_reference(struct translator *tr, unsigned group)
{
	char text[24];

	snprintf(text, sizeof text, "\\g{%u}", group);
	translate_put(tr, text);
}

/* \k<name> */
static bool named_reference(struct translator *tr)
{
	const struct regex_pattern *p = tr->ret;
	const struct text *name;

	if (!p->names_len && !unicode(tr)) {
		translate_char(tr, 'k');
		return true;
	}
	if (translate_peek(tr, 0) != '<')
		return translate_fail(tr, "Invalid named reference");
	tr->at++;
	name = translate_group_name(tr);
	if (!name)
		return translate_fail(tr, "Invalid capture group name");
	for (size_t i = 0; i < p->names_len; i++) {
		if (!text_eq(p->names[i].name, name))
			continue;
		put_reference(tr, p->names[i].group);
		return true;
	}
	return translate_fail(tr, "Invalid named capture referenced");
}

/* \1 …: true when there is such a group. */
static bool numbered_reference(struct translator *tr, uint32_t first)
{
	unsigned group = first - '0';
	size_t at = tr->at;

	while (translate_peek(tr, 0) >= '0' && translate_peek(tr, 0) <= '9' && group < 100000)
		group = group * 10 + (unsigned)(text_at(tr->source, tr->at++) - '0');
	if (group >= 1 && group <= tr->ret->groups) {
		put_reference(tr, group);
		return true;
	}
	tr->at = at;
	return false;
}

bool translate_escape(struct translator *tr)
{
	uint32_t c, value;
	bool ok;

	if (tr->at >= tr->source->len)
		return translate_fail(tr, "\\ at end of pattern");
	c = translate_next(tr);
	if (c == 'b' || c == 'B') {
		translate_put(tr, c == 'b' ? "\\b" : "\\B");
		tr->repeatable = false;
		return true;
	}
	if (c == 'k')
		return named_reference(tr);
	if (c >= '1' && c <= '9' && numbered_reference(tr, c))
		return true;
	if (translate_set(tr, c, false, &ok))
		return ok;
	if (!character_escape(tr, c, false, &value))
		return false;
	translate_char(tr, value);
	return true;
}

/* ---- classes ---- */

/* One member: a character (*ret_set false) or a set, which is written already. */
static bool class_atom(struct translator *tr, uint32_t *ret, bool *ret_set)
{
	uint32_t c = translate_next(tr);
	bool ok;

	*ret_set = false;
	*ret = c;
	if (c != '\\')
		return true;
	if (tr->at >= tr->source->len)
		return translate_fail(tr, "\\ at end of pattern");
	c = translate_next(tr);
	if (translate_set(tr, c, true, &ok)) {
		*ret_set = true;
		return ok;
	}
	if (c == 'b') {
		*ret = '\b';
		return true;
	}
	return character_escape(tr, c, true, ret);
}

static bool class_member(struct translator *tr)
{
	uint32_t from, to;
	bool from_set, to_set;

	if (!class_atom(tr, &from, &from_set))
		return false;
	if (translate_peek(tr, 0) != '-' || translate_peek(tr, 1) == ']' ||
		translate_peek(tr, 1) < 0) {
		if (!from_set)
			translate_char(tr, from);
		return true;
	}
	tr->at++;
	/* a set is written here; a dash with one on a side stands for itself */
	if (!class_atom(tr, &to, &to_set))
		return false;
	if (from_set || to_set) {
		if (unicode(tr))
			return translate_fail(tr, "Invalid character class");
		if (!from_set)
			translate_char(tr, from);
		translate_char(tr, '-');
		if (!to_set)
			translate_char(tr, to);
		return true;
	}
	if (from > to)
		return translate_fail(tr, "Range out of order in character class");
	translate_range(tr, from, to);
	return true;
}

bool translate_class(struct translator *tr)
{
	bool negated = translate_peek(tr, 0) == '^';

	tr->at += negated;
	if (translate_peek(tr, 0) == ']') {
		tr->at++;
		translate_put(tr, negated ? "(?s:.)" : "(?!)");
		return true;
	}
	translate_put(tr, negated ? "[^" : "[");
	while (translate_peek(tr, 0) != ']') {
		if (translate_peek(tr, 0) < 0)
			return translate_fail(tr, "Unterminated character class");
		if (!class_member(tr))
			return false;
	}
	tr->at++;
	translate_put(tr, "]");
	return true;
}
