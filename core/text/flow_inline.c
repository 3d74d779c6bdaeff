#include "core/text/flow.h"

#include "core/text/letter.h"

#include <ctype.h>
#include <string.h>

void inline_erase(struct text_inline *i, size_t at, size_t len)
{
	size_t end = at + len;

	memmove(i->text.at + at, i->text.at + end, i->text.len - end + 1);
	i->text.len -= len;
	for (size_t m = 0; m < i->marks.len; m++) {
		struct text_mark *mark = &i->marks.at[m];
		size_t from = mark->at, to = from + mark->len;

		from = from <= at ? from : from >= end ? from - len : at;
		to = to <= at ? to : to >= end ? to - len : at;
		mark->at = from;
		mark->len = to - from;
	}
}

/* Only the last marks can be behind `at`; those that are closed go, so that a text with
 * many references does not gather them. */
void inline_cut(struct text_inline *i, size_t at)
{
	if (at >= i->text.len)
		return;
	str_truncate(&i->text, at);
	while (i->marks.len && i->marks.at[i->marks.len - 1].at >= at &&
		i->marks.at[i->marks.len - 1].len)
		i->marks.len--;
}

void inline_trim_front(struct text_inline *i)
{
	size_t blanks = 0;

	while (blanks < i->text.len &&
		(i->text.at[blanks] == '\n' || (i->text.at[blanks] == ' ' && !i->keeps_blanks)))
		blanks++;
	if (blanks)
		inline_erase(i, 0, blanks);
}

/* ---- references ---- */

/* "[link]", "[12]", "[a]": in brackets, and short. */
static bool is_bracketed(const char *text, size_t len)
{
	return len >= 3 && len <= 24 && text[0] == '[' && text[len - 1] == ']';
}

/* "[12]", "[a]", "12": the mark of a note. */
static bool is_note_mark(const char *text, size_t len)
{
	size_t from = 0, to = len, digits = 0;

	if (is_bracketed(text, len)) {
		from++;
		to--;
	}
	for (size_t at = from; at < to; at++)
		digits += isdigit((unsigned char)text[at]) != 0;
	return to - from <= 4 && (digits == to - from || (from && to - from == 1));
}

/* Signs that headings carry for those who want to link to them. */
static bool is_anchor_sign(const char *text, size_t len)
{
	static const char *const signs[] = {"¶", "#", "§", "↩", "↩︎", "↑", "^", "🔗", NULL};

	for (size_t s = 0; signs[s]; s++)
		if (strlen(signs[s]) == len && memcmp(signs[s], text, len) == 0)
			return true;
	return false;
}

void flow_end_link(struct text_flow *f, size_t mark, bool is_local)
{
	size_t at = mark < f->in.marks.len ? f->in.marks.at[mark].at : 0, len;
	const char *text;

	text_inline_end(&f->in, mark);
	if (mark >= f->in.marks.len || !is_local || at >= f->in.text.len)
		return;
	text = f->in.text.at + at;
	len = f->in.text.len - at;
	while (at && f->in.text.at[at - 1] == ' ')
		at--;
	if (is_anchor_sign(text, len) ||
		(is_bracketed(text, len) &&
			(is_note_mark(text, len) || !at || f->in.text.at[at - 1] == '(' ||
				(f->was_cut && strchr(",;", f->in.text.at[at - 1]))))) {
		inline_cut(&f->in, (size_t)(text - f->in.text.at));
		f->was_cut = true;
	}
}

static bool has_link(const struct text_inline *i, size_t from)
{
	for (size_t m = i->marks.len; m-- > 0 && i->marks.at[m].at >= from;)
		if (i->marks.at[m].kind == MARK_LINK)
			return true;
	return false;
}

void flow_superscript(struct text_flow *f, size_t at)
{
	enum { LONGEST = 24 };
	static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
	struct str raised = {0};
	struct text_inline *i = &f->in;

	if (at >= i->text.len || i->text.len - at > LONGEST)
		return;
	if (has_link(i, at) && (is_note_mark(i->text.at + at, i->text.len - at) ||
				       is_bracketed(i->text.at + at, i->text.len - at))) {
		inline_cut(i, at);
		f->was_cut = true;
		return;
	}
	for (size_t c = at; c < i->text.len; c++) {
		if (isdigit((unsigned char)i->text.at[c]))
			str_add(&raised, digits[i->text.at[c] - '0']);
		else if (strncmp(i->text.at + c, "−", 3) == 0) {
			str_add(&raised, "⁻");
			c += 2;
		} else if (i->text.at[c] == '-' || i->text.at[c] == '+')
			str_add(&raised, i->text.at[c] == '-' ? "⁻" : "⁺");
		else { /* "2nd", "TM": as it is */
			str_release(&raised);
			return;
		}
	}
	inline_cut(i, at);
	str_add_bytes(&i->text, str_text(&raised), raised.len);
	str_release(&raised);
}

/* ---- terms ---- */

