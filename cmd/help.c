#include "cmd/help.h"

#include "cmd/opt.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/term/width.h"

#include <ctype.h>
#include <string.h>

/* Longer lines are hard to read, however wide the terminal is. */
#define HELP_WIDTH 90
#define HELP_WIDTH_PIPE 80
/* Options with longer names have their text on the next line. */
#define NAMES_MAX 30
/* With less room than this beside the names, the text goes below them.  The
 * narrowest terminal has 20 columns (core/term/style.c). */
#define TEXT_LEAST 24

struct page {
	const struct term *term;
	struct str text;
	size_t width;
};

static struct page page_for(const struct term *term)
{
	size_t width = term->width ? (size_t)term->width : HELP_WIDTH_PIPE;

	return (struct page){.term = term, .width = width < HELP_WIDTH ? width : HELP_WIDTH};
}

static void heading(struct page *p, const char *title)
{
	str_add_char(&p->text, '\n');
	term_styled(p->term, &p->text, ROLE_HEADING, tr(title));
	str_add(&p->text, ":\n");
}

static void title(struct page *p, const char *name, const char *summary)
{
	struct str line = {0};

	str_addf(&line, "%s - %s", name, tr(summary));
	text_wrap(&p->text, str_text(&line), p->width, 4);
	str_add(&p->text, "\n\n");
	str_release(&line);
}

/* "  name   text", the text wrapped behind `column`. */
static void entry(struct page *p, const char *name, size_t column, const char *text)
{
	size_t used = 2 + strlen(name);

	if (p->width < column + TEXT_LEAST)
		column = 8;
	str_add(&p->text, "  ");
	term_styled(p->term, &p->text, ROLE_NAME, name);
	if (used + 1 > column) {
		str_add_char(&p->text, '\n');
		used = 0;
	}
	width_pad(&p->text, column - used);
	text_wrap(&p->text, text, p->width - column, column);
	str_add_char(&p->text, '\n');
}

static void commands(struct page *p, const char *title, const struct cmd *const *table)
{
	size_t widest = 0;

	heading(p, title);
	for (const struct cmd *const *c = table; *c; c++)
		if (!(*c)->hidden && strlen((*c)->name) > widest)
			widest = strlen((*c)->name);
	for (const struct cmd *const *c = table; *c; c++)
		if (!(*c)->hidden)
			entry(p, (*c)->name, widest + 5, tr((*c)->summary));
}

static void option_names(struct str *out, const struct opt *o)
{
	str_clear(out);
	if (o->letter)
		str_addf(out, "-%c, --%s", o->letter, o->name);
	else
		str_addf(out, "    --%s", o->name);
	if (!opt_takes_value(o))
		return;
	str_add_char(out, '=');
	for (const char *at = o->arg ? o->arg : "value"; *at; at++)
		str_add_char(out, (char)toupper((unsigned char)*at));
}

static void options(struct page *p, const char *title, const struct opt *opts)
{
	struct str names = {0};
	size_t widest = 0;

	heading(p, title);
	for (const struct opt *o = opts; o->name; o++) {
		option_names(&names, o);
		if (!o->hidden && names.len > widest && names.len <= NAMES_MAX)
			widest = names.len;
	}
	for (const struct opt *o = opts; o->name; o++) {
		option_names(&names, o);
		if (!o->hidden)
			entry(p, str_text(&names), widest + 4, tr(o->help));
	}
	str_release(&names);
}

static void example(struct page *p, const char *line, const char *text)
{
	str_add(&p->text, "  $ ");
	term_styled(p->term, &p->text, ROLE_STRONG, line);
	str_addf(&p->text, "\n      %s\n", tr(text));
}

static void examples(struct page *p, const char *const *lines)
{
	if (!lines || !lines[0])
		return;
	heading(p, N_("Examples"));
	for (; lines[0]; lines += 2)
		example(p, lines[0], lines[1]);
}

static void usage(struct page *p, const char *text)
{
	term_styled(p->term, &p->text, ROLE_HEADING, tr("Usage:"));
	str_addf(&p->text, " %s\n", text);
}

/* The first example of the first commands: true whatever is built in. */
#define EXAMPLES_MAX 4

