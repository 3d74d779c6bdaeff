#include "core/expr/strings.h"
#include "core/text/nfc.h"

#include <locale.h>
#include <pthread.h>
#include <string.h>
#include <wctype.h>

/* Methods of strings that need Unicode tables: those of the C library. */

static locale_t unicode_locale;

static void open_locale(void)
{
	unicode_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

/* NULL on a system without the locale: only ASCII has case then. */
static locale_t unicode(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, open_locale);
	return unicode_locale;
}

/* ---- case ---- */

static uint32_t ascii_case(uint32_t c, bool upper)
{
	if (upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z')
		return c ^ 32;
	return c;
}

static uint32_t map_case(uint32_t c, bool upper)
{
	if (c < 128 || !unicode())
		return ascii_case(c, upper);
	return (uint32_t)(upper ? towupper_l((wint_t)c, unicode())
				: towlower_l((wint_t)c, unicode()));
}

/* Upper case of more than one letter (Unicode's SpecialCasing.txt). */
static const struct special {
	uint16_t from, to[3];
} specials[] = {
	{0xdf, {'S', 'S', 0}},
	{0x149, {0x2bc, 'N', 0}},
	{0x1f0, {'J', 0x30c, 0}},
	{0x390, {0x399, 0x308, 0x301}},
	{0x3b0, {0x3a5, 0x308, 0x301}},
	{0x587, {0x535, 0x552, 0}},
	{0x1e96, {'H', 0x331, 0}},
	{0x1e97, {'T', 0x308, 0}},
	{0x1e98, {'W', 0x30a, 0}},
	{0x1e99, {'Y', 0x30a, 0}},
	{0x1e9a, {'A', 0x2be, 0}},
	{0x1f50, {0x3a5, 0x313, 0}},
	{0x1f52, {0x3a5, 0x313, 0x300}},
	{0x1f54, {0x3a5, 0x313, 0x301}},
	{0x1f56, {0x3a5, 0x313, 0x342}},
	{0x1fb2, {0x1fba, 0x399, 0}},
	{0x1fb3, {0x391, 0x399, 0}},
	{0x1fb4, {0x386, 0x399, 0}},
	{0x1fb6, {0x391, 0x342, 0}},
	{0x1fb7, {0x391, 0x342, 0x399}},
	{0x1fbc, {0x391, 0x399, 0}},
	{0x1fc2, {0x1fca, 0x399, 0}},
	{0x1fc3, {0x397, 0x399, 0}},
	{0x1fc4, {0x389, 0x399, 0}},
	{0x1fc6, {0x397, 0x342, 0}},
	{0x1fc7, {0x397, 0x342, 0x399}},
	{0x1fcc, {0x397, 0x399, 0}},
	{0x1fd2, {0x399, 0x308, 0x300}},
	{0x1fd3, {0x399, 0x308, 0x301}},
	{0x1fd6, {0x399, 0x342, 0}},
	{0x1fd7, {0x399, 0x308, 0x342}},
	{0x1fe2, {0x3a5, 0x308, 0x300}},
	{0x1fe3, {0x3a5, 0x308, 0x301}},
	{0x1fe4, {0x3a1, 0x313, 0}},
	{0x1fe6, {0x3a5, 0x342, 0}},
	{0x1fe7, {0x3a5, 0x308, 0x342}},
	{0x1ff2, {0x1ffa, 0x399, 0}},
	{0x1ff3, {0x3a9, 0x399, 0}},
	{0x1ff4, {0x38f, 0x399, 0}},
	{0x1ff6, {0x3a9, 0x342, 0}},
	{0x1ff7, {0x3a9, 0x342, 0x399}},
	{0x1ffc, {0x3a9, 0x399, 0}},
	{0xfb00, {'F', 'F', 0}},
	{0xfb01, {'F', 'I', 0}},
	{0xfb02, {'F', 'L', 0}},
	{0xfb03, {'F', 'F', 'I'}},
	{0xfb04, {'F', 'F', 'L'}},
	{0xfb05, {'S', 'T', 0}},
	{0xfb06, {'S', 'T', 0}},
	{0xfb13, {0x544, 0x546, 0}},
	{0xfb14, {0x544, 0x535, 0}},
	{0xfb15, {0x544, 0x53b, 0}},
	{0xfb16, {0x54e, 0x546, 0}},
	{0xfb17, {0x544, 0x53d, 0}},
};

static bool put_special(struct builder *b, uint32_t c)
{
	/* Greek vowels with an iota below: the capital, and a capital iota behind it */
	if (c >= 0x1f80 && c <= 0x1faf) {
		static const uint16_t capitals[] = {0x1f08, 0x1f28, 0x1f68};

		builder_add_unit(b, (uint16_t)(capitals[(c - 0x1f80) / 16] + c % 8));
		builder_add_unit(b, 0x399);
		return true;
	}
	for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
		if (specials[i].from != c)
			continue;
		for (size_t k = 0; k < 3 && specials[i].to[k]; k++)
			builder_add_unit(b, specials[i].to[k]);
		return true;
	}
	return false;
}

