#include "core/ai/builtin_field.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <string.h>

/* ---- kinds ---- */

struct kind_word {
	const char *word;
	enum field_kind kind;
};

static bool find_kind(const struct kind_word *words, const char *word, enum field_kind *ret)
{
	for (; words->word; words++) {
		if (str_eq(words->word, word)) {
			*ret = words->kind;
			return true;
		}
	}
	return false;
}

/* The words of a name, folded, with blanks between: "invoiceDate" is "invoice date". */
static void name_words(struct str *out, const char *name)
{
	struct str spaced = {0};
	struct text_span word;

	for (const char *c = name; *c; c++) {
		if (c > name && *c >= 'A' && *c <= 'Z' && c[-1] >= 'a' && c[-1] <= 'z')
			str_add_char(&spaced, ' ');
		str_add_char(&spaced, *c == '_' ? ' ' : *c);
	}
	for (size_t at = 0; text_next_word(str_text(&spaced), spaced.len, &at, &word);) {
		if (out->len)
			str_add_char(out, ' ');
		letter_fold(out, word.at, word.len);
	}
	str_release(&spaced);
}

enum field_kind field_kind_of(const char *type, const char *name)
{
	static const struct kind_word types[] = {{"date", FIELD_DATE}, {"number", FIELD_NUMBER},
		{"integer", FIELD_NUMBER}, {"money", FIELD_MONEY}, {"amount", FIELD_MONEY},
		{"price", FIELD_MONEY}, {"email", FIELD_EMAIL}, {"url", FIELD_URL},
		{"uri", FIELD_URL}, {"boolean", FIELD_BOOLEAN}, {"text", FIELD_TEXT},
		{"string", FIELD_TEXT}, {0}};
	static const struct kind_word names[] = {{"date", FIELD_DATE}, {"datum", FIELD_DATE},
		{"email", FIELD_EMAIL}, {"mail", FIELD_EMAIL}, {"url", FIELD_URL},
		{"website", FIELD_URL}, {"homepage", FIELD_URL}, {"link", FIELD_URL},
		{"total", FIELD_MONEY}, {"amount", FIELD_MONEY}, {"price", FIELD_MONEY},
		{"cost", FIELD_MONEY}, {"sum", FIELD_MONEY}, {"betrag", FIELD_MONEY},
		{"gesamtbetrag", FIELD_MONEY}, {"preis", FIELD_MONEY}, {"summe", FIELD_MONEY}, {0}};
	enum field_kind kind = FIELD_TEXT;
	struct text_span word;
	struct str folded = {0}, one = {0};

	if (type && find_kind(types, type, &kind))
		return kind;
	name_words(&folded, name);
	for (size_t at = 0; text_next_word(str_text(&folded), folded.len, &at, &word);) {
		str_clear(&one);
		str_add_bytes(&one, word.at, word.len);
		find_kind(names, str_text(&one), &kind);
	}
	str_release(&folded);
	str_release(&one);
	return kind;
}

/* ---- a value in a stretch of text ---- */

static enum text_value_kind form_of(enum field_kind kind)
{
	static const enum text_value_kind forms[] = {[FIELD_DATE] = VALUE_DATE,
		[FIELD_NUMBER] = VALUE_NUMBER,
		[FIELD_MONEY] = VALUE_MONEY,
		[FIELD_EMAIL] = VALUE_EMAIL,
		[FIELD_URL] = VALUE_URL};

	return forms[kind];
}

static bool has_form(enum field_kind kind)
{
	return kind != FIELD_TEXT && kind != FIELD_BOOLEAN;
}

static void set_value(struct arena *a, const struct text_value *v, struct field_value *ret)
{
	ret->written = v->span;
	ret->plain =
		v->plain[0] ? arena_strdup(a, v->plain) : arena_strndup(a, v->span.at, v->span.len);
}

static bool formed_value(
	struct arena *a, enum field_kind kind, const struct text_span *in, struct field_value *ret)
{
	struct text_value v;
	size_t at = 0;

	if (!text_next_value(in, form_of(kind), &at, &v)) {
		/* Behind its name an amount needs no currency. */
		if (kind != FIELD_MONEY || !text_next_value(in, VALUE_NUMBER, &at, &v))
			return false;
	}
	set_value(a, &v, ret);
	return true;
}

static struct text_span trimmed(struct text_span s)
{
	while (s.len && strchr(" \t", s.at[0]))
		s.at++, s.len--;
	while (s.len && strchr(" \t,;", s.at[s.len - 1]))
		s.len--;
	return s;
}

static bool boolean_value(struct text_span in, struct field_value *ret)
{
	static const char *const words[] = {
		"yes", "true", "ja", "wahr", "x", "no", "false", "nein", "falsch"};
	struct text_span word;
	struct str folded = {0};
	size_t at = 0;
	bool found = false;

	if (text_next_word(in.at, in.len, &at, &word))
		letter_fold(&folded, word.at, word.len);
	for (size_t i = 0; i < sizeof words / sizeof *words && !found; i++) {
		if (str_eq(str_text(&folded), words[i])) {
			found = true;
			ret->written = word;
			ret->plain = i < 5 ? "true" : "false";
		}
	}
	str_release(&folded);
	return found;
}

