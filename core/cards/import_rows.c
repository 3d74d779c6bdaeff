#include "core/cards/import_rows.h"

#include "core/data/json.h"
#include "core/text/cloze.h"

#include <stdlib.h>
#include <string.h>

const struct import_layout import_nowhere = {.at = {-1, -1, -1, -1, -1, -1, -1, -1}};

/* What a file has that a note has not. */
struct left {
	size_t media, notes;
};

const char *import_cell(struct exchange *x, const struct csv_reader *r, int at)
{
	if (at < 0 || (size_t)at >= r->count)
		return "";
	return arena_strndup(&x->arena, r->fields[at].at, r->fields[at].len);
}

static const char *text_of(
	struct exchange *x, const struct import_layout *l, const char *text, size_t *media)
{
	struct str plain = {0};
	const char *kept;

	if (!l->is_html)
		return text;
	import_html(text, strlen(text), &plain, media);
	kept = arena_strdup(&x->arena, str_text(&plain));
	str_release(&plain);
	return kept;
}

static bool is_cloze(const char *text)
{
	struct text_gap gap;

	return text_next_gap(text, &gap);
}

static bool has_place(const struct import_layout *l, size_t column)
{
	for (size_t i = 0; i < PLACES; i++)
		if (l->at[i] == (int)column)
			return true;
	return false;
}

/* Columns that are neither question nor answer, by their names; NULL: all are empty. */
static const char *extra_of(
	struct exchange *x, const struct import_layout *l, const struct csv_reader *r)
{
	cJSON *json, *fields = NULL;
	const char *kept;
	char *text;

	for (size_t i = 0; i < r->count; i++) {
		if (!r->fields[i].len || has_place(l, i))
			continue;
		if (!fields)
			fields = json_new_object();
		json_set_string(fields,
			i < l->names.len && *l->names.at[i]
				? l->names.at[i]
				: arena_printf(&x->arena, "column %zu", i + 1),
			import_cell(x, r, (int)i));
	}
	if (!fields)
		return NULL;
	json = json_new_object();
	json_set_string(json, "notetype", import_cell(x, r, l->at[PLACE_NOTETYPE]));
	json_add_take(json, "fields", fields);
	text = json_text(json);
	kept = arena_strdup(&x->arena, text);
	free(text);
	json_free(json);
	return kept;
}

static const char *kind_of(const struct exchange_note *n, const char *named)
{
	if (card_kind_of(named) != CARD_KINDS)
		return named;
	return n->cloze ? "cloze" : "note";
}

static void add_note(struct exchange *x, const struct import_layout *l, const struct csv_reader *r,
	struct left *left)
{
	struct exchange_note n = {.guid = import_cell(x, r, l->at[PLACE_GUID]),
		.deck = import_cell(x, r, l->at[PLACE_DECK]),
		.tags = import_cell(x, r, l->at[PLACE_TAGS]),
		.question = text_of(x, l, import_cell(x, r, l->at[PLACE_QUESTION]), &left->media),
		.answer = text_of(x, l, import_cell(x, r, l->at[PLACE_ANSWER]), &left->media)};
	const char *cloze = text_of(x, l, import_cell(x, r, l->at[PLACE_CLOZE]), &left->media);

	if (!*n.deck && l->deck)
		n.deck = l->deck;
	if (l->tags && *l->tags)
		n.tags = *n.tags ? arena_printf(&x->arena, "%s %s", n.tags, l->tags) : l->tags;
	if (is_cloze(cloze))
		n.cloze = cloze;
	else if (is_cloze(n.question)) {
		n.cloze = n.question;
		n.source = n.answer;
	}
	n.kind = kind_of(&n, import_cell(x, r, l->at[PLACE_KIND]));
	if (n.cloze)
		n.question = n.answer = "";
	if (!n.cloze && (!*n.question || !*n.answer)) {
		exchange_problem(x, "line %d has no %s and is left out", r->line - 1,
			*n.question ? "answer" : "question");
		return;
	}
	n.extra = extra_of(x, l, r);
	left->notes += n.extra != NULL;
	vec_push(&x->notes, n);
}

static void say_left(struct exchange *x, const struct left *left)
{
	if (left->media)
		exchange_problem(x, "%zu pictures and sounds stay behind: their places are marked",
			left->media);
	if (left->notes)
		exchange_problem(x,
			"%zu %s more columns than question and answer: they are kept beside, and "
			"not asked for",
			left->notes, left->notes == 1 ? "note has" : "notes have");
}

bool import_line_error(struct err *err)
{
	struct err cause = *err; /* "3: a quote that never closes" */

	return err_set(err, ERR_INPUT, "line %s", cause.message);
}

bool import_rows(struct exchange *x, const struct import_layout *l, const char *text, size_t len,
	struct err *err)
{
	struct csv_reader r = {.at = text,
		.end = text + len,
		.delimiter = l->separator,
		.line = l->lines_before + 1};
	struct left left = {0};
	bool row = true, ok;

	while ((ok = csv_reader_next(&r, &row, err)) && row) {
		bool comment = r.count && r.fields[0].len && r.fields[0].at[0] == '#' &&
			       !r.fields[0].quoted;

		if (!csv_reader_is_blank(&r) && !comment)
			add_note(x, l, &r, &left);
	}
	csv_reader_release(&r);
	if (ok)
		say_left(x, &left);
	exchange_name(x);
	return ok || import_line_error(err);
}
