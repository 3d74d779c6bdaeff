#include "core/term/findings.h"

#include "core/base/utf8.h"
#include "core/term/width.h"

#include <string.h>

/* Bytes of the first `count` code points. */
static size_t bytes_of(const char *text, size_t len, size_t count)
{
	size_t at = 0;

	for (; count && at < len; count--) {
		uint32_t cp;
		size_t bytes = utf8_decode(text + at, len - at, &cp);

		at += bytes ? bytes : 1;
	}
	return at;
}

/* What stands in front of the caret: a tab stays a tab, so that both lines
 * agree whatever the terminal makes of it; anything else becomes as many
 * blanks as it takes columns. */
static void add_blanks(struct str *out, const struct str *before)
{
	for (size_t i = 0, start = 0; i <= before->len; i++) {
		if (i < before->len && before->at[i] != '\t')
			continue;
		width_pad(out, width_of(str_text(before) + start, i - start));
		if (i < before->len)
			str_add_char(out, '\t');
		start = i + 1;
	}
}

static void add_excerpt(struct str *out, const struct diag *f, const struct term *term)
{
	size_t len = strlen(f->excerpt), place = bytes_of(f->excerpt, len, (size_t)f->caret);
	struct str before = {0}, after = {0};

	text_escape(&before, f->excerpt, place, ESCAPE_LINES);
	text_escape(&after, f->excerpt + place, len - place, ESCAPE_LINES);
	str_addf(out, "%5d | %s%s\n", f->line, str_text(&before), str_text(&after));
	str_add(out, "      | ");
	add_blanks(out, &before);
	term_styled(term, out, ROLE_GOOD, "^");
	str_add_char(out, '\n');
	str_release(&before);
	str_release(&after);
}

static void add_clean(struct str *out, const char *text)
{
	text_escape(out, text, strlen(text), ESCAPE_ALL);
}

static void add_finding(struct str *out, const struct diag *f, const struct term *term)
{
	bool is_error = f->severity == DIAG_ERROR;

	term_begin(term, out, ROLE_STRONG);
	add_clean(out, f->path ? f->path : "-");
	if (f->line)
		str_addf(out, ":%d", f->line);
	if (f->line && f->column)
		str_addf(out, ":%d", f->column);
	str_add(out, ": ");
	term_end(term, out, ROLE_STRONG);
	term_styled(term, out, is_error ? ROLE_ERROR : ROLE_WARNING,
		is_error ? "error: " : "warning: ");
	add_clean(out, f->message ? f->message : "");
	if (f->code)
		str_addf(out, " [%s]", f->code);
	str_add_char(out, '\n');
	if (f->excerpt && f->line && f->column > 0)
		add_excerpt(out, f, term);
	if (!f->hint)
		return;
	term_styled(term, out, ROLE_HINT, "hint: ");
	text_escape(out, f->hint, strlen(f->hint), ESCAPE_LINES);
	str_add_char(out, '\n');
}

void findings_render(const struct diags *d, const struct term *term, struct str *out)
{
	for (size_t i = 0; i < d->list.len; i++)
		add_finding(out, &d->list.at[i], term);
}
