#include "core/migrate/lint_impl.h"

#include "core/base/str.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define X(id, code, severity, help, hint) {code, severity, hint},
static const struct {
	const char *code;
	enum diag_severity severity;
	const char *hint;
} rules[] = {LINT_RULES(X)};
#undef X

/* Whether one of the note's words is the code. */
static bool allows(const struct lint *l, const struct sql_note *note, const char *code)
{
	const char *at = l->script->text + note->at, *end = at + note->len;
	size_t len = strlen(code);

	while (at < end) {
		size_t word = strcspn(at, " \t\r\n,:*/");

		if (word == len && strncmp(at, code, len) == 0)
			return true;
		at += word ? word : 1;
	}
	return false;
}

static bool is_allowed(const struct lint *l, size_t statement, const char *code)
{
	const struct sql_script *s = &l->actions.script;
	size_t low = 0, high = s->notes.len;

	while (low < high) { /* the notes are in the order of their statements */
		size_t middle = low + (high - low) / 2;

		if (s->notes.at[middle].statement < statement)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < s->notes.len && s->notes.at[low].statement == statement; low++)
		if (allows(l, &s->notes.at[low], code))
			return true;
	return false;
}

static void add(struct lint *l, size_t at, enum lint_code code, const char *message)
{
	struct finding f = {.code = code, .at = at, .order = l->findings.len, .message = message};

	vec_push(&l->findings, f);
}

void lint_report(
	struct lint *l, const struct action *a, enum lint_code code, const char *format, ...)
{
	va_list args;

	if (is_allowed(l, a->statement, rules[code].code))
		return;
	va_start(args, format);
	add(l, a->at, code, arena_vprintf(l->arena, format, args));
	va_end(args);
}

void lint_report_at(struct lint *l, size_t at, enum lint_code code, const char *format, ...)
{
	va_list args;

	for (size_t i = 0; i < l->actions.script.notes.len; i++)
		if (allows(l, &l->actions.script.notes.at[i], rules[code].code))
			return;
	va_start(args, format);
	add(l, at, code, arena_vprintf(l->arena, format, args));
	va_end(args);
}

static int by_offset(const void *x, const void *y)
{
	const struct finding *a = x, *b = y;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* Goes on from finding to finding, so that a file is read through once. */
struct cursor {
	const char *text;
	size_t at, line_at; /* line_at: where the line begins */
	int line, column;
};

static void move(struct cursor *c, size_t to)
{
	while (c->at < to && c->text[c->at]) {
		unsigned char byte = (unsigned char)c->text[c->at++];

		if (byte == '\n') {
			c->line++;
			c->column = 1;
			c->line_at = c->at;
		} else if (((unsigned char)c->text[c->at] & 0xC0) != 0x80) {
			c->column++;
		}
	}
}

void lint_flush(struct lint *l, struct diags *ret)
{
	struct cursor c = {.text = l->script->text ? l->script->text : "", .line = 1, .column = 1};
	size_t len = strlen(c.text);

	if (l->findings.len)
		qsort(l->findings.at, l->findings.len, sizeof *l->findings.at, by_offset);
	for (size_t i = 0; i < l->findings.len; i++) {
		const struct finding *f = &l->findings.at[i];
		struct diag d = {.severity = rules[f->code].severity,
			.path = mem_strdup(l->script->path ? l->script->path : ""),
			.code = mem_strdup(rules[f->code].code),
			.message = mem_strdup(f->message),
			.hint = mem_strdup(rules[f->code].hint)};

		move(&c, f->at);
		d.line = c.line;
		d.column = c.column;
		d.excerpt = diag_excerpt(c.text, len, c.line_at, c.at, &d.caret);
		if (!d.excerpt[strspn(d.excerpt, " \t")]) { /* a line that is not of the script */
			free(d.excerpt);
			d.excerpt = NULL;
		}
		diags_add_take(ret, d);
	}
	vec_release(&l->findings);
}