static void first_examples(struct page *p)
{
	int shown = 0;

	heading(p, N_("Examples"));
	for (const struct cmd *const *c = cmd_table; *c && shown < EXAMPLES_MAX; c++) {
		const char *const *lines = (*c)->examples;

		if ((*c)->hidden || !lines || !lines[0])
			continue;
		example(p, lines[0], lines[1]);
		shown++;
	}
}

static void show(struct app *app, struct page *p)
{
	if (p->term == &app->out)
		app_page(app);
	app_put(app, p->term, &p->text);
	str_release(&p->text);
}

void help_short(struct app *app, const struct term *to)
{
	struct page p = page_for(to);

	usage(&p, "blokctl [OPTION]... COMMAND [ARGUMENT]...");
	commands(&p, N_("Commands"), cmd_table);
	str_add(&p.text, tr("\nhint: 'blokctl help' says more, 'blokctl help COMMAND' most\n"));
	show(app, &p);
}

static void help_main(struct app *app)
{
	struct page p = page_for(&app->out);

	title(&p, "blokctl", N_("run workflow files, durably, from one small program"));
	usage(&p, "blokctl [OPTION]... COMMAND [ARGUMENT]...");
	commands(&p, N_("Commands"), cmd_table);
	options(&p, N_("Options"), global_opts);
	first_examples(&p);
	str_add_char(&p.text, '\n');
	text_wrap(&p.text, tr("More: 'blokctl help COMMAND', 'blokctl help topics', 'man blokctl'"),
		p.width, 6);
	str_add_char(&p.text, '\n');
	show(app, &p);
}

static void usage_of(struct page *p, const struct cmd *cmd, const char *name)
{
	struct str line = {0};

	str_add(&line, name);
	if (cmd->opts)
		str_add(&line, " [OPTION]...");
	if (cmd->args && *cmd->args)
		str_addf(&line, " %s", cmd->args);
	if (cmd->run)
		usage(p, str_text(&line));
	if (cmd->subs) {
		str_clear(&line);
		str_addf(&line, "%s COMMAND [ARGUMENT]...", name);
		usage(p, str_text(&line));
	}
	str_release(&line);
}

static void more(struct page *p, const struct cmd_path *path)
{
	const struct cmd *cmd = cmd_last(path), *top = path->at[0];
	const char *manual = cmd->manual ? cmd->manual : top->manual;
	struct str text = {0};

	str_addf(&text, tr("More: 'man %s%s'"), manual ? manual : "blokctl-",
		manual ? "" : top->name);
	if (cmd->subs)
		str_addf(&text, tr(", 'blokctl help %s COMMAND'"), cmd->name);
	str_add(&text, tr("; options of every command: 'blokctl help'"));
	str_add_char(&p->text, '\n');
	text_wrap(&p->text, str_text(&text), p->width, 6);
	str_add_char(&p->text, '\n');
	str_release(&text);
}

bool help_command(struct app *app, const struct cmd_path *path)
{
	const struct cmd *cmd = cmd_last(path);
	struct page p = page_for(&app->out);
	struct str name = {0};

	if (app->json) {
		help_json(app, path);
		return true;
	}
	if (!cmd) {
		help_main(app);
		return true;
	}
	str_add(&name, "blokctl");
	for (int i = 0; i < path->depth; i++)
		str_addf(&name, " %s", path->at[i]->name);
	title(&p, str_text(&name), cmd->summary);
	usage_of(&p, cmd, str_text(&name));
	if (cmd->details) {
		str_add_char(&p.text, '\n');
		text_wrap(&p.text, tr(cmd->details), p.width, 0);
		str_add_char(&p.text, '\n');
	}
	if (cmd->subs && cmd->subs[0])
		commands(&p, N_("Commands"), cmd->subs);
	for (int i = path->depth; i--;)
		if (path->at[i]->opts)
			options(&p,
				i + 1 == path->depth ? N_("Options") : N_("Options of all of them"),
				path->at[i]->opts);
	examples(&p, cmd->examples);
	more(&p, path);
	str_release(&name);
	show(app, &p);
	return true;
}
