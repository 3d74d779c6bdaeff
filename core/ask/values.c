#include "core/ask/values.h"

#include "core/ask/dictionary.h"
#include "core/ask/lemma.h"
#include "core/base/str.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A run of words as values are compared, and what it stands for. */
struct gram {
	const char *text;
	size_t first, len;
	double score;
	struct gram *next; /* with the same text */
};

struct search {
	struct map grams;
	bool starts[256]; /* first bytes of any gram, both cases */
	size_t longest;
	struct ask_values *values;
	const struct ask_catalog *catalog;
	const struct ask_question *question;
	struct arena *arena;
	size_t columns[64], columns_len; /* of the table that is read */
};

static void add_gram(struct search *s, const char *text, size_t first, size_t len, double score)
{
	struct gram *g = arena_new(s->arena, struct gram);
	size_t n = strlen(text);

	if (!n)
		return;
	*g = (struct gram){text, first, len, score, map_get(&s->grams, text)};
	map_put(&s->grams, text, g);
	s->starts[(unsigned char)*text] = true;
	s->starts[toupper((unsigned char)*text)] = true;
	if (n > s->longest)
		s->longest = n;
}

static void add_others(struct search *s, const char *text, size_t first, size_t len)
{
	const struct ask_lexicon *l = s->catalog->lexicon;
	const struct ask_words *words = map_get(&l->demonyms, text);
	const char *say = map_get(&l->says, text);

	for (size_t i = 0; words && i < words->len; i++)
		add_gram(s, words->at[i], first, len, 0.85);
	words = map_get(&l->values, say ? say : text);
	for (size_t i = 0; words && i < words->len; i++)
		if (!str_eq(words->at[i], text))
			add_gram(
				s, words->at[i], first, len, strlen(words->at[i]) == 1 ? 0.8 : 0.9);
}

/* A value may be stored in English, too. */
static void add_exchanged(struct search *s, size_t first, size_t len)
{
	struct str english = {0};
	const char *text;

	for (size_t i = first; i < first + len; i++)
		str_addf(&english, "%s%s", i > first ? " " : "", s->question->words[i].text);
	text = arena_strdup(s->arena, str_text(&english));
	add_gram(s, text, first, len, 1);
	add_others(s, text, first, len);
	str_release(&english);
}

/* "stornierten" is stored as "storniert". */
static void add_bare(struct search *s, size_t first, const char *text)
{
	const char *bare[ASK_BARE_MAX];
	size_t count = ask_dictionary_bare(s->arena, text, bare);

	for (size_t i = 0; i < count; i++)
		add_gram(s, bare[i], first, 1, 0.88);
}

static void add_run(struct search *s, size_t first, size_t len)
{
	const struct ask_question *q = s->question;
	const struct ask_word *from = &q->words[first], *to = &q->words[first + len - 1];
	char buffer[ASK_VALUE_MAX_BYTES * 2], lemma[LEMMA_MAX];
	size_t begin = from->begin, end = to->end, n;

	if (len == 1 && from->is_quoted)
		end = begin + strlen(from->raw);
	if (end - begin > ASK_VALUE_MAX_BYTES + 2)
		return;
	n = ask_normalise(q->text + begin, end - begin, buffer, sizeof buffer);
	if (!n)
		return;
	add_gram(s, arena_strdup(s->arena, buffer), first, len, 1);
	add_others(s, arena_strdup(s->arena, buffer), first, len);
	if (s->catalog->lexicon->dictionary) {
		if (to->is_exchanged)
			add_exchanged(s, first, len);
		if (len == 1 && !from->is_quoted)
			add_bare(s, first, arena_strdup(s->arena, buffer));
		return;
	}
	lemma_of(to->text, lemma);
	if (!from->is_quoted && !str_eq(lemma, to->text) && n > strlen(to->text)) {
		buffer[n - strlen(to->text)] = '\0';
		add_gram(s, arena_printf(s->arena, "%s%s", buffer, lemma), first, len, 0.9);
	} else if (!from->is_quoted && !str_eq(lemma, to->text) && len == 1) {
		add_gram(s, arena_strdup(s->arena, lemma), first, len, 0.9);
		add_others(s, arena_strdup(s->arena, lemma), first, len);
	}
}

