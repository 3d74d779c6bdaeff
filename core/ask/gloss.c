#include "core/ask/catalog.h"
#include "core/ask/glossary.h"
#include "core/ask/lemma.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A glossary over a catalog: synonyms are further names, metrics and filters
 * columns that no table has, joins further ways. */

static bool unknown(const struct ask_glossary *g, const struct ask_gloss *one, const char *name,
	struct err *err)
{
	return err_set(err, ERR_INPUT, "%s:%d: there is no '%s' in the database", g->path,
		one->line, name);
}

static size_t table_of(const struct ask_catalog *c, const char *name, size_t len)
{
	for (size_t i = 0; i < c->tables_len; i++)
		if (strlen(c->tables[i].source->name) == len &&
			strncasecmp(c->tables[i].source->name, name, len) == 0)
			return i;
	return ASK_NONE;
}

/* "table.column" */
static size_t column_of(const struct ask_catalog *c, const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t table = dot ? table_of(c, name, (size_t)(dot - name)) : ASK_NONE;

	for (size_t i = 0; table != ASK_NONE && i < c->tables[table].len; i++)
		if (strcasecmp(c->columns[c->tables[table].first + i].source->name, dot + 1) == 0)
			return c->tables[table].first + i;
	return ASK_NONE;
}

#define WORDS_MAX 8

/* A phrase as a name: each word a lemma. */
static struct ask_name name_of(struct ask_catalog *c, const char *phrase)
{
	struct arena *a = &c->arena;
	const char **words = arena_array(a, const char *, WORDS_MAX),
		   **stems = arena_array(a, const char *, WORDS_MAX);
	const struct ask_groups **groups = arena_array(a, const struct ask_groups *, WORDS_MAX);
	double *weights = arena_array(a, double, WORDS_MAX);
	struct ask_name name = {words, stems, groups, weights, 0, ""};
	char lemma[LEMMA_MAX], stem[LEMMA_MAX];

	while (*phrase && name.len < WORDS_MAX) {
		size_t len = strcspn(phrase, " ");
		char *word = arena_strndup(a, phrase, len);

		for (char *p = word; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		lemma_of(word, lemma);
		stem_of(word, stem);
		if (len) {
			words[name.len] = arena_strdup(a, lemma);
			stems[name.len] = arena_strdup(a, stem);
			/* It means what it says, not what is like it. */
			groups[name.len] = NULL;
			weights[name.len++] = 1;
			name.joined = arena_printf(a, "%s%s", name.joined, lemma);
		}
		phrase += len + (phrase[len] == ' ');
	}
	return name;
}

static bool add_alias(struct ask_catalog *c, const struct ask_glossary *g,
	const struct ask_gloss *one, struct err *err)
{
	struct ask_alias alias = {.name = name_of(c, one->phrase)};

	alias.table = table_of(c, one->target, strlen(one->target));
	alias.column = alias.table == ASK_NONE ? column_of(c, one->target) : ASK_NONE;
	if (alias.table == ASK_NONE && alias.column == ASK_NONE)
		return unknown(g, one, one->target, err);
	vec_push(&c->aliases, alias);
	return true;
}

/* A metric or a filter, behind the columns of the tables. */
static bool add_virtual(struct ask_catalog *c, const struct ask_glossary *g,
	const struct ask_gloss *one, struct err *err)
{
	size_t table = table_of(c, one->target, strlen(one->target));
	struct source_column *source = arena_new(&c->arena, struct source_column);

	if (table == ASK_NONE)
		return unknown(g, one, one->target, err);
	*source = (struct source_column){
		.name = arena_strdup(&c->arena, one->phrase), .declared = "", .type = TYPE_REAL};
	c->columns[c->columns_len++] = (struct ask_column){.table = table,
		.source = source,
		.name = name_of(c, one->phrase),
		.is_number = true,
		.refers = ASK_NONE,
		.raw = arena_strdup(&c->arena, one->sql),
		.is_filter = one->kind == GLOSS_FILTER};
	return true;
}

static bool add_join(struct ask_catalog *c, const struct ask_glossary *g,
	const struct ask_gloss *one, struct err *err)
{
	size_t from = column_of(c, one->phrase), to = column_of(c, one->target);

	if (from == ASK_NONE || to == ASK_NONE)
		return unknown(g, one, from == ASK_NONE ? one->phrase : one->target, err);
	/* Cheaper than what was concluded or declared: the user knows better. */
	vec_push(&c->edges, ((struct ask_edge){from, to, 0.9}));
	return true;
}

bool ask_catalog_gloss(struct ask_catalog *c, const struct ask_glossary *g, struct err *err)
{
	struct ask_column *columns =
		arena_array(&c->arena, struct ask_column, c->columns_len + g->list.len + 1);
	bool ok = true;

	memcpy(columns, c->columns, c->columns_len * sizeof *columns);
	c->columns = columns;
	for (size_t i = 0; i < g->list.len && ok; i++) {
		const struct ask_gloss *one = &g->list.at[i];

		if (one->kind == GLOSS_SYNONYM)
			ok = add_alias(c, g, one, err);
		else if (one->kind == GLOSS_JOIN)
			ok = add_join(c, g, one, err);
		else if (one->kind != GLOSS_NOTE)
			ok = add_virtual(c, g, one, err);
	}
	return ok;
}