static bool is_cased(uint32_t c)
{
	return map_case(c, true) != c || map_case(c, false) != c;
}

/* A sigma at the end of a word has a form of its own. */
static uint32_t lower_sigma(const struct text *t, size_t at)
{
	bool before = at > 0 && is_cased(text_at(t, at - 1));
	bool after = at + 1 < t->len && is_cased(text_at(t, at + 1));

	return before && !after ? 0x3c2 : 0x3c3;
}

static const struct text *change_case(struct eval *ev, const struct text *t, bool upper)
{
	struct builder b = {.heap = &ev->heap};
	size_t step;

	for (size_t i = 0; i < t->len; i += step) {
		uint32_t c = text_code_at(t, i, &step);

		if (upper && c >= 128 && put_special(&b, c))
			continue;
		if (!upper && c == 0x130)
			builder_add_ascii(&b, "i");
		if (!upper && c == 0x130)
			c = 0x307;
		else if (!upper && c == 0x3a3)
			c = lower_sigma(t, i);
		else
			c = map_case(c, upper);
		builder_add_code(&b, c);
	}
	return builder_text(&b);
}

bool string_case(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t;

	if (!string_self(ev, c, &t))
		return false;
	eval_work(ev, t->len / 64);
	return give_text(ret, change_case(ev, t, c->builtin->magic));
}

/* ---- localeCompare ---- */

/* Where ASCII stands in the root collation (CLDR): punctuation, symbols,
 * digits, letters; control characters count for nothing. */
static const char collation[] = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/* Letters of Latin-1 and Latin Extended-A without their marks. */
static const char plain_latin[] =
	"AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
	"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLl"
	"LlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

static uint32_t base_letter(uint32_t c)
{
	if (c >= 0xc0 && c < 0xc0 + sizeof plain_latin - 1 && c != 0xd7 && c != 0xf7)
		return (unsigned char)plain_latin[c - 0xc0];
	return c;
}

/* The first weight: what the character is, whatever its case and marks.  Blanks, punctuation
 * and symbols, then digits, then letters, those outside Latin last. */
static uint32_t primary(uint32_t c)
{
	enum { SYMBOLS = 1000, DIGITS = 2000000, LETTERS = 3000000, OTHERS = 4000000 };
	const char *at;

	c = map_case(base_letter(c), false);
	if (c >= 'a' && c <= 'z')
		return LETTERS + c;
	if (c >= '0' && c <= '9')
		return DIGITS + c;
	if (c == ' ' || (c >= 9 && c <= 13))
		return c == ' ' ? 7 : c - 8;
	if (c >= 128)
		return (unicode() && !iswalpha_l((wint_t)c, unicode()) ? SYMBOLS : OTHERS) + c;
	at = c ? strchr(collation, (int)c) : NULL;
	return at ? 10 + (uint32_t)(at - collation) : 0;
}

static bool is_mark(uint32_t c)
{
	return c >= 0x300 && c <= 0x36f;
}

struct collator {
	bool numeric, cases, marks;
};

/* The number at *i; its digits are passed over. */
static double read_digits(const struct text *t, size_t *i)
{
	double n = 0;

	while (*i < t->len && text_at(t, *i) >= '0' && text_at(t, *i) <= '9')
		n = n * 10 + (text_at(t, (*i)++) - '0');
	return n;
}

static bool at_digit(const struct text *t, size_t i)
{
	return i < t->len && text_at(t, i) >= '0' && text_at(t, i) <= '9';
}

static void pass_ignored(const struct text *t, size_t *i)
{
	while (*i < t->len && (is_mark(text_at(t, *i)) || primary(text_at(t, *i)) == 0))
		++*i;
}

static int compare_primary(const struct text *a, const struct text *b, bool numeric)
{
	size_t i = 0, k = 0, step;

	for (;;) {
		double x, y;

		pass_ignored(a, &i);
		pass_ignored(b, &k);
		if (i >= a->len || k >= b->len)
			return (i < a->len) - (k < b->len);
		if (numeric && at_digit(a, i) && at_digit(b, k)) {
			x = read_digits(a, &i);
			y = read_digits(b, &k);
		} else {
			x = primary(text_code_at(a, i, &step));
			i += step;
			y = primary(text_code_at(b, k, &step));
			k += step;
		}
		if (x != y)
			return x < y ? -1 : 1;
	}
}

/* Control characters, and with `numeric` the zeros in front of a number. */
static void pass_weightless(const struct text *t, size_t *i, bool numeric)
{
	while (*i < t->len) {
		bool zero = numeric && text_at(t, *i) == '0' && at_digit(t, *i + 1) &&
			    !(*i && at_digit(t, *i - 1) && text_at(t, *i - 1) != '0');

		if (!zero && (is_mark(text_at(t, *i)) || primary(text_at(t, *i)) != 0))
			return;
		++*i;
	}
}

