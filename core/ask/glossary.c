#include "core/ask/glossary.h"

#include "core/data/document.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	struct ask_glossary *g;
	struct document *doc;
	struct diags *diags;
};

static void report(struct reading *r, const cJSON *at, const char *message)
{
	document_report(r->doc, r->diags, DIAG_ERROR, at, "glossary", NULL, "%s", message);
}

static int line_of(const struct reading *r, const cJSON *node)
{
	const char *text = str_text(&r->doc->file.text);
	size_t offset = document_offset(r->doc, node);
	int line = 1;

	for (size_t i = 0; i < offset && text[i]; i++)
		line += text[i] == '\n';
	return line;
}

static void add(
	struct reading *r, enum ask_gloss_kind kind, const cJSON *at, const char *const texts[3])
{
	struct arena *a = &r->g->arena;
	struct ask_gloss g = {.kind = kind, .line = line_of(r, at)};

	g.phrase = arena_strdup(a, texts[0]);
	g.target = texts[1] ? arena_strdup(a, texts[1]) : NULL;
	g.sql = texts[2] ? arena_strdup(a, texts[2]) : NULL;
	vec_push(&r->g->list, g);
}

/* {phrase: {table, sql}} */
static void read_sql(struct reading *r, enum ask_gloss_kind kind, const cJSON *map)
{
	json_each(item, map) {
		const char *table = json_get_string(item, "table"),
			   *sql = json_get_string(item, "sql");

		if (!table || !sql)
			report(r, item, "a metric and a filter have 'table' and 'sql'");
		else
			add(r, kind, item, (const char *const[3]){item->string, table, sql});
	}
}

/* {phrase: text} */
static void read_texts(struct reading *r, enum ask_gloss_kind kind, const cJSON *map)
{
	json_each(item, map) {
		const char *text = json_is_string(item) ? item->valuestring : NULL;

		if (!text)
			report(r, item, "this has to be a text");
		else if (kind == GLOSS_NOTE)
			add(r, kind, item, (const char *const[3]){item->string, NULL, text});
		else
			add(r, kind, item, (const char *const[3]){item->string, text, NULL});
	}
}

/* "a.b = c.d" */
static void read_joins(struct reading *r, const cJSON *list)
{
	json_each(item, list) {
		const char *text = json_is_string(item) ? item->valuestring : "",
			   *equals = strchr(text, '=');
		const char *from_end = equals, *to = equals ? equals + 1 : NULL;
		char *from;

		if (!equals) {
			report(r, item, "a join is 'table.column = table.column'");
			continue;
		}
		while (from_end > text && from_end[-1] == ' ')
			from_end--;
		while (*to == ' ')
			to++;
		from = arena_strndup(&r->g->arena, text, (size_t)(from_end - text));
		add(r, GLOSS_JOIN, item, (const char *const[3]){from, to, NULL});
	}
}

static void read_part(struct reading *r, const cJSON *part)
{
	if (str_eq(part->string, "joins"))
		read_joins(r, part);
	else if (str_eq(part->string, "synonyms"))
		read_texts(r, GLOSS_SYNONYM, part);
	else if (str_eq(part->string, "notes"))
		read_texts(r, GLOSS_NOTE, part);
	else if (str_eq(part->string, "metrics"))
		read_sql(r, GLOSS_METRIC, part);
	else if (str_eq(part->string, "filters"))
		read_sql(r, GLOSS_FILTER, part);
	else
		report(r, part, "a glossary has synonyms, metrics, filters, joins and notes");
}

bool ask_glossary_load(const char *path, struct ask_glossary **ret, struct err *err)
{
	struct ask_glossary *g = mem_alloc(sizeof *g);
	struct document doc = {0};
	struct diags diags = {0};
	struct reading r = {g, &doc, &diags};
	bool ok;

	*err = (struct err){0};
	g->path = arena_strdup(&g->arena, path);
	ok = document_load(&doc, path, &diags, err);
	json_each(part, ok ? doc.root : NULL)
		read_part(&r, part);
	if (diags.errors && err->kind == ERR_NONE) {
		const struct diag *d = &diags.list.at[0];

		err_set(err, ERR_INPUT, "%s:%d:%d: %s", path, d->line, d->column, d->message);
		if (d->hint)
			err_hint(err, "%s", d->hint);
	}
	ok = ok && !diags.errors;
	document_release(&doc);
	diags_release(&diags);
	if (ok)
		*ret = g;
	else
		ask_glossary_free(g);
	return ok;
}

void ask_glossary_free(struct ask_glossary *g)
{
	if (!g)
		return;
	vec_release(&g->list);
	arena_release(&g->arena);
	free(g);
}

char *ask_glossary_text(const struct ask_glossary *g)
{
	struct str out = {0};

	for (size_t i = 0; g && i < g->list.len; i++) {
		const struct ask_gloss *one = &g->list.at[i];

		switch (one->kind) {
		case GLOSS_SYNONYM:
			str_addf(&out, "'%s' means %s\n", one->phrase, one->target);
			break;
		case GLOSS_METRIC:
		case GLOSS_FILTER:
			str_addf(&out, "'%s' is %s, of %s\n", one->phrase, one->sql, one->target);
			break;
		case GLOSS_JOIN:
			str_addf(&out, "%s = %s joins their tables\n", one->phrase, one->target);
			break;
		case GLOSS_NOTE: str_addf(&out, "%s: %s\n", one->phrase, one->sql); break;
		}
	}
	return str_take(&out);
}