/* What stands before a colon and is no term. */
static bool is_label(const char *term, size_t len)
{
	static const char *const labels[] = {"note", "notes", "nb", "warning", "tip", "tips",
		"hint", "important", "caution", "attention", "danger", "example", "examples",
		"e.g.", "see", "see also", "source", "sources", "question", "answer", "q", "a",
		"remark", "todo", "update", "edit", "hinweis", "hinweise", "achtung", "warnung",
		"tipp", "beispiel", "beispiele", "wichtig", "merke", "quelle", "quellen", "siehe",
		"siehe auch", "frage", "antwort", "bemerkung", "anmerkung", NULL};
	static const char *const numbered[] = {"figure", "fig.", "table", "step", "example",
		"exercise", "listing", "abbildung", "abb.", "tabelle", "schritt", "beispiel",
		"aufgabe", NULL};
	char folded[32];
	size_t head;

	if (len >= sizeof folded)
		return false;
	for (size_t at = 0; at < len; at++)
		folded[at] = (char)tolower((unsigned char)term[at]);
	folded[len] = '\0';
	for (size_t l = 0; labels[l]; l++)
		if (strcmp(folded, labels[l]) == 0)
			return true;
	head = strcspn(folded, " ");
	for (size_t l = 0; numbered[l] && folded[head]; l++)
		if (head == strlen(numbered[l]) && memcmp(folded, numbered[l], head) == 0)
			return isdigit((unsigned char)folded[head + 1]) != 0;
	return false;
}

static bool has_letter(const char *text, size_t len)
{
	uint32_t cp;

	for (size_t at = 0; at < len; at += letter_next(text + at, len - at, &cp))
		if (letter_next(text + at, len - at, &cp) &&
			(letter_class(cp) == LETTER_ALPHA || letter_class(cp) == LETTER_IDEOGRAPH))
			return true;
	return false;
}

/* The end of the run of bold or code that the text begins with; 0: none. */
static size_t leading_run(const struct text_inline *i)
{
	size_t end = 0;

	for (size_t m = 0; m < i->marks.len && i->marks.at[m].at == 0; m++)
		if (i->marks.at[m].kind != MARK_LINK && i->marks.at[m].kind != MARK_EMPHASIS &&
			i->marks.at[m].len > end)
			end = i->marks.at[m].len;
	return end;
}

/* " (ABC)" behind the run belongs to the term. */
static size_t with_parenthesis(const struct text_inline *i, size_t end)
{
	enum { LONGEST = 60 };
	const char *text = i->text.at;
	const char *close;

	if (end + 2 >= i->text.len || text[end] != ' ' || text[end + 1] != '(')
		return end;
	close = memchr(text + end, ')', i->text.len - end);
	return close && (size_t)(close - text) - end < LONGEST ? (size_t)(close - text) + 1 : end;
}

/* The length of ":", " - " and their kind at `at`; 0: none. */
static size_t separator(const char *text, size_t len, size_t at)
{
	static const char *const dashes[] = {" - ", " – ", " — ", " -- ", " : ", " = ", NULL};

	if (at < len && text[at] == ':' && (at + 1 == len || strchr(" \n", text[at + 1])))
		return 1;
	for (size_t d = 0; dashes[d]; d++)
		if (len - at > strlen(dashes[d]) &&
			memcmp(text + at, dashes[d], strlen(dashes[d])) == 0)
			return strlen(dashes[d]);
	return 0;
}

bool flow_find_lead(const struct text_inline *i, struct flow_lead *ret)
{
	enum { TERM_BYTES = 90, TERM_WORDS = 8 };
	const char *text = str_text(&i->text);
	size_t run = leading_run(i), end = run, step;

	if (!run || run > TERM_BYTES)
		return false;
	while (end && strchr(" \n", text[end - 1]))
		end--;
	if (end && text[end - 1] == ':') {
		step = 1;
		end--;
	} else {
		run = end = with_parenthesis(i, end);
		step = separator(text, i->text.len, end);
	}
	while (end && text[end - 1] == ' ')
		end--;
	if (!step || !end || memchr(text, '\n', end) || is_label(text, end) ||
		!has_letter(text, end) || text_count_words(text, end) > TERM_WORDS)
		return false;
	ret->term_len = end;
	ret->meaning = run > end + step ? run : end + step;
	while (ret->meaning < i->text.len && strchr(" \n", text[ret->meaning]))
		ret->meaning++;
	return has_letter(text + ret->meaning, i->text.len - ret->meaning);
}

bool flow_is_bold_title(const struct text_inline *i)
{
	enum { BYTES = 100, WORDS = 10 };
	const char *text = str_text(&i->text);
	size_t len = i->text.len;
	bool is_bold = false;

	while (len && strchr(" \n", text[len - 1]))
		len--;
	if (!len || len > BYTES || strchr(".!,;:", text[len - 1]) || memchr(text, '\n', len))
		return false;
	for (size_t m = 0; m < i->marks.len && !is_bold; m++)
		is_bold = i->marks.at[m].kind == MARK_STRONG && i->marks.at[m].at == 0 &&
			  i->marks.at[m].len >= len;
	return is_bold && has_letter(text, len) && text_count_words(text, len) <= WORDS;
}