static bool value_in(
	struct arena *a, enum field_kind kind, struct text_span in, struct field_value *ret)
{
	in = trimmed(in);
	if (kind == FIELD_BOOLEAN)
		return boolean_value(in, ret);
	if (has_form(kind))
		return formed_value(a, kind, &in, ret);
	if (!in.len)
		return false;
	ret->written = in;
	ret->plain = arena_strndup(a, in.at, in.len);
	return true;
}

/* ---- labels ---- */

/* What stands before ':', '=', or a tab, when it is short enough for a label;
 * list marks and emphasis are none of it. */
static bool split(struct text_span line, struct text_span *ret_label, struct text_span *ret_rest)
{
	size_t mark = text_list_mark(line.at, line.len), end = mark;

	while (end < line.len && end - mark < 48 && !strchr(":=\t|", line.at[end]))
		end++;
	if (end == mark || end == line.len || !strchr(":=\t|", line.at[end]))
		return false;
	*ret_label = (struct text_span){line.at + mark, end - mark};
	*ret_rest = (struct text_span){line.at + end + 1, line.len - end - 1};
	return true;
}

/* 2: the same words; 1: all of the name's are among the label's. */
static int matches(const char *name, struct text_span label)
{
	struct str copy = {0}, folded = {0}, padded = {0}, wanted = {0};
	struct text_span word;
	int match;

	str_add_bytes(&copy, label.at, label.len);
	name_words(&folded, str_text(&copy));
	str_addf(&padded, " %s ", str_text(&folded));
	match = str_eq(str_text(&folded), name) ? 2 : 1;
	for (size_t at = 0; match == 1 && text_next_word(name, strlen(name), &at, &word);) {
		str_clear(&wanted);
		str_addf(&wanted, " %.*s ", (int)word.len, word.at);
		if (!strstr(padded.at, str_text(&wanted)))
			match = 0;
	}
	str_release(&copy);
	str_release(&folded);
	str_release(&padded);
	str_release(&wanted);
	return match;
}

static void set_source(struct field_value *v, const char *begin)
{
	v->source = (struct text_span){begin, (size_t)(v->written.at + v->written.len - begin)};
}

typedef bool next_piece(const char *text, size_t len, size_t *at, struct text_span *ret);

/* "Label: value" in a line or in a sentence; the value may stand in the next one. */
static bool find_labelled(struct arena *a, const struct field_query *q, next_piece *next,
	int wanted, struct field_value *ret)
{
	struct text_span piece, label, rest;
	struct str name = {0};
	bool found = false;

	name_words(&name, q->name);
	for (size_t at = 0; !found && next(q->text.at, q->text.len, &at, &piece);) {
		size_t behind = at;

		if (!split(piece, &label, &rest) || matches(str_text(&name), label) < wanted)
			continue;
		if (text_is_blank(rest.at, rest.len) &&
			!next(q->text.at, q->text.len, &behind, &rest))
			continue;
		if (next == text_next_sentence && rest.len && rest.at[rest.len - 1] == '.')
			rest.len--;
		found = value_in(a, q->kind, rest, ret);
		if (found)
			set_source(ret, label.at);
	}
	str_release(&name);
	return found;
}

/* So near behind its name a value belongs to it. */
#define NEAR 40

/* "the total of 12.50 EUR": the name, then a value of its form in the same sentence. */
static bool find_behind(struct arena *a, const struct field_query *q, struct field_value *ret)
{
	struct text_span s, word;
	struct str name = {0}, folded = {0};
	bool found = false;

	name_words(&name, q->name);
	for (size_t at = 0; !found && text_next_sentence(q->text.at, q->text.len, &at, &s);) {
		for (size_t i = 0; !found && text_next_word(s.at, s.len, &i, &word);) {
			struct text_span rest = {s.at + i, s.len - i < NEAR ? s.len - i : NEAR};

			str_clear(&folded);
			letter_fold(&folded, word.at, word.len);
			/* Of a name with several words the last one is its noun. */
			if (folded.len && str_ends(str_text(&name), folded.at) &&
				(folded.len == name.len ||
					name.at[name.len - folded.len - 1] == ' '))
				found = formed_value(a, q->kind, &rest, ret);
		}
		if (found)
			set_source(ret, ret->written.at);
	}
	str_release(&name);
	str_release(&folded);
	return found;
}

/* The only one of its form. */
static bool find_only(struct arena *a, const struct field_query *q, struct field_value *ret)
{
	struct text_value first, other;
	size_t at = 0;

	if (!text_next_value(&q->text, form_of(q->kind), &at, &first))
		return false;
	while (text_next_value(&q->text, form_of(q->kind), &at, &other))
		if (other.span.len != first.span.len ||
			memcmp(other.span.at, first.span.at, first.span.len) != 0)
			return false;
	set_value(a, &first, ret);
	ret->source = first.span;
	return true;
}

bool field_find(struct arena *a, const struct field_query *q, struct field_value *ret)
{
	*ret = (struct field_value){0};
	for (int wanted = 2; wanted > 0; wanted--)
		if (find_labelled(a, q, text_next_line, wanted, ret) ||
			find_labelled(a, q, text_next_sentence, wanted, ret))
			return true;
	if (!has_form(q->kind))
		return false;
	/* A number says nothing without its name. */
	return find_behind(a, q, ret) || (q->kind != FIELD_NUMBER && find_only(a, q, ret));
}
