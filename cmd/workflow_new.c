#include "cmd/output.h"
#include "cmd/workflow.h"
#include "core/base/embedded.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/term/table.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Every file of templates/workflows/ is one; NAME.test.yaml beside it holds
 * its tests. */
#define FOLDER "workflows/"
#define SUFFIX ".yaml"
#define TEST_SUFFIX ".test.yaml"
#define NAME_MAX_LEN 100

static const char *template_name = "hello", *folder = "workflows";
static bool list_only;

static const struct opt options[] = {
	{.name = "template",
		.letter = 't',
		.kind = OPT_TEXT,
		.value = &template_name,
		.arg = "name",
		.help = N_("what to begin with (default hello)")},
	{.name = "list", .kind = OPT_FLAG, .value = &list_only, .help = N_("show the templates")},
	{.name = "dir",
		.kind = OPT_TEXT,
		.value = &folder,
		.arg = "folder",
		.help = N_("where to write it (default workflows)"),
		.words = WORDS_FOLDER},
	{0},
};

static const struct embedded *next(const struct embedded *file)
{
	for (file = file ? file + 1 : embedded_files; file->path; file++)
		if (str_starts(file->path, FOLDER) && str_ends(file->path, SUFFIX) &&
			!str_ends(file->path, TEST_SUFFIX))
			return file;
	return NULL;
}

static const char *name_of(struct app *app, const struct embedded *file)
{
	const char *name = file->path + strlen(FOLDER);

	return arena_strndup(&app->arena, name, strlen(name) - strlen(SUFFIX));
}

/* The text behind "description: " of a template. */
static const char *description_of(struct app *app, const struct embedded *file)
{
	static const char key[] = "\ndescription: ";
	const char *at = strstr(file->bytes, key);

	if (!at)
		return "";
	at += strlen(key);
	return arena_strndup(&app->arena, at, strcspn(at, "\n"));
}

static void print_list(struct app *app)
{
	static const struct column columns[] = {
		{N_("TEMPLATE"), COLUMN_TEXT}, {N_("WHAT IT DOES"), COLUMN_WIDE}, {0}};
	struct table t;

	table_init(&t, columns);
	for (const struct embedded *f = next(NULL); f; f = next(f)) {
		table_add_styled(&t, ROLE_NAME, name_of(app, f));
		table_add(&t, tr(description_of(app, f)));
	}
	app_print_table(app, &t);
	table_release(&t);
}

static void print_list_json(struct app *app)
{
	cJSON *document = json_new_object(), *list = json_new_array();

	for (const struct embedded *f = next(NULL); f; f = next(f)) {
		cJSON *item = json_new_object();

		json_set_string(item, "name", name_of(app, f));
		json_set_string(item, "description", description_of(app, f));
		json_append_take(list, item);
	}
	json_add_take(document, "templates", list);
	app_json(app, document);
	json_free(document);
}

static bool unknown_template(struct app *app, struct err *err)
{
	VEC(const char *) names = {0};
	const char *nearest;

	for (const struct embedded *f = next(NULL); f; f = next(f))
		vec_push(&names, name_of(app, f));
	nearest = str_nearest(template_name, names.at, names.len);
	err_set(err, ERR_USAGE, "there is no template '%s'", template_name);
	if (nearest)
		err_hint(err, "did you mean '%s'?", nearest);
	else
		err_hint(err, "'blokctl workflow new --list' shows them");
	vec_release(&names);
	return false;
}

/* Something that is a name in YAML, in a URL and on every file system. */
static bool check_name(const char *name, struct err *err)
{
	static const char *const words[] = {"true", "false", "null"};
	bool ok = isalpha((unsigned char)*name) && strlen(name) <= NAME_MAX_LEN;

	for (const char *p = name; *p; p++)
		ok = ok && (isalnum((unsigned char)*p) || *p == '-' || *p == '_');
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		ok = ok && strcasecmp(name, words[i]) != 0;
	if (ok)
		return true;
	err_set(err, ERR_USAGE, "'%s' is no name for a workflow", name);
	return err_hint(err, "begin with a letter; then letters, digits, '-' and '_'");
}

/* ---- filling one in ---- */