static void add_runs(struct search *s)
{
	const struct ask_question *q = s->question;

	for (size_t first = 0; first < q->len; first++) {
		for (size_t len = 1; len <= ASK_SPAN_MAX && first + len <= q->len; len++) {
			const struct ask_word *last = &q->words[first + len - 1];

			if (len > 1 && (last->is_quoted || q->words[first].is_quoted))
				break;
			if (last->is_stop || q->words[first].is_stop) {
				if (*last->raw == ',' && first + len < q->len && len > 1)
					continue;
				break;
			}
			if (len == 1 && !last->is_quoted &&
				(last->is_number ||
					(ask_lexicon_tags(s->catalog->lexicon, last->text) &
							TAG_BIT(TAG_SKIP) &&
						islower((unsigned char)*last->raw))))
				continue;
			add_run(s, first, len);
		}
	}
}

static void hit(struct search *s, const struct gram *g, size_t column, const struct source_value *v)
{
	double score = g->score;
	const struct ask_word *w = &s->question->words[g->first];

	for (size_t i = 0; i < s->values->hits.len; i++) {
		struct ask_hit *h = &s->values->hits.at[i];

		if (h->first == g->first && h->len == g->len && h->column == column) {
			/* Of several spellings the one the user has written. */
			if (score >= h->score && strncmp(w->raw, v->text, strlen(w->raw)) == 0 &&
				strncmp(w->raw, h->value, strlen(w->raw)) != 0)
				h->value = arena_strndup(s->arena, v->text, v->len);
			if (score > h->score) {
				h->value = arena_strndup(s->arena, v->text, v->len);
				h->score = score;
			}
			return;
		}
	}
	vec_push(&s->values->hits, ((struct ask_hit){g->first, g->len, column,
					   arena_strndup(s->arena, v->text, v->len), score}));
}

static bool look(void *self, const struct source_value *values, size_t count, struct err *err)
{
	struct search *s = self;
	char buffer[ASK_VALUE_MAX_BYTES * 2];

	(void)err;
	for (size_t i = 0; i < count; i++) {
		const struct source_value *v = &values[i];
		const struct gram *g;

		if (v->kind != VALUE_TEXT || !v->len || v->len > ASK_VALUE_MAX_BYTES ||
			v->len > s->longest * 2 + 4 ||
			(!s->starts[(unsigned char)*v->text] && isalnum((unsigned char)*v->text)))
			continue;
		if (!ask_normalise(v->text, v->len, buffer, sizeof buffer))
			continue;
		for (g = map_get(&s->grams, buffer); g; g = g->next)
			hit(s, g, s->columns[i], v);
	}
	return true;
}

void ask_quote_name(struct str *out, const char *name);

static bool read_table(
	struct source *source, struct search *s, const struct ask_table *t, struct err *err)
{
	struct str sql = {0};
	bool ok = true;

	s->columns_len = 0;
	str_add(&sql, "SELECT ");
	for (size_t i = t->first; i < t->first + t->len && s->columns_len < 64; i++) {
		enum source_type type = s->catalog->columns[i].source->type;

		if (type != TYPE_TEXT && type != TYPE_OTHER)
			continue;
		if (s->columns_len)
			str_add(&sql, ", ");
		ask_quote_name(&sql, s->catalog->columns[i].source->name);
		s->columns[s->columns_len++] = i;
	}
	if (s->columns_len) {
		str_add(&sql, " FROM ");
		ask_quote_name(&sql, t->source->name);
		str_addf(&sql, " LIMIT %d", ASK_VALUES_MAX_ROWS);
		ok = source_walk(source, str_text(&sql), NULL, 0, look, s, err);
		s->values->is_partial |= t->source->rows > ASK_VALUES_MAX_ROWS;
	}
	str_release(&sql);
	return ok;
}

