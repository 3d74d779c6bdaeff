#include "cmd/repl.h"

#include "cmd/ask.h"
#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/db/source.h"

#include <ctype.h>
#include <dirent.h>
#include <string.h>
#include <strings.h>

static void add_word(struct str *ret, const char *word, size_t len)
{
	str_add_bytes(ret, word, len);
	str_add_char(ret, '\n');
}

/* ---- files ---- */

/* Names that would need quotes are left out, and hidden ones that are not asked for. */
static bool is_offered(const char *name, const char *begun)
{
	return strncmp(name, begun, strlen(begun)) == 0 && (*name != '.' || *begun == '.') &&
	       !strpbrk(name, " \t\n\"'\\") && !str_eq(name, ".") && !str_eq(name, "..");
}

enum names { FILES, FOLDERS };

static void add_files(const char *word, enum names which, struct str *ret)
{
	const char *slash = strrchr(word, '/'), *begun = slash ? slash + 1 : word;
	struct arena a = {0};
	const char *folder = arena_strndup(&a, word, (size_t)(begun - word));
	DIR *dir = opendir(*folder ? folder : ".");

	for (const struct dirent *e; dir && (e = readdir(dir));) {
		const char *path;

		if (!is_offered(e->d_name, begun))
			continue;
		path = arena_printf(&a, "%s%s", folder, e->d_name);
		if (fs_is_dir(path))
			str_addf(ret, "%s/\n", path);
		else if (which == FILES)
			str_addf(ret, "%s\n", path);
	}
	if (dir)
		closedir(dir);
	arena_release(&a);
}

/* ---- commands: as the shell's completion knows them, of the words so far ---- */

static const char *last_word(const char *text)
{
	const char *blank = strrchr(text, ' ');

	return blank ? blank + 1 : text;
}

static void add_from_shell(const char *line, struct str *ret)
{
	struct words w = {0};
	struct str out = {0};
	struct err ignored;
	size_t len = strlen(line);

	vec_push(&w.list, mem_strdup("blokctl"));
	vec_push(&w.list, mem_strdup("completion"));
	vec_push(&w.list, mem_strdup("words"));
	vec_push(&w.list, mem_strdup("--"));
	if (repl_is_workflow(line))
		vec_push(&w.list, mem_strdup("workflow"));
	if (repl_split(line, &w, &ignored)) {
		if (!len || line[len - 1] == ' ')
			vec_push(&w.list, mem_strdup(""));
		vec_push(&w.list, NULL);
		repl_capture((const char *const *)w.list.at, &out);
		w.list.len--;
	}
	/* word<tab>description; what begins with a colon is what the shell adds */
	for (const char *at = str_text(&out); *at; at += strcspn(at, "\n") + 1) {
		if (*at != ':')
			add_word(ret, at, strcspn(at, "\t\n"));
		else
			add_files(
				last_word(line), str_starts(at, ":folder") ? FOLDERS : FILES, ret);
		if (!strchr(at, '\n'))
			break;
	}
	str_release(&out);
	words_release(&w);
}

/* ---- names of the database ---- */

static bool is_plain(const char *name)
{
	if (!*name || isdigit((unsigned char)*name))
		return false;
	while (isalnum((unsigned char)*name) || *name == '_' || (*name & 0x80))
		name++;
	return !*name;
}

/* "TABLE<tab>COLUMN" or "TABLE<tab>", read once for each database; names that need quotes are left
 * to the user. */
static void read_names(struct repl *r)
{
	struct source_schema schema;
	struct arena a = {0};
	struct source *s;
	struct err ignored = {0};

	str_add(&r->names, "\n");
	if (!ask_database_open(r->app, r->database, &s, &ignored))
		return;
	if (source_schema(s, &a, &schema, &ignored))
		for (size_t i = 0; i < schema.len; i++) {
			const struct source_table *t = &schema.tables[i];

			if (!is_plain(t->name))
				continue;
			str_addf(&r->names, "%s\t\n", t->name);
			for (size_t c = 0; c < t->columns_len; c++)
				if (is_plain(t->columns[c].name))
					str_addf(
						&r->names, "%s\t%s\n", t->name, t->columns[c].name);
		}
	arena_release(&a);
	source_close(s);
}

static bool has_word(const struct str *list, const char *word, size_t len)
{
	for (const char *at = str_text(list); *at; at += strcspn(at, "\n") + 1)
		if (strcspn(at, "\n") == len && strncmp(at, word, len) == 0)
			return true;
	return false;
}

static void add_once(struct str *ret, const char *word, size_t len, const char *begun)
{
	if (len >= strlen(begun) && strncasecmp(word, begun, strlen(begun)) == 0 &&
		!has_word(ret, word, len))
		add_word(ret, word, len);
}

