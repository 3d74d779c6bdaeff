#include "core/migrate/section.h"

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/db/lite_words.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

/* ---- findings ---- */

static char *excerpt(const struct file *f, size_t offset, int *ret_caret)
{
	size_t begin = offset;

	while (begin && f->text[begin - 1] != '\n')
		begin--;
	return diag_excerpt(f->text, f->len, begin, offset, ret_caret);
}

void file_report(const struct file *f, size_t offset, struct diags *findings, const char *code,
	const char *hint, const char *format, ...)
{
	struct diag d = {.severity = DIAG_ERROR, .path = mem_strdup(f->path)};
	struct str message = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&message, format, args);
	va_end(args);
	d.code = mem_strdup(code);
	d.message = diag_clean(str_text(&message), message.len);
	str_release(&message);
	d.hint = hint ? mem_strdup(hint) : NULL;
	if (offset != FILE_WHOLE) {
		script_place(f->text, offset, &d.line, &d.column);
		d.excerpt = excerpt(f, offset, &d.caret);
	}
	diags_add_take(findings, d);
}

/* ---- sections ---- */

enum direction { NONE, UP, DOWN };

/* Of one file: who wrote more has a file of another kind, and each costs a look for its line. */
#define FINDINGS_MAX 20

struct dividing {
	struct arena *a;
	const struct file *f;
	struct migration *m;
	struct diags *findings;
	enum direction now;
	size_t begin; /* of the section, behind its first line */
	bool seen[3];
	char *texts[3]; /* by direction, blank but for its sections */
	struct checksum sum;
	size_t told; /* findings */
};

static bool may_tell(struct dividing *d)
{
	return d->told++ < FINDINGS_MAX;
}

static struct migration_script *script_of(struct dividing *d, enum direction direction)
{
	return direction == DOWN ? &d->m->down : &d->m->up;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A text of the same length whose lines end at the same places. */
static char *blank_copy(struct dividing *d)
{
	char *copy = arena_alloc(d->a, d->f->len + 1);

	for (size_t i = 0; i < d->f->len; i++)
		copy[i] = d->f->text[i] == '\n' ? '\n' : ' ';
	copy[d->f->len] = '\0';
	return copy;
}

static void end_section(struct dividing *d, size_t end)
{
	const char *text = d->f->text + d->begin;

	if (d->now == NONE)
		return;
	if (!d->texts[d->now])
		d->texts[d->now] = blank_copy(d);
	memcpy(d->texts[d->now] + d->begin, text, end - d->begin);
	if (d->now != UP)
		return;
	checksum_add(&d->sum, text, end - d->begin);
	checksum_line(&d->sum);
}

struct option {
	const char *word;
	bool is_vars, value;
};

static const struct option *option_of(const char *word, size_t len)
{
	static const struct option options[] = {{"transaction:false", false, true},
		{"transaction:true", false, false},
		{"notransaction", false, true}, /* sql-migrate's word */
		{"vars:true", true, true}, {"vars:false", true, false}};

	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (strlen(options[i].word) == len && memcmp(word, options[i].word, len) == 0)
			return &options[i];
	return NULL;
}

static void set_option(struct dividing *d, const char *word, size_t len, size_t at)
{
	struct migration_script *s = script_of(d, d->now);
	const struct option *o = option_of(word, len);

	if (o && o->is_vars)
		s->has_vars = o->value;
	else if (o)
		s->no_transaction = o->value;
	else if (may_tell(d))
		file_report(d->f, at, d->findings, "unknown-option",
			"there are transaction:false and vars:true",
			"'%.*s' is no option of a section", (int)(len < 100 ? len : 100), word);
}

static void read_options(struct dividing *d, size_t at, size_t end)
{
	const char *text = d->f->text;

	while (at < end) {
		size_t begin;

		while (at < end && is_blank(text[at]))
			at++;
		begin = at;
		while (at < end && !is_blank(text[at]))
			at++;
		if (at > begin)
			set_option(d, text + begin, at - begin, begin);
	}
}

/* The words that begin a section, of this program and dbmate, goose and sql-migrate. */
static const struct {
	const char *word;
	enum direction direction;
} marks[] = {{"migrate:up", UP}, {"migrate:down", DOWN}, {"+goose Up", UP}, {"+goose Down", DOWN},
	{"+migrate Up", UP}, {"+migrate Down", DOWN}};

/* Whether the line [at, end) begins a section; *ret_rest is behind the words. */
static enum direction mark_at(const char *text, size_t at, size_t end, size_t *ret_rest)
{
	while (at < end && is_blank(text[at]))
		at++;
	if (end - at < 2 || text[at] != '-' || text[at + 1] != '-')
		return NONE;
	for (at += 2; at < end && is_blank(text[at]);)
		at++;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t len = strlen(marks[i].word);

		if (end - at >= len && strncasecmp(text + at, marks[i].word, len) == 0 &&
			(at + len == end || is_blank(text[at + len]))) {
			*ret_rest = at + len;
			return marks[i].direction;
		}
	}
	return NONE;
}

/* A section's line with a slip in it would be a comment, and a down part of the up. */
static void check_slip(struct dividing *d, size_t at, size_t end)
{
	static const char word[] = "migrate";
	const char *text = d->f->text;
	size_t begin;

	while (at < end && is_blank(text[at]))
		at++;
	begin = at;
	if (end - at < 2 || (memcmp(text + at, "--", 2) != 0 && memcmp(text + at, "/*", 2) != 0))
		return;
	for (at += 2; at < end && is_blank(text[at]);)
		at++;
	if (end - at < sizeof word || strncasecmp(text + at, word, sizeof word - 1) != 0)
		return;
	for (at += sizeof word - 1; at < end && is_blank(text[at]);)
		at++;
	if (at < end && text[at] == ':' && may_tell(d))
		file_report(d->f, begin, d->findings, "unknown-section",
			"'-- migrate:up' or '-- migrate:down' begins a section, options stand "
			"behind it with a blank; a comment begins with another word",
			"this line is none of a section, and looks like one");
}