bool ask_values_find(struct source *source, const struct ask_catalog *c,
	const struct ask_question *q, struct ask_values *ret, struct err *err)
{
	struct search *s = arena_new(q->arena, struct search);
	bool ok = true;

	*ret = (struct ask_values){0};
	*s = (struct search){.values = ret, .catalog = c, .question = q, .arena = q->arena};
	add_runs(s);
	for (size_t i = 0; i < c->tables_len && ok; i++)
		if (!c->tables[i].source->is_view)
			ok = read_table(source, s, &c->tables[i], err);
	map_release(&s->grams);
	return ok;
}

void ask_values_release(struct ask_values *v)
{
	vec_release(&v->hits);
}

/* ---- flags ---- */

static const char *const flags[][2] = {
	{"1", "0"}, {"y", "n"}, {"yes", "no"}, {"t", "f"}, {"true", "false"}};

struct flag_search {
	struct arena *arena;
	struct ask_flag *flag;
	size_t pair, seen;
	bool bad;
};

static bool look_flag(void *self, const struct source_value *values, size_t count, struct err *err)
{
	struct flag_search *f = self;
	const struct source_value *v = &values[0];
	const char *text = v->text;
	char digits[24];

	(void)err;
	(void)count;
	if (v->kind == VALUE_NULL)
		return true;
	if (v->kind == VALUE_INTEGER) {
		snprintf(digits, sizeof digits, "%lld", (long long)v->integer);
		text = digits;
	}
	if (v->kind != VALUE_TEXT && v->kind != VALUE_INTEGER)
		f->bad = true;
	for (size_t i = 0; !f->bad && i < sizeof flags / sizeof *flags; i++) {
		for (int side = 0; side < 2; side++) {
			if (strcasecmp(flags[i][side], text) != 0)
				continue;
			f->bad |= f->seen && f->pair != i;
			f->pair = i;
			f->seen++;
			f->flag->is_text = v->kind == VALUE_TEXT;
			if (side == 0)
				f->flag->yes = arena_strdup(f->arena, text);
			else
				f->flag->no = arena_strdup(f->arena, text);
			return true;
		}
	}
	f->bad = true;
	return true;
}

bool ask_flag_read(struct source *s, const struct ask_catalog *c, size_t column, struct arena *a,
	struct ask_flag *ret, struct err *err)
{
	struct flag_search f = {.arena = a, .flag = ret};
	struct str sql = {0};
	bool ok;

	*ret = (struct ask_flag){0};
	str_add(&sql, "SELECT DISTINCT ");
	ask_quote_name(&sql, c->columns[column].source->name);
	/* Two values in a large table would have it read to its end. */
	str_add(&sql, " FROM (SELECT ");
	ask_quote_name(&sql, c->columns[column].source->name);
	str_add(&sql, " FROM ");
	ask_quote_name(&sql, ask_table_of(c, column)->source->name);
	str_addf(&sql, " LIMIT %d) AS some LIMIT 4", ASK_VALUES_MAX_ROWS);
	ok = source_walk(s, str_text(&sql), NULL, 0, look_flag, &f, err);
	str_release(&sql);
	if (f.bad || !f.seen)
		*ret = (struct ask_flag){0};
	else {
		bool upper = ret->yes ? isupper((unsigned char)*ret->yes)
				      : isupper((unsigned char)*ret->no);
		char *other = arena_strdup(a, flags[f.pair][ret->yes ? 1 : 0]);

		if (upper)
			*other = (char)toupper((unsigned char)*other);
		if (!ret->yes)
			ret->yes = other;
		if (!ret->no)
			ret->no = other;
	}
	return ok;
}
