#include "core/migrate/words.h"

#include <string.h>
#include <strings.h>

/* How a statement that is being read ends. */
struct split {
	struct sql_script *out;
	struct scanner scan;
	size_t depth;    /* of parentheses */
	bool is_trigger; /* SQLite: it ends with "; END ;" */
	bool is_data;    /* the rows of an INSERT */
	size_t blocks;   /* PostgreSQL: BEGIN ATOMIC and the CASEs in it */
	size_t last_end; /* of the last semicolon */
};

bool word_is(const struct sql_script *s, size_t word, const char *keyword)
{
	const struct word *w = &s->words.at[word];
	size_t len = strlen(keyword);

	return w->kind == WORD_NAME && w->len == len &&
	       strncasecmp(s->text + w->at, keyword, len) == 0;
}

bool word_is_char(const struct sql_script *s, size_t word, char c)
{
	const struct word *w = &s->words.at[word];

	return w->kind == WORD_OTHER && s->text[w->at] == c;
}

static struct sql_statement *current(struct split *p)
{
	return &p->out->statements.at[p->out->statements.len - 1];
}

/* Whether word `n` of the statement, from its end when negative, is this keyword. */
static bool nth_is(struct split *p, long n, const char *keyword)
{
	const struct sql_statement *st = current(p);
	size_t place = n < 0 ? st->len - (size_t)-n : (size_t)n;

	return place < st->len && word_is(p->out, st->first + place, keyword);
}

static bool begins_trigger(struct split *p)
{
	return nth_is(p, 0, "CREATE") && current(p)->len <= 3 && nth_is(p, -1, "TRIGGER") &&
	       p->out->dialect == DIALECT_SQLITE;
}

static void note_block(struct split *p)
{
	if (nth_is(p, -1, "ATOMIC") && nth_is(p, -2, "BEGIN"))
		p->blocks++;
	else if (p->blocks && nth_is(p, -1, "CASE"))
		p->blocks++;
	else if (p->blocks && nth_is(p, -1, "END"))
		p->blocks--;
}

static bool ends_here(struct split *p)
{
	const struct sql_statement *st = current(p);

	if (p->out->dialect == DIALECT_POSTGRES)
		return !p->blocks && !p->depth;
	return !p->is_trigger || (st->len > 1 && nth_is(p, -1, "END") &&
					 word_is_char(p->out, st->first + st->len - 2, ';'));
}

static void begin_statement(struct split *p)
{
	struct sql_statement st = {.first = p->out->words.len};

	vec_push(&p->out->statements, st);
	p->depth = p->blocks = 0;
	p->is_trigger = p->is_data = false;
}

static void add_word(struct split *p)
{
	struct scanner *s = &p->scan;
	char c = s->kind == WORD_OTHER ? s->text[s->start] : 0;
	struct word w = {
		.at = (uint32_t)s->start, .len = (uint32_t)s->len, .kind = (unsigned char)s->kind};

	if (c == ')' && p->depth)
		p->depth--;
	w.depth = (uint16_t)(p->depth > UINT16_MAX ? UINT16_MAX : p->depth);
	if (!p->is_data || !p->depth) {
		vec_push(&p->out->words, w);
		current(p)->len++;
		p->is_trigger |= begins_trigger(p);
		if (p->out->dialect == DIALECT_POSTGRES)
			note_block(p);
		if (!p->depth && nth_is(p, -1, "VALUES") &&
			(nth_is(p, 0, "INSERT") || nth_is(p, 0, "REPLACE")))
			p->is_data = true;
	}
	if (c == '(')
		p->depth++;
}

static bool has_newline(const char *text, size_t from, size_t to)
{
	return memchr(text + from, '\n', to - from) != NULL;
}

/* "-- lint: allow CODE …"; behind a statement on its last line it belongs to that. */
static void add_note(struct split *p, bool is_inside)
{
	const struct scanner *s = &p->scan;
	const char *at = s->text + s->start + 2;
	struct sql_note note = {.statement = p->out->statements.len - is_inside};

	at += strspn(at, " \t");
	if (strncasecmp(at, "lint:", 5) != 0)
		return;
	at += 5 + strspn(at + 5, " \t");
	if (strncasecmp(at, "allow", 5) != 0)
		return;
	at += 5;
	note.at = (uint32_t)(at - s->text);
	if (note.at > s->at)
		return;
	note.len = (uint32_t)(s->at - note.at);
	if (!is_inside && note.statement && !has_newline(s->text, p->last_end, s->start))
		note.statement--;
	vec_push(&p->out->notes, note);
}

void sql_script_read(struct sql_script *ret, const char *text, enum source_dialect dialect)
{
	struct split p = {
		.out = ret, .scan = {.text = text, .dialect = dialect, .unclosed = SIZE_MAX}};
	bool is_comment, is_open = false;

	*ret = (struct sql_script){.text = text, .dialect = dialect};
	while (scanner_next(&p.scan, &is_comment)) {
		bool is_semicolon = p.scan.kind == WORD_OTHER && text[p.scan.start] == ';';

		if (is_comment) {
			add_note(&p, is_open);
			continue;
		}
		if (is_semicolon && (!is_open || ends_here(&p))) {
			is_open = false;
			p.last_end = p.scan.at;
			continue;
		}
		if (!is_open)
			begin_statement(&p);
		is_open = true;
		add_word(&p);
	}
	for (size_t i = ret->notes.len; i-- && ret->notes.at[i].statement >= ret->statements.len;)
		ret->notes.at[i].statement = SIZE_MAX;
	ret->unclosed = p.scan.unclosed;
}

void sql_script_release(struct sql_script *s)
{
	vec_release(&s->words);
	vec_release(&s->statements);
	vec_release(&s->notes);
}