/* The second weight is the mark of a letter, the third its case: small before
 * capital. */
static int compare_rest(const struct text *a, const struct text *b, bool numeric, bool marks)
{
	size_t i = 0, k = 0;

	for (;; i++, k++) {
		uint32_t x, y;

		pass_weightless(a, &i, numeric);
		pass_weightless(b, &k, numeric);
		if (i >= a->len || k >= b->len)
			break;
		x = text_at(a, i);
		y = text_at(b, k);
		if (marks) {
			x = map_case(x, false);
			y = map_case(y, false);
			if (x != y && (x == base_letter(x)) != (y == base_letter(y)))
				return x == base_letter(x) ? -1 : 1;
		} else if (x != y && map_case(x, false) == map_case(y, false)) {
			return x == map_case(x, false) ? -1 : 1;
		}
		if (x != y && marks)
			return x < y ? -1 : 1;
	}
	return marks ? (i < a->len) - (k < b->len) : 0;
}

static bool read_collator(struct eval *ev, struct value options, struct collator *ret)
{
	const struct text *sensitivity;
	struct value v;

	*ret = (struct collator){.cases = true, .marks = true};
	if (options.kind != VALUE_OBJECT)
		return true;
	if (!value_get(ev, options, text_from(&ev->heap, "numeric"), &v))
		return false;
	ret->numeric = value_truth(v);
	if (!value_get(ev, options, text_from(&ev->heap, "sensitivity"), &v))
		return false;
	if (value_is_undefined(v))
		return true;
	if (!value_to_string(ev, v, &sensitivity))
		return false;
	ret->cases = text_is(sensitivity, "case") || text_is(sensitivity, "variant");
	ret->marks = text_is(sensitivity, "accent") || text_is(sensitivity, "variant");
	return true;
}

bool string_locale_compare(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *a, *b;
	struct collator how;
	int order;

	if (!string_self(ev, c, &a) || !arg_text(ev, c, 0, &b) ||
		!read_collator(ev, call_arg(c, 2), &how))
		return false;
	eval_work(ev, (a->len < b->len ? a->len : b->len) / 8);
	order = compare_primary(a, b, how.numeric);
	if (!order && how.marks)
		order = compare_rest(a, b, how.numeric, true);
	if (!order && how.cases)
		order = compare_rest(a, b, how.numeric, false);
	return give_number(ret, order);
}

/* ---- normalize ---- */

/* What lies between two halves of pairs that stand alone: those have no form. */
static bool normalize_run(
	struct eval *ev, const struct text *run, enum text_form form, struct builder *b)
{
	size_t len, piece;
	const char *utf8 = text_utf8(&ev->heap, run, &len);

	for (size_t at = 0; at < len; at += piece) {
		piece = text_form_piece(utf8 + at, len - at);
		eval_work(ev, piece);
		str_clear(&ev->held);
		if (!text_form_add(&ev->held, utf8 + at, piece, form))
			return throw_error(ev, ERROR_ERROR,
				"normalize() of text outside ASCII needs libutf8proc");
		builder_add(b, text_copy(&ev->heap, str_text(&ev->held), ev->held.len));
	}
	return true;
}

static bool normalize(struct eval *ev, const struct text *t, enum text_form form, struct value *ret)
{
	struct builder b = {.heap = &ev->heap};
	size_t from = 0, step;

	for (size_t i = 0; i < t->len; i += step) {
		uint32_t c = text_code_at(t, i, &step);

		if (c < 0xd800 || c > 0xdfff)
			continue;
		if (!normalize_run(ev, text_slice(&ev->heap, t, from, i), form, &b))
			return false;
		builder_add_unit(&b, (uint16_t)c);
		from = i + 1;
	}
	return normalize_run(ev, text_slice(&ev->heap, t, from, t->len), form, &b) &&
	       give_text(ret, builder_text(&b));
}

bool string_normalize(struct eval *ev, const struct call *c, struct value *ret)
{
	static const char *const forms[] = {"NFC", "NFD", "NFKC", "NFKD"};
	const struct text *t, *name = text_from(&ev->heap, "NFC");
	size_t form = 0;

	if (!string_self(ev, c, &t))
		return false;
	if (!value_is_undefined(call_arg(c, 0)) && !arg_text(ev, c, 0, &name))
		return false;
	while (form < sizeof forms / sizeof *forms && !text_is(name, forms[form]))
		form++;
	if (form == sizeof forms / sizeof *forms)
		return throw_range(
			ev, "The normalization form should be one of NFC, NFD, NFKC, NFKD.");
	return t->wide ? normalize(ev, t, (enum text_form)form, ret) : give_text(ret, t);
}
