#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/migrate/section.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* Each sign stands where it does in the file, or is blank. */
static void check_script(const struct migration_script *s, const struct file *f)
{
	if (!s->text)
		return;
	must(strlen(s->text) == f->len && s->path == f->path);
	for (size_t i = 0; i < f->len; i++)
		must(s->text[i] == f->text[i] || (s->text[i] == ' ' && f->text[i] != '\n'));
	must(!s->is_blank || s->is_empty);
}

static void check_finding(const struct diag *d, const struct file *f)
{
	int lines = 1;

	for (size_t i = 0; i < f->len; i++)
		lines += f->text[i] == '\n';
	must(d->line >= 0 && d->line <= lines && (d->line > 0) == (d->column > 0));
	must(*d->code && *d->message && strlen(d->message) < 400);
	if (!d->excerpt)
		return;
	must(utf8_count(d->excerpt) <= 206);
	must(utf8_valid_prefix(d->excerpt, strlen(d->excerpt)) == strlen(d->excerpt));
	must(d->caret >= 0 && (size_t)d->caret <= strlen(d->excerpt) + 1);
}

static void read_file(const struct str *text, enum file_kind kind, char sum[65])
{
	const struct file f = {
		.path = "1.sql", .kind = kind, .text = str_text(text), .len = text->len};
	struct migration m = {.version = "1", .name = ""};
	struct diags findings = {0};
	struct arena a = {0};

	sections_read(&a, &f, &m, &findings);
	check_script(&m.up, &f);
	check_script(&m.down, &f);
	for (size_t i = 0; m.up.text && m.down.text && i < f.len; i++)
		must(m.up.text[i] == m.down.text[i] || m.up.text[i] == ' ' ||
			m.down.text[i] == ' ');
	for (size_t i = 0; i < findings.list.len; i++)
		check_finding(&findings.list.at[i], &f);
	must(findings.list.len < 30 && findings.warnings == 0);
	must(!m.up.text || strlen(m.checksum) == 64);
	memcpy(sum, m.checksum, 65);
	diags_release(&findings);
	arena_release(&a);
}

/* The same with "\r\n" and blanks at the end. */
static void with_returns(const struct str *text, struct str *out)
{
	for (size_t i = 0; i < text->len; i++) {
		if (text->at[i] == '\n')
			str_add_char(out, '\r');
		str_add_char(out, text->at[i]);
	}
	str_add(out, "\r\n \t\r\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum file_kind kinds[] = {FILE_BOTH, FILE_UP, FILE_DOWN};
	struct str text = {0}, other = {0};
	enum file_kind kind = size ? kinds[data[0] % 3] : FILE_BOTH;
	char sum[65], same[65];

	if (size)
		str_add_bytes(&text, (const char *)data + 1, size - 1);
	read_file(&text, kind, sum);
	if (!strchr(str_text(&text), '\r') && text.len == strlen(str_text(&text))) {
		with_returns(&text, &other);
		read_file(&other, kind, same);
		must(strcmp(sum, same) == 0);
	}
	str_release(&text);
	str_release(&other);
	return 0;
}
