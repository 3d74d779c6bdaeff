#include "core/text/read_pdf.h"

#include "core/text/flow.h"
#include "core/text/letter.h"

#include <ctype.h>
#include <string.h>

static const struct {
	unsigned style;
	enum mark_kind kind;
} marks[] = {{PDF_BOLD, MARK_STRONG}, {PDF_ITALIC, MARK_EMPHASIS}, {PDF_MONO, MARK_CODE},
	{PDF_LINK, MARK_LINK}};
enum { MARKS = 4 };

/* TeX's older fonts set an accent before its letter: "¨a". */
static const char *accented(uint32_t accent, char letter)
{
	static const struct {
		uint32_t accent;
		const char *letters;
		const char *const made[12];
	} accents[] = {
		{0xa8, "aouAOUei", {"ä", "ö", "ü", "Ä", "Ö", "Ü", "ë", "ï"}},
		{0xb4, "aeiouyAEO", {"á", "é", "í", "ó", "ú", "ý", "Á", "É", "Ó"}},
		{0x60, "aeiouAE", {"à", "è", "ì", "ò", "ù", "À", "È"}},
		{0x2c6, "aeiouAE", {"â", "ê", "î", "ô", "û", "Â", "Ê"}},
		{0x2dc, "anoN", {"ã", "ñ", "õ", "Ñ"}},
		{0x2c7, "cszrCSZ", {"č", "š", "ž", "ř", "Č", "Š", "Ž"}},
		{0xb8, "cC", {"ç", "Ç"}},
	};
	const char *found;

	for (size_t a = 0; a < sizeof accents / sizeof *accents; a++)
		if (accents[a].accent == accent && letter &&
			(found = strchr(accents[a].letters, letter)))
			return accents[a].made[found - accents[a].letters];
	return NULL;
}

/* Ligatures as letters; poppler leaves some, and signs of private fonts. */
static void add_letters(struct text_inline *i, const char *text, size_t len)
{
	static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
	size_t from = 0, step;
	uint32_t cp = 0;

	for (size_t at = 0; at < len; at += step) {
		const char *instead = NULL;

		step = letter_next(text + at, len - at, &cp);
		if (cp >= 0xfb00 && cp <= 0xfb06)
			instead = ligatures[cp - 0xfb00];
		else if (cp >= 0xe000 && cp < 0xf900)
			instead = "";
		else if (cp == 0x2010 || cp == 0x2011)
			instead = "-";
		else if (cp == 0xad && at + step == len)
			instead = "-"; /* a soft hyphen, where it was used */
		else if (at + step < len && (instead = accented(cp, text[at + step])))
			step++;
		if (!instead)
			continue;
		text_inline_add(i, text + from, at - from);
		text_inline_add(i, instead, strlen(instead));
		from = at + step;
	}
	text_inline_add(i, text + from, len - from);
}

/* Ends the marks that a style does not have, and begins those that it has. */
static void change_style(struct text_inline *i, size_t open[MARKS], unsigned style)
{
	for (int m = 0; m < MARKS; m++)
		if (open[m] && !(style & marks[m].style)) {
			text_inline_end(i, open[m] - 1);
			open[m] = 0;
		}
	for (int m = 0; m < MARKS; m++)
		if (!open[m] && (style & marks[m].style))
			open[m] = text_inline_begin(i, marks[m].kind) + 1;
}

/* Small digits above the line: an exponent behind a digit or a unit, else a note's mark. */
static bool add_raised(
	struct text_inline *i, const struct pdf_line *l, const struct pdf_piece *piece)
{
	static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
	size_t word = 0, len = i->text.len;
	bool is_exponent;

	if (!len || !piece->len || piece->len > 3 || piece->size * 5 > l->size * 4 ||
		l->bottom - piece->bottom <= l->size / 6 ||
		strspn(piece->text, "0123456789") != piece->len)
		return false;
	while (word < len && word < 4 && isalpha((unsigned char)i->text.at[len - 1 - word]))
		word++;
	is_exponent = (word > 0 && word < 3) || isdigit((unsigned char)i->text.at[len - 1]) ||
		      i->text.at[len - 1] == ')';
	for (size_t c = 0; is_exponent && c < piece->len; c++)
		str_add(&i->text, digits[piece->text[c] - '0']);
	return true;
}

