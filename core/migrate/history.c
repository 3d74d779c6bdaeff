#include "core/base/fs.h"
#include "core/migrate/section.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- versions ---- */

bool version_is_valid(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

/* Numbers of any length: the longer one is greater, but for leading zeros. */
static int compare_digits(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order;

	for (; a_len > 1 && *a == '0'; a_len--)
		a++;
	for (; b_len > 1 && *b == '0'; b_len--)
		b++;
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	order = memcmp(a, b, a_len);
	return (order > 0) - (order < 0);
}

int version_compare(const char *a, const char *b)
{
	return compare_digits(a, strlen(a), b, strlen(b));
}

/* ---- names of files ---- */

struct found {
	const char *name, *stem; /* stem: without the endings */
	size_t digits;
	enum file_kind kind;
};
struct listing {
	VEC(struct found) list;
};

static int by_version(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = compare_digits(x->name, x->digits, y->name, y->digits);

	if (!order)
		order = (int)x->kind - (int)y->kind;
	return order ? order : strcmp(x->name, y->name);
}

static struct found found_file(struct arena *a, const char *name)
{
	static const struct {
		const char *ending;
		enum file_kind kind;
	} endings[] = {{".up.sql", FILE_UP}, {".down.sql", FILE_DOWN}, {".sql", FILE_BOTH}};
	struct found f = {.name = arena_strdup(a, name), .digits = strspn(name, "0123456789")};

	for (size_t i = 0; i < sizeof endings / sizeof *endings && !f.stem; i++)
		if (str_ends(name, endings[i].ending)) {
			f.stem = arena_strndup(a, name, strlen(name) - strlen(endings[i].ending));
			f.kind = endings[i].kind;
		}
	return f;
}

static bool list_files(const char *dir, struct arena *a, struct listing *ret, struct err *err)
{
	DIR *folder = opendir(dir);
	int failure;

	if (!folder) {
		err_errno(err, errno, "cannot read the folder '%s'", dir);
		return err_hint(err, "'blokctl migrate new NAME' begins a history; --dir names "
				     "another folder");
	}
	for (const struct dirent *e; (errno = 0, e = readdir(folder));)
		if (e->d_name[0] != '.' && e->d_name[0] != '_' && str_ends(e->d_name, ".sql"))
			vec_push(&ret->list, found_file(a, e->d_name));
	failure = errno;
	closedir(folder);
	if (failure)
		return err_errno(err, failure, "cannot read the folder '%s'", dir);
	if (ret->list.len)
		qsort(ret->list.at, ret->list.len, sizeof *ret->list.at, by_version);
	return true;
}

/* ---- files ---- */

struct reading {
	struct history *h;
	const char *dir;
	struct diags *findings;
};

static bool read_file(
	struct reading *r, const struct found *f, struct migration *m, struct err *err)
{
	struct file file = {.path = fs_join(&r->h->arena, r->dir, f->name), .kind = f->kind};
	struct str text = {0};
	size_t bom;

	if (!fs_read(file.path, MIGRATION_MAX_BYTES, &text, err)) {
		str_release(&text);
		return false;
	}
	bom = str_starts(str_text(&text), "\xef\xbb\xbf") ? 3 : 0;
	file.text = str_text(&text) + bom;
	file.len = text.len - bom;
	sections_read(&r->h->arena, &file, m, r->findings);
	str_release(&text);
	return true;
}

static void report_name(struct reading *r, const struct found *f, const char *code,
	const char *hint, const char *what)
{
	const struct file file = {.path = fs_join(&r->h->arena, r->dir, f->name)};

	file_report(&file, FILE_WHOLE, r->findings, code, hint, "%s", what);
}

static struct migration begin(struct arena *a, const struct found *f)
{
	const char *name = f->stem + f->digits;

	return (struct migration){.version = arena_strndup(a, f->name, f->digits),
		.name = *name && strchr("_-.", *name) ? name + 1 : name};
}

/* Files of one version: one, or an up and its down. */
static bool read_version(struct reading *r, const struct found *f, size_t count, struct err *err)
{
	struct migration m = begin(&r->h->arena, f);
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++) {
		bool pairs = i == 1 && f[0].kind == FILE_UP && f[1].kind == FILE_DOWN &&
			     str_eq(f[0].stem, f[1].stem);

		if (i && !pairs)
			report_name(r, &f[i], "duplicate-version",
				"give one of them a version of its own",
				arena_printf(&r->h->arena, "'%s' has the same version", f[0].name));
		else
			ok = read_file(r, &f[i], &m, err);
	}
	if (f->kind == FILE_DOWN && count == 1)
		report_name(r, f, "no-up", "is its .up.sql missing?",
			"there is a down, and nothing that it would undo");
	if (ok && m.up.text)
		vec_push(&r->h->list, m);
	return ok;
}

static bool read_all(struct reading *r, const struct listing *l, struct err *err)
{
	bool ok = true;

	for (size_t i = 0, count; ok && i < l->list.len; i += count) {
		const struct found *f = &l->list.at[i];

		count = 1;
		if (!f->digits) {
			report_name(r, f, "no-version",
				"names are VERSION_name.sql, as 'blokctl migrate new' makes them",
				"its name does not begin with a number");
			continue;
		}
		while (i + count < l->list.len &&
			compare_digits(f->name, f->digits, f[count].name, f[count].digits) == 0)
			count++;
		ok = read_version(r, f, count, err);
	}
	return ok;
}

bool history_read(const char *dir, struct history *ret, struct diags *findings, struct err *err)
{
	struct reading r = {.h = ret, .dir = dir, .findings = findings};
	struct listing l = {0};
	bool ok;

	memset(ret, 0, sizeof *ret);
	ok = list_files(dir, &ret->arena, &l, err) && read_all(&r, &l, err);
	vec_release(&l.list);
	if (!ok)
		history_release(ret);
	return ok;
}

void history_release(struct history *h)
{
	vec_release(&h->list);
	arena_release(&h->arena);
}

const struct migration *history_find(const struct history *h, const char *version)
{
	size_t low = 0, high = h->list.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = version_compare(h->list.at[middle].version, version);

		if (order == 0)
			return &h->list.at[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