/* The short form in a file whose name tells the direction: "-- transaction:false". */
static void read_first_line(struct dividing *d)
{
	const char *text = d->f->text;
	size_t end = strcspn(text, "\n"), at = strspn(text, " \t"), len;

	if (text[at] != '-' || text[at + 1] != '-')
		return;
	at += 2 + strspn(text + at + 2, " \t");
	len = strcspn(text + at, " \t\r\n");
	if (len && option_of(text + at, len))
		read_options(d, at, end);
}

static void goose_option(struct dividing *d, const char *line, size_t len)
{
	static const char words[] = "-- +goose NO TRANSACTION", names[] = "-- +goose ENVSUB ON";

	if (len >= sizeof words - 1 && strncasecmp(line, words, sizeof words - 1) == 0)
		d->m->up.no_transaction = d->m->down.no_transaction = true;
	if (len >= sizeof names - 1 && strncasecmp(line, names, sizeof names - 1) == 0 &&
		may_tell(d))
		file_report(d->f, (size_t)(line - d->f->text), d->findings, "goose-envsub",
			"say vars:true behind the section's words, and write ${NAME}",
			"names of the environment are not replaced as goose does");
}

static void begin_section(struct dividing *d, enum direction direction, size_t line, size_t next)
{
	static const enum direction only[] = {
		[FILE_BOTH] = NONE, [FILE_UP] = UP, [FILE_DOWN] = DOWN};
	bool no_transaction = script_of(d, direction)->no_transaction, again = d->seen[direction];
	size_t end = next > line && d->f->text[next - 1] == '\n' ? next - 1 : next, rest = end;

	mark_at(d->f->text, line, end, &rest);
	if (only[d->f->kind] != NONE && direction != only[d->f->kind] && may_tell(d))
		file_report(d->f, line, d->findings, "wrong-section",
			"the other direction has a file of its own, or all are in one X.sql",
			"this file is for the other direction by its name");
	d->now = direction;
	d->seen[direction] = true;
	d->begin = next;
	read_options(d, rest, end);
	if (again && script_of(d, direction)->no_transaction != no_transaction && may_tell(d))
		file_report(d->f, line, d->findings, "transaction-differs", NULL,
			"the sections of one direction differ about their transaction");
}

/* What stands before the first section may only be comments. */
static void check_head(struct dividing *d, size_t end)
{
	char *head = arena_strndup(d->a, d->f->text, end);

	if (!lite_is_blank(head))
		file_report(d->f, (size_t)(lite_skip_blank(head) - head), d->findings,
			"outside-sections", "put it behind '-- migrate:up'",
			"a statement stands before the first section");
}

static void divide(struct dividing *d)
{
	const char *text = d->f->text;

	for (size_t at = 0, next; at < d->f->len; at = next) {
		const char *newline = memchr(text + at, '\n', d->f->len - at);
		size_t end = newline ? (size_t)(newline - text) : d->f->len, rest;
		enum direction direction = mark_at(text, at, end, &rest);

		next = end + (newline != NULL);
		if (text[at] == '-')
			goose_option(d, text + at, end - at);
		if (direction == NONE) {
			check_slip(d, at, end);
			continue;
		}
		if (d->now == NONE || (d->f->kind != FILE_BOTH && !d->seen[UP] && !d->seen[DOWN]))
			check_head(d, at);
		else
			end_section(d, at);
		begin_section(d, direction, at, next);
	}
	end_section(d, d->f->len);
}

static void take(struct dividing *d, enum direction direction)
{
	struct migration_script *s = script_of(d, direction);

	if (!d->texts[direction])
		return;
	s->path = d->f->path;
	s->text = d->texts[direction];
	s->is_down = direction == DOWN;
	s->is_empty = lite_is_blank(s->text);
	s->is_blank = !s->text[strspn(s->text, " \t\r\n")];
}

void sections_read(
	struct arena *a, const struct file *f, struct migration *ret, struct diags *findings)
{
	struct dividing d = {.a = a, .f = f, .m = ret, .findings = findings};
	size_t valid;

	if (memchr(f->text, '\0', f->len)) {
		file_report(f, strlen(f->text), findings, "nul-byte", NULL,
			"the file holds a NUL byte: it is no SQL");
		return;
	}
	valid = utf8_valid_prefix(f->text, f->len);
	if (valid < f->len) {
		file_report(f, valid, findings, "not-utf8", "save it as UTF-8",
			"these bytes are no UTF-8: what is written to the database would be none");
		return;
	}
	checksum_begin(&d.sum);
	d.now = f->kind == FILE_UP ? UP : f->kind == FILE_DOWN ? DOWN : NONE;
	if (d.now != NONE)
		read_first_line(&d);
	divide(&d);
	if (d.now == NONE)
		file_report(f, FILE_WHOLE, findings, "no-section",
			"put '-- migrate:up' before what is to be applied, and '-- migrate:down' "
			"before what undoes it",
			"there is no section");
	else if (f->kind == FILE_BOTH && !d.seen[UP])
		file_report(f, FILE_WHOLE, findings, "no-up", "put '-- migrate:up' before it",
			"nothing is to be applied");
	take(&d, UP);
	take(&d, DOWN);
	if (d.texts[UP])
		checksum_so_far(&d.sum, ret->checksum);
	checksum_release(&d.sum);
}
