#include "cmd/report.h"

#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/term/width.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct opt_list report_wishes;

/* The app's, from reports_parse() on.  What a format escapes is rid of secrets
 * before: their forms in XML, Markdown and GitHub's commands nobody knows. */
static const struct redactor *secrets;

static const char *without_secrets(const char *text, struct str *clean)
{
	str_add(clean, text);
	redact_shown(secrets, clean);
	return str_text(clean);
}

/* ---- what is wanted ---- */

static const struct {
	const char *word;
	enum report_kind kind;
	bool has_file;
} kinds_known[] = {{"junit", REPORT_JUNIT, true}, {"sarif", REPORT_SARIF, true},
	{"gitlab", REPORT_GITLAB, true}, {"tap", REPORT_TAP, false},
	{"github", REPORT_GITHUB, false}};
#define KINDS (sizeof kinds_known / sizeof *kinds_known)

static bool unknown(unsigned kinds, const char *wish, struct err *err)
{
	struct str list = {0};

	for (size_t i = 0; i < KINDS; i++)
		if (kinds & kinds_known[i].kind)
			str_addf(&list, "%s%s%s", list.len ? ", " : "", kinds_known[i].word,
				kinds_known[i].has_file ? "=FILE" : "");
	err_set(err, ERR_USAGE, "there is no report '%s' here", wish);
	err_hint(err, "one of %s", str_text(&list));
	str_release(&list);
	return false;
}

static void take(struct reports *r, enum report_kind kind, const char *file)
{
	switch (kind) {
	case REPORT_JUNIT: r->junit = file; break;
	case REPORT_SARIF: r->sarif = file; break;
	case REPORT_GITLAB: r->gitlab = file; break;
	case REPORT_TAP: r->tap = true; break;
	case REPORT_GITHUB: r->github = true; break;
	}
}

static bool take_wish(unsigned kinds, const char *wish, struct reports *r, struct err *err)
{
	size_t len = strcspn(wish, "=");

	for (size_t i = 0; i < KINDS; i++) {
		bool has_file = wish[len] && wish[len + 1];

		if (!(kinds & kinds_known[i].kind) || strlen(kinds_known[i].word) != len ||
			strncmp(wish, kinds_known[i].word, len) != 0 ||
			kinds_known[i].has_file != has_file || (wish[len] && !has_file))
			continue;
		take(r, kinds_known[i].kind, has_file ? wish + len + 1 : NULL);
		return true;
	}
	return unknown(kinds, wish, err);
}

bool reports_parse(struct app *app, unsigned kinds, struct reports *ret, struct err *err)
{
	*ret = (struct reports){0};
	secrets = &app->secrets.redactor;
	for (size_t i = 0; i < report_wishes.len; i++)
		if (!take_wish(kinds, report_wishes.at[i], ret, err))
			return false;
	if (ret->tap + ret->github + app->json < 2)
		return true;
	err_set(err, ERR_USAGE, "--report %sgithub and --json %s want standard output",
		kinds & REPORT_TAP ? "tap, --report " : "", kinds & REPORT_TAP ? "all" : "both");
	return err_hint(err, "a report that is a file goes together with each of them");
}

bool report_write(struct app *app, const char *path, struct str *text, struct err *err)
{
	redact_shown(&app->secrets.redactor, text);
	return fs_write_atomic(path, text->at, text->len, 0644, err);
}

/* ---- GitHub ---- */

/* docs.github.com, "Workflow commands": data escapes %, CR and LF, properties
 * the colon and the comma, too. */
void report_github_text(struct str *out, const char *text, const char *also)
{
	struct str clean = {0};

	for (text = without_secrets(text, &clean); *text; text++) {
		if (strchr("%\r\n", *text) || strchr(also, *text))
			str_addf(out, "%%%02X", (unsigned char)*text);
		else
			str_add_char(out, *text);
	}
	str_release(&clean);
}

void report_github(struct str *out, const char *kind, const struct report_place *at,
	const char *title, const char *text)
{
	str_addf(out, "::%s file=", kind);
	report_github_text(out, at->file ? at->file : "", ":,");
	str_addf(out, ",line=%d", at->line ? at->line : 1);
	if (at->column)
		str_addf(out, ",col=%d", at->column);
	str_add(out, ",title=");
	report_github_text(out, title, ":,");
	str_add(out, "::");
	report_github_text(out, text, "");
	str_add_char(out, '\n');
}

bool report_github_summary(struct app *app, struct str *markdown, struct err *err)
{
	const char *path = getenv("GITHUB_STEP_SUMMARY");
	bool ok;
	int fd;

	if (!path || !*path)
		return true;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_errno(err, errno, "cannot open '%s'", path);
	redact_shown(&app->secrets.redactor, markdown);
	ok = fs_write_fd(fd, markdown->at, markdown->len) ||
	     err_errno(err, errno, "cannot write '%s'", path);
	close(fd);
	return ok;
}

/* In a cell of a table. */
void report_markdown_text(struct str *out, const char *text)
{
	struct str clean = {0};

	for (text = without_secrets(text, &clean); *text; text++) {
		if (strchr("\\`*_{}[]<>|#", *text))
			str_add_char(out, '\\');
		str_add_char(out, (unsigned char)*text < 0x20 ? ' ' : *text);
	}
	str_release(&clean);
}

/* ---- JUnit ---- */

/* XML 1.0 has no place for most control characters, not even escaped. */
void report_xml_text(struct str *out, const char *text)
{
	struct str clean = {0};

	for (text = without_secrets(text, &clean); *text; text++) {
		switch (*text) {
		case '&': str_add(out, "&amp;"); break;
		case '<': str_add(out, "&lt;"); break;
		case '>': str_add(out, "&gt;"); break;
		case '"': str_add(out, "&quot;"); break;
		case '\n': str_add(out, "&#10;"); break;
		default: str_add_char(out, (unsigned char)*text < 0x20 ? ' ' : *text);
		}
	}
	str_release(&clean);
}

void report_xml_attribute(struct str *out, const char *name, const char *value)
{
	struct str shown = {0}, clean = {0};

	value = without_secrets(value, &clean);
	text_escape(&shown, value, strlen(value), ESCAPE_ALL);
	str_addf(out, " %s=\"", name);
	report_xml_text(out, str_text(&shown));
	str_add_char(out, '"');
	str_release(&shown);
	str_release(&clean);
}

void report_junit_suite(struct str *out, const struct report_suite *s)
{
	char iso[CLOCK_ISO_MAX], host[256] = "localhost";

	clock_format_iso(s->started_at, iso);
	iso[19] = '\0'; /* the schema wants no zone */
	if (gethostname(host, sizeof host) != 0 || !*host)
		memcpy(host, "localhost", sizeof "localhost");
	host[sizeof host - 1] = '\0';
	str_add(out, "  <testsuite");
	report_xml_attribute(out, "name", s->name);
	str_addf(out, " id=\"%d\" package=\"blokctl\" timestamp=\"%s\"", s->id, iso);
	report_xml_attribute(out, "hostname", host);
	str_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", s->tests, s->failures,
		s->errors);
	if (s->skipped)
		str_addf(out, " skipped=\"%zu\"", s->skipped);
	str_addf(out, " time=\"%.3f\">\n", s->ms / 1000);
}
