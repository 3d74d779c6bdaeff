#include "core/ask/catalog.h"

#include "core/ask/dictionary.h"
#include "core/ask/lemma.h"
#include "core/base/str.h"

#include <ctype.h>
#include <string.h>

#define NAME_WORDS_MAX 12

/* ---- names into words ---- */

struct words {
	const char *at[NAME_WORDS_MAX];
	size_t len;
};

static void add_word(struct arena *a, struct words *w, const char *text, size_t len)
{
	char *word;

	if (!len || w->len == NAME_WORDS_MAX)
		return;
	word = arena_strndup(a, text, len);
	for (char *p = word; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	w->at[w->len++] = word;
}

/* "T_OrderLine2" -> t, order, line, 2; "CO2Grams" -> co2, grams. */
static void split(struct arena *a, const char *name, struct words *ret)
{
	const char *from = name, *p = name;

	ret->len = 0;
	for (; *p; p++) {
		unsigned char c = (unsigned char)*p, before = p > name ? (unsigned char)p[-1] : 0;
		bool letter = isalnum(c) || c >= 0x80;

		if (!letter) {
			add_word(a, ret, from, (size_t)(p - from));
			from = p + 1;
		} else if (p > from && isupper(c) &&
			   (islower(before) ||
				   (isupper(before) && islower((unsigned char)p[1]) &&
					   p[1] != 's') ||
				   (isdigit(before) && islower((unsigned char)p[1])))) {
			add_word(a, ret, from, (size_t)(p - from));
			from = p;
		}
	}
	add_word(a, ret, from, (size_t)(p - from));
}

/* Whether the word ends with one of the set's, at least `least` bytes before it;
 * *ret_at: where the longest one begins. */
static bool ends_with_one(const struct map *set, const char *word, size_t least, size_t *ret_at)
{
	size_t len = strlen(word);

	for (size_t at = least; at + 1 < len; at++) {
		if (!map_has(set, word + at))
			continue;
		*ret_at = at;
		return true;
	}
	return false;
}

/* "pettype" of the table "pets" -> pet, type. */
static bool unglue(struct ask_catalog *c, const char *word, const char *owner, struct words *out)
{
	struct arena *a = &c->arena;
	size_t len = strlen(word), n = owner ? strlen(owner) : 0, at;

	if (c->lexicon->foreign_names && ask_dictionary_word(c->lexicon->dictionary, a, word))
		return false; /* which knows its compounds */
	if (n >= 3 && len > n + 1 && strncmp(word, owner, n) == 0)
		at = n;
	else if (ends_with_one(&c->lexicon->wholes, word, 0, &at) ||
		 !ends_with_one(&c->lexicon->tails, word, 3, &at))
		return false;
	add_word(a, out, word, at);
	add_word(a, out, word + at, len - at);
	return true;
}

static void expand(
	const struct ask_catalog *c, struct arena *a, const char *word, struct words *out)
{
	const struct ask_lexicon *l = c->lexicon;
	const char *full = map_get(&l->shorts, word);
	char lemma[LEMMA_MAX];

	if (!full && l->foreign_names) {
		full = ask_dictionary_word(l->dictionary, a, word);
		if (!full)
			full = ask_dictionary_root(a, word);
	}
	for (const char *at = full ? full : word; *at;) {
		size_t len = strcspn(at, " ");
		const char *one = arena_strndup(a, at, len);

		lemma_of(one, lemma);
		add_word(a, out, lemma, strlen(lemma));
		at += len + (at[len] == ' ');
	}
}

/* Words that say little about which column is meant. */
static double weight_of(const char *word)
{
	static const char *const light[] = {"of", "the", "in", "a", "is", "has", "yn", "flag", "to",
		"for", "per", "by", "and", "at", "on", "from"};
	static const char *const middling[] = {
		"name", "id", "type", "date", "number", "detail", "description", "key"};

	for (size_t i = 0; i < sizeof light / sizeof *light; i++)
		if (str_eq(light[i], word))
			return 0.15;
	if (str_eq(word, "code"))
		return 0.4;
	for (size_t i = 0; i < sizeof middling / sizeof *middling; i++)
		if (str_eq(middling[i], word))
			return 0.75;
	return 1;
}

static struct ask_name name_of(
	struct ask_catalog *c, const struct words *raw, const struct ask_name *owner)
{
	struct arena *a = &c->arena;
	struct words glued = {0}, words = {0};
	const char **at, **stems;
	const struct ask_groups **groups;
	double *weights;
	struct str joined = {0};
	struct ask_name name = {0};
	char stem[LEMMA_MAX];

	for (size_t i = 0; i < raw->len; i++)
		if (!(raw->len <= 2 && !map_get(&c->lexicon->shorts, raw->at[i]) &&
			    unglue(c, raw->at[i],
				    owner && owner->len ? owner->words[owner->len - 1] : NULL,
				    &glued)))
			add_word(a, &glued, raw->at[i], strlen(raw->at[i]));
	for (size_t i = 0; i < glued.len; i++)
		expand(c, a, glued.at[i], &words);
	at = arena_array(a, const char *, words.len ? words.len : 1);
	stems = arena_array(a, const char *, words.len ? words.len : 1);
	groups = arena_array(a, const struct ask_groups *, words.len ? words.len : 1);
	weights = arena_array(a, double, words.len ? words.len : 1);
	for (size_t i = 0; i < words.len; i++) {
		at[i] = words.at[i];
		stem_of(at[i], stem);
		stems[i] = arena_strdup(a, stem);
		groups[i] = map_get(&c->lexicon->groups, at[i]);
		weights[i] = weight_of(at[i]);
		/* What the table says already. */
		if (owner && words.len > 1 && ask_name_has(owner, at[i]) && weights[i] > 0.25)
			weights[i] = 0.25;
		str_add(&joined, at[i]);
	}
	name = (struct ask_name){
		at, stems, groups, weights, words.len, arena_strdup(a, str_text(&joined))};
	str_release(&joined);
	return name;
}

/* How many words at the front most of the names share. */
static size_t shared_prefix(const struct words *names, size_t count)
{
	size_t depth = 0;

	if (count < 3)
		return 0;
	for (;; depth++) {
		const char *word = NULL;
		size_t same = 0;

		for (size_t i = 0; i < count && !word; i++)
			if (names[i].len > depth + 1)
				word = names[i].at[depth];
		for (size_t i = 0; word && i < count; i++)
			same += names[i].len > depth + 1 && str_eq(names[i].at[depth], word);
		if (!word || same < count || depth > 2)
			return depth;
	}
}

static void drop(struct words *w, size_t count)
{
	memmove(w->at, w->at + count, (w->len - count) * sizeof *w->at);
	w->len -= count;
}

/* ---- tables and columns ---- */

static bool is_number(enum source_type type)
{
	return type == TYPE_INTEGER || type == TYPE_REAL;
}

static void read_column(
	struct ask_catalog *c, size_t table, size_t index, const struct words *words)
{
	struct ask_table *t = &c->tables[table];
	struct ask_column *column = &c->columns[t->first + index];
	const char *last;

	column->table = table;
	column->source = &t->source->columns[index];
	column->refers = ASK_NONE;
	column->name = name_of(c, words, &t->name);
	column->is_key = column->source->unique;
	column->is_number = is_number(column->source->type);
	column->is_date =
		column->source->type == TYPE_DATE || column->source->type == TYPE_TIMESTAMP;
	last = column->name.len ? column->name.words[column->name.len - 1] : "";
	column->is_id = str_eq(last, "id") || str_eq(last, "code") || str_eq(last, "key") ||
			column->is_key ||
			(str_eq(last, "number") && column->name.len > 1 && !column->is_number);
}

/* "id", or "dorm id" of the table of dorms. */
static bool is_own_id(const struct ask_table *t, const struct ask_column *c)
{
	if (!c->name.len || !str_eq(c->name.words[c->name.len - 1], "id"))
		return false;
	for (size_t i = 0; i + 1 < c->name.len; i++)
		if (!ask_name_has(&t->name, c->name.words[i]))
			return false;
	return c->name.len == 1 || c->name.len == t->name.len + 1;
}

static void read_table(struct ask_catalog *c, size_t index, struct words name)
{
	struct ask_table *t = &c->tables[index];
	struct words *words = arena_array(&c->arena, struct words, t->len + 1);
	size_t prefix;

	t->name = name_of(c, &name, NULL);
	for (size_t i = 0; i < t->len; i++)
		split(&c->arena, t->source->columns[i].name, &words[i]);
	prefix = shared_prefix(words, t->len);
	t->key = ASK_NONE;
	for (size_t i = 0; i < t->len; i++) {
		/* "sbCustId": what all begin with is no part of the name, unless it is
		 * the table's own name, which people say. */
		if (prefix)
			drop(&words[i], prefix);
		read_column(c, index, i, &words[i]);
		if (t->source->columns[i].key_place == 1 && c->columns[t->first + i].is_key)
			t->key = t->first + i;
	}
	for (size_t i = 0; i < t->len && t->key == ASK_NONE; i++)
		if (c->columns[t->first + i].is_key)
			t->key = t->first + i;
	/* Nobody declares it, but it is called like one. */
	for (size_t i = 0; i < t->len && t->key == ASK_NONE; i++)
		if (is_own_id(t, &c->columns[t->first + i]))
			t->key = t->first + i;
}

static void read_tables(struct ask_catalog *c)
{
	struct words *names = arena_array(&c->arena, struct words, c->tables_len + 1);
	size_t prefix, first = 0;

	for (size_t i = 0; i < c->tables_len; i++) {
		c->tables[i].source = &c->schema.tables[i];
		c->tables[i].first = first;
		c->tables[i].len = c->schema.tables[i].columns_len;
		first += c->tables[i].len;
		split(&c->arena, c->schema.tables[i].name, &names[i]);
	}
	prefix = shared_prefix(names, c->tables_len);
	for (size_t i = 0; i < c->tables_len; i++) {
		drop(&names[i], prefix);
		read_table(c, i, names[i]);
	}
}

/* Whether the names are of the language of the lexicon's dictionary. */
static bool names_are_foreign(struct ask_catalog *c, const struct ask_dictionary *d)
{
	struct str text = {0};
	struct words words;
	bool foreign;

	for (size_t i = 0; i < c->schema.len; i++) {
		const struct source_table *t = &c->schema.tables[i];

		for (size_t k = 0; k <= t->columns_len; k++) {
			split(&c->arena, k ? t->columns[k - 1].name : t->name, &words);
			for (size_t w = 0; w < words.len; w++)
				str_addf(&text, "%s ", words.at[w]);
		}
	}
	foreign = ask_dictionary_leaning(d, c->lexicon, str_text(&text)) > 0;
	str_release(&text);
	return foreign;
}

bool ask_catalog_open(
	struct source *s, struct ask_lexicon *l, struct ask_catalog **ret, struct err *err)
{
	struct ask_catalog *c = mem_alloc(sizeof *c);

	arena_init(&c->arena);
	c->lexicon = l;
	c->dialect = source_dialect(s);
	if (!source_schema(s, &c->arena, &c->schema, err)) {
		ask_catalog_free(c);
		return false;
	}
	l->foreign_names = l->dictionary && names_are_foreign(c, l->dictionary);
	c->tables_len = c->schema.len;
	c->tables = arena_array(&c->arena, struct ask_table, c->tables_len + 1);
	for (size_t i = 0; i < c->tables_len; i++)
		c->columns_len += c->schema.tables[i].columns_len;
	c->columns = arena_array(&c->arena, struct ask_column, c->columns_len + 1);
	read_tables(c);
	ask_catalog_connect(c);
	ask_catalog_label(c);
	*ret = c;
	return true;
}

void ask_catalog_free(struct ask_catalog *c)
{
	if (!c)
		return;
	vec_release(&c->edges);
	vec_release(&c->aliases);
	arena_release(&c->arena);
	free(c);
}