void pdf_add_text(const struct pdf *p, const struct pdf_line *l, struct text_inline *i)
{
	size_t open[MARKS] = {0};

	for (size_t n = l->first; n < l->end; n++) {
		const struct pdf_piece *piece = &p->pieces.at[n],
				       *before = n > l->first ? piece - 1 : NULL;

		if (add_raised(i, l, piece))
			continue;
		if (before && !piece->is_joined && 7 * (piece->left - before->right) > piece->size)
			text_inline_add(i, " ", 1);
		change_style(i, open, piece->style);
		add_letters(i, piece->text, piece->len);
	}
	change_style(i, open, 0);
}

/* "https://example." "org": an address that goes on in the next line. */
static bool is_divided_url(const char *text, size_t len, uint32_t next)
{
	size_t at = len;

	while (at && text[at - 1] != ' ' && len - at < 500)
		at--;
	for (size_t c = at; c + 3 <= len; c++)
		if (memcmp(text + c, "://", 3) == 0)
			return strchr("/_-?=&", text[len - 1]) != NULL ||
			       (text[len - 1] == '.' && letter_is_lower(next));
	return false;
}

/* "Vor-" of "Vor- und Nachteile". */
static bool is_conjunction(const struct pdf_piece *piece)
{
	static const char *const words[] = {"und", "oder", "bzw", "sowie", "and", "or", NULL};
	size_t len = strcspn(piece->text, " .,");

	for (size_t w = 0; words[w]; w++)
		if (len == strlen(words[w]) && memcmp(piece->text, words[w], len) == 0)
			return true;
	return false;
}

/* "ex-" of "example", but not "R-" of "R-help" or "X-" of "X-rays". */
static bool is_divided_word(const char *text, size_t len)
{
	enum { LONGEST = 80 };
	size_t upper = 0, at = len;
	uint32_t cp = 0;

	for (size_t step; at && len - at < LONGEST && (step = letter_before(text, at, &cp)) > 0;
		at -= step) {
		if (letter_class(cp) != LETTER_ALPHA)
			break;
		upper += letter_is_upper(cp);
	}
	return at < len && upper < 2 && !(upper && len - at < 3);
}

void pdf_join_lines(struct text_inline *i, const struct pdf *p, const struct pdf_line *next)
{
	const char *text = str_text(&i->text);
	size_t len = i->text.len;
	uint32_t first = 0;

	while (len && text[len - 1] == ' ')
		len--;
	letter_next(p->pieces.at[next->first].text, p->pieces.at[next->first].len, &first);
	if (is_divided_url(text, len, first)) {
		str_truncate(&i->text, len);
		return;
	}
	if (len > 1 && text[len - 1] == '-' && letter_class(first) == LETTER_ALPHA &&
		!is_conjunction(&p->pieces.at[next->first])) {
		bool joins = letter_is_lower(first) && is_divided_word(text, len - 1);
		uint32_t before = 0;

		letter_before(text, len - 1, &before);
		if (joins || letter_class(before) == LETTER_ALPHA) {
			str_truncate(&i->text, joins ? len - 1 : len);
			return;
		}
	}
	text_inline_add(i, " ", 1);
}

void pdf_join_marks(struct text_inline *i)
{
	size_t kept = 0;

	for (size_t m = 0; m < i->marks.len; m++) {
		struct text_mark mark = i->marks.at[m], *last = NULL;

		for (size_t k = kept; k-- > 0 && kept - k <= MARKS && !last;)
			if (i->marks.at[k].kind == mark.kind)
				last = &i->marks.at[k];
		if (last && mark.at <= last->at + last->len + 1)
			last->len = mark.at + mark.len - last->at;
		else
			i->marks.at[kept++] = mark;
	}
	i->marks.len = kept;
}

void pdf_text_of(const struct pdf *p, const struct pdf_line *l, struct str *ret)
{
	struct text_inline i = {.text = *ret};

	text_inline_clear(&i);
	pdf_add_text(p, l, &i);
	*ret = i.text;
	vec_release(&i.marks);
}