struct naming {
	const char *from, *to;           /* the template's name, the new one */
	const char *from_path, *to_path; /* "workflows/hello", "flows/greet" */
};

/* `name: hello` and every path of the file itself; nothing else is ours. */
static void fill(const struct naming *n, const struct embedded *file, struct str *out)
{
	static const char key[] = "name: ";
	size_t from = strlen(n->from), from_path = strlen(n->from_path);

	for (const char *p = file->bytes, *end = p + file->len; p < end;) {
		bool line = p == file->bytes || p[-1] == '\n';

		if (line && str_starts(p, key) && str_starts(p + strlen(key), n->from) &&
			p[strlen(key) + from] == '\n') {
			str_addf(out, "%s%s", key, n->to);
			p += strlen(key) + from;
		} else if (str_starts(p, n->from_path) && p[from_path] == '.') {
			str_add(out, n->to_path);
			p += from_path;
		} else {
			str_add_char(out, *p++);
		}
	}
}

static bool refuse_existing(const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return true;
	err_set(err, ERR_WORK, "'%s' is there already", path);
	return err_hint(err, "choose another name, or another folder with --dir");
}

static bool write_file(
	const struct naming *n, const struct embedded *file, const char *path, struct err *err)
{
	struct str text = {0};
	bool ok;

	fill(n, file, &text);
	ok = fs_write_atomic(path, str_text(&text), text.len, 0644, err);
	str_release(&text);
	return ok;
}

static void tell(struct app *app, const char *name, const char *path, const char *tests)
{
	cJSON *document, *created;

	if (!app->json) {
		app_note(app, tr("created %s"), path);
		app_note(app, tr("created %s"), tests);
		app_note(app,
			tr("hint: 'blokctl workflow run %s' runs it, 'blokctl workflow test %s' "
			   "tests "
			   "it"),
			str_eq(folder, "workflows") ? name : path, path);
		return;
	}
	document = json_new_object();
	created = json_new_array();
	json_append_take(created, json_new_string(path));
	json_append_take(created, json_new_string(tests));
	json_set_string(document, "name", name);
	json_set_string(document, "template", template_name);
	json_add_take(document, "created", created);
	app_json(app, document);
	json_free(document);
}

static bool create(struct app *app, const char *name, struct err *err)
{
	struct arena *a = &app->arena;
	const struct embedded *file, *tests;
	struct naming n = {.from = template_name, .to = name};
	const char *path, *test_path;

	n.from_path = arena_printf(a, FOLDER "%s", template_name);
	n.to_path = fs_join(a, folder, name);
	path = arena_printf(a, "%s" SUFFIX, n.to_path);
	test_path = arena_printf(a, "%s" TEST_SUFFIX, n.to_path);
	file = embedded_find(arena_printf(a, "%s" SUFFIX, n.from_path));
	tests = embedded_find(arena_printf(a, "%s" TEST_SUFFIX, n.from_path));
	if (!file || !tests)
		return unknown_template(app, err);
	if (!refuse_existing(path, err) || !refuse_existing(test_path, err) ||
		!fs_make_dirs(folder, 0755, err) || !write_file(&n, file, path, err) ||
		!write_file(&n, tests, test_path, err))
		return false;
	tell(app, name, path, test_path);
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	if (list_only) {
		if (app->json)
			print_list_json(app);
		else
			print_list(app);
		return true;
	}
	if (!argc) {
		err_set(err, ERR_USAGE, "'blokctl workflow new' needs a name");
		return err_hint(err, "'blokctl workflow new --list' shows what to begin with");
	}
	return check_name(argv[0], err) && create(app, argv[0], err);
}

const struct cmd workflow_new = {
	.name = "new",
	.args = "[NAME]",
	.summary = N_("Write a workflow to begin with, and its tests"),
	.opts = options,
	.details =
		N_("Writes workflows/NAME.yaml and workflows/NAME.test.yaml from a template. Files "
		   "that are there are never overwritten."),
	.examples =
		(const char *const[]){
			"blokctl workflow new --list",
			N_("what there is to begin with"),
			"blokctl workflow new orders --template http-api",
			N_("workflows/orders.yaml, which calls a service"),
			NULL,
		},
	.run = run,
};