/* Tables and columns that begin so; behind "TABLE." only its columns. */
static void add_names(struct repl *r, const char *begun, const char *table, size_t table_len,
	bool columns, struct str *ret)
{
	if (!r->names.len)
		read_names(r);
	for (const char *at = str_text(&r->names); *at; at += strcspn(at, "\n") + 1) {
		size_t len = strcspn(at, "\t\n"), rest = strcspn(at, "\n") - len;

		if (!len || (table && (len != table_len || strncasecmp(at, table, len) != 0)))
			continue;
		if (!table)
			add_once(ret, at, len, begun);
		if (columns && rest > 1)
			add_once(ret, at + len + 1, rest - 1, begun);
	}
}

static void add_keywords(const char *begun, struct str *ret)
{
	static const char *const words[] = {"select", "from", "where", "group by", "order by",
		"having", "limit", "join", "left join", "on", "and", "or", "not", "in", "between",
		"like", "is null", "as", "distinct", "count(", "sum(", "avg(", "min(", "max(",
		"case", "when", "then", "else", "end", "union", "with"};
	bool upper = isupper((unsigned char)*begun);

	for (size_t i = 0; *begun && i < sizeof words / sizeof *words; i++) {
		char word[16] = "";

		for (size_t c = 0; words[i][c]; c++)
			word[c] = (char)(upper ? toupper((unsigned char)words[i][c]) : words[i][c]);
		add_once(ret, word, strlen(word), begun);
	}
}

/* As it was typed: the line goes on behind its own letters. */
static void keep_case(struct str *ret, const char *begun)
{
	size_t len = strlen(begun);

	for (char *at = ret->at; at && *at; at += strcspn(at, "\n") + 1)
		if (strcspn(at, "\n") >= len)
			memcpy(at, begun, len);
}

static void complete_sql(struct repl *r, const char *text, size_t *ret_begun, struct str *ret)
{
	const char *begun = text + strlen(text), *table;

	while (begun > text &&
		(isalnum((unsigned char)begun[-1]) || begun[-1] == '_' || begun[-1] & 0x80))
		begun--;
	*ret_begun = strlen(begun);
	table = begun;
	if (begun > text && begun[-1] == '.') {
		table = begun - 1;
		while (table > text && (isalnum((unsigned char)table[-1]) || table[-1] == '_'))
			table--;
		add_names(r, begun, table, (size_t)(begun - 1 - table), true, ret);
	} else {
		add_names(r, begun, NULL, 0, *begun, ret);
		add_keywords(begun, ret);
	}
	keep_case(ret, begun);
}

/* ---- the place itself ---- */

static void complete_own(struct repl *r, const char *text, size_t *ret_begun, struct str *ret)
{
	const char *blank = strchr(text, ' ');
	size_t len = blank ? (size_t)(blank - text) : strlen(text);

	*ret_begun = strlen(last_word(text));
	if (!blank) {
		for (const char *const *name = repl_command_names(); *name; name++)
			if (strncmp(*name, text + 1, len - 1) == 0)
				str_addf(ret, "\\%s\n", *name);
	} else if (strncmp(text, "\\mode", len) == 0) {
		for (const char *const *mode = repl_modes; *mode; mode++)
			add_once(ret, *mode, strlen(*mode), blank + 1);
	} else if (strncmp(text, "\\schema", len) == 0 && r->database) {
		add_names(r, blank + 1, NULL, 0, false, ret);
	} else if (strncmp(text, "\\open", len) == 0 || strncmp(text, "\\read", len) == 0 ||
		   strncmp(text, "\\output", len) == 0 || strncmp(text, "\\once", len) == 0) {
		add_files(last_word(text), FILES, ret);
	}
}

/* ---- both ---- */

static bool is_command(const char *text)
{
	size_t len = strcspn(text, " ");
	char name[32] = "";

	if (!text[len]) /* still being typed */
		return false;
	if (len < sizeof name)
		memcpy(name, text, len);
	return cmd_find(cmd_table, name) != NULL || repl_is_workflow(text);
}

void repl_complete(void *self, const char *text, size_t *ret_begun, struct str *ret)
{
	struct repl *r = self;
	const char *line = text + strspn(text, " ");

	if (*line == '\\') {
		complete_own(r, line, ret_begun, ret);
	} else if (r->database && (repl_is_open(r) || (strchr(line, ' ') && !is_command(line)))) {
		complete_sql(r, line, ret_begun, ret);
	} else {
		*ret_begun = strlen(last_word(line));
		add_from_shell(line, ret);
		if (r->database && !strchr(line, ' '))
			add_keywords(line, ret);
	}
}

void repl_show_words(void *self, const char *words)
{
	struct repl *r = self;

	app_print(r->app, "\n");
	for (; *words; words += strcspn(words, "\n") + 1)
		app_print(r->app, "%.*s  ", (int)strcspn(words, "\n"), words);
	app_print(r->app, "\n");
	app_flush(r->app);
}
