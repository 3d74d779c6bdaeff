#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include "cmd/cmd.h"
#include "core/base/diag.h"
#include "core/base/str.h"
#include "core/base/tr.h"
#include "core/data/json.h"

#include <stdint.h>

/* What build servers read: --report KIND, beside what is printed. */
enum report_kind {
	REPORT_JUNIT = 1,   /* junit=FILE */
	REPORT_SARIF = 2,   /* sarif=FILE */
	REPORT_GITLAB = 4,  /* gitlab=FILE */
	REPORT_TAP = 8,     /* instead of the text */
	REPORT_GITHUB = 16, /* beside the text */
};

struct reports {
	const char *junit, *sarif, *gitlab; /* files, or NULL */
	bool tap, github;
};

extern struct opt_list report_wishes;
#define REPORT_OPTION(kinds_help)                                                                  \
	{                                                                                          \
		.name = "report", .kind = OPT_LIST, .value = &report_wishes, .arg = "kind",        \
		.help = kinds_help                                                                 \
	}

/* Of commands that check files. */
#define REPORTS_OF_FINDINGS (REPORT_SARIF | REPORT_GITLAB | REPORT_GITHUB)
#define FINDINGS_OPTION REPORT_OPTION(N_("sarif=FILE, gitlab=FILE or github; repeatable"))

/* What the user wants of the kinds that the command has. */
bool reports_parse(struct app *app, unsigned kinds, struct reports *ret, struct err *err);

/* The end of a check: its findings as text, or as --json {ok, files, findings}, and the reports.
 * False when a report cannot be written; whether the findings are a failure is the caller's. */
struct checked {
	const struct diags *diags;
	size_t files;
	bool ok;
};
bool report_checked(
	struct app *app, const struct reports *r, const struct checked *c, struct err *err);

struct report_place {
	const char *file;
	int line, column; /* 0: there is none */
};
/* The document of a run, with its steps; the place is that of the step that failed. */
bool report_run(struct app *app, const struct reports *r, const struct report_place *at,
	const cJSON *document, struct err *err);

/* ---- for those who write them ---- */

/* All of them take secrets out of the texts that they are given. */

/* The file of a report; secrets are taken out of the text. */
bool report_write(struct app *app, const char *path, struct str *text, struct err *err);

/* GitHub's workflow commands: in properties the characters of `also` are escaped, too. */
void report_github_text(struct str *out, const char *text, const char *also);
/* `kind`: "error", "warning". */
void report_github(struct str *out, const char *kind, const struct report_place *at,
	const char *title, const char *text);
/* A piece of Markdown for the page of the job, where GitHub wants one
 * ($GITHUB_STEP_SUMMARY). */
bool report_github_summary(struct app *app, struct str *markdown, struct err *err);
void report_markdown_text(struct str *out, const char *text);

void report_xml_text(struct str *out, const char *text);
/* " name=\"value\"" */
void report_xml_attribute(struct str *out, const char *name, const char *value);
/* The attributes that JUnit's schema wants of a suite. */
struct report_suite {
	const char *name;
	int id;
	int64_t started_at;
	size_t tests, failures, errors, skipped;
	double ms;
};
void report_junit_suite(struct str *out, const struct report_suite *s);

#endif
