#include "test/conformance/corpus.h"

#include "core/base/fs.h"
#include "core/base/mem.h"
#include "core/base/vec.h"

#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

void outcome_release(struct outcome *o)
{
	json_free(o->json);
	str_release(&o->out);
	str_release(&o->err);
}

static char folder[200];

static bool remove_file(void *self, const char *path, struct err *err)
{
	(void)self, (void)err;
	unlink(path);
	return true;
}

static void remove_folder(void)
{
	static const char *const below[] = {"/docs/middleware", "/docs", ""};
	struct err err;

	fs_walk(folder, remove_file, NULL, &err);
	for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
		char path[300];

		snprintf(path, sizeof path, "%s%s", folder, below[i]);
		rmdir(path);
	}
}

const char *corpus_folder(void)
{
	const char *base = getenv("TMPDIR");

	if (!folder[0]) {
		snprintf(folder, sizeof folder, "%s/blokctl-corpus-XXXXXX", base ? base : "/tmp");
		if (!mkdtemp(folder))
			abort();
		atexit(remove_folder);
	}
	return folder;
}

const char *corpus_write(const char *name, const char *text)
{
	static char paths[2][400];
	static int which;
	char *path = paths[which ^= 1];
	struct err err;

	snprintf(path, sizeof paths[0], "%s/%s", corpus_folder(), name);
	if (!fs_write_atomic(path, text, strlen(text), 0600, &err))
		fprintf(stderr, "%s\n", err.message);
	return path;
}

/* The environment with `env` over it, ended by NULL. */
static char **environment(const cJSON *env)
{
	VEC(char *) list = {0};

	for (char **p = environ; *p; p++)
		vec_push(&list, mem_strdup(*p));
	json_each(variable, env) {
		struct str text = {0};

		str_addf(&text, "%s=%s", variable->string, variable->valuestring);
		vec_push(&list, str_take(&text));
	}
	vec_push(&list, NULL);
	return list.at;
}

static void read_file(const char *path, struct str *ret)
{
	struct err err;

	fs_read(path, (size_t)64 * 1024 * 1024, ret, &err);
	unlink(path);
}

struct outcome corpus_run(const char *const *words, const cJSON *env)
{
	const char *program = getenv("BLOKCTL") ? getenv("BLOKCTL") : "./blokctl";
	char out[300], errors[300], *argv[40] = {(char *)program};
	char **variables = environment(env);
	posix_spawn_file_actions_t actions;
	struct outcome o = {.status = 127};
	struct err err;
	pid_t pid;

	for (int i = 0; words[i] && i < 38; i++)
		argv[i + 1] = (char *)words[i];
	snprintf(out, sizeof out, "%s/stdout", corpus_folder());
	snprintf(errors, sizeof errors, "%s/stderr", corpus_folder());
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (posix_spawn(&pid, program, &actions, NULL, argv, variables) == 0) {
		int status;

		waitpid(pid, &status, 0);
		o.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	posix_spawn_file_actions_destroy(&actions);
	for (char **p = variables; *p; p++)
		free(*p);
	free(variables);
	read_file(out, &o.out);
	read_file(errors, &o.err);
	json_parse(str_text(&o.out), o.out.len, &o.json, &err);
	return o;
}

cJSON *corpus_json(const char *path)
{
	struct str text = {0};
	struct err err;
	cJSON *value = NULL;

	if (fs_read(path, (size_t)64 * 1024 * 1024, &text, &err))
		json_parse(str_text(&text), text.len, &value, &err);
	str_release(&text);
	return value;
}

char *corpus_replace(const char *text, const char *stub)
{
	static const char *const hosts[][2] = {{"https://httpbin.org", ""},
		{"https://countriesnow.space/api/v0.1/countries/capital", "/capital"},
		{"https://catfact.ninja/fact", "/fact"}, {"http://127.0.0.1:18431", ""},
		{"http://127.0.0.1:18432", ""}};
	struct str out = {0};

	while (*text) {
		size_t i = 0, count = sizeof hosts / sizeof *hosts;

		while (i < count && !str_starts(text, hosts[i][0]))
			i++;
		if (i < count) {
			str_addf(&out, "%s%s", stub, hosts[i][1]);
			text += strlen(hosts[i][0]);
		} else {
			str_add_char(&out, *text++);
		}
	}
	return str_take(&out);
}

void corpus_copy(const char *from, const char *to, const char *stub)
{
	struct dirent **entries;
	struct arena a = {0};
	struct err err;
	int count = scandir(from, &entries, NULL, alphasort);

	fs_make_dirs(to, 0700, &err);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name, *path = fs_join(&a, from, name);
		struct str text = {0};

		if (name[0] != '.' && fs_is_dir(path)) {
			corpus_copy(path, fs_join(&a, to, name), stub);
		} else if (name[0] != '.' && fs_read(path, (size_t)8 * 1024 * 1024, &text, &err)) {
			char *replaced = corpus_replace(str_text(&text), stub);

			fs_write_atomic(fs_join(&a, to, name), replaced, strlen(replaced), 0600, &err);
			free(replaced);
		}
		str_release(&text);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	arena_release(&a);
}

static bool is_mask(const cJSON *want)
{
	return json_is_string(want) && (str_eq(want->valuestring, "<masked>") ||
					       str_eq(want->valuestring, "<uuid>"));
}

bool corpus_matches(const cJSON *got, const cJSON *want)
{
	if (is_mask(want))
		return got;
	if (!got)
		return false;
	if (json_is_object(want) && json_is_object(got))
		return json_count(got) == json_count(want) && corpus_contains(got, want);
	if (json_is_array(want) && json_is_array(got)) {
		const cJSON *a = got->child, *b = want->child;

		for (; a && b; a = a->next, b = b->next)
			if (!corpus_matches(a, b))
				return false;
		return !a && !b;
	}
	return json_equal(got, want);
}

bool corpus_contains(const cJSON *got, const cJSON *want)
{
	json_each(member, want)
		if (!corpus_matches(json_get(got, member->string), member))
			return false;
	return true;
}
