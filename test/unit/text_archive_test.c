#define _DEFAULT_SOURCE /* mkdtemp */
#include "core/base/fs.h"
#include "core/text/archive.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[64], path[128];
static struct err err;

static const char *at(const char *name)
{
	if (!*folder) {
		snprintf(folder, sizeof folder, "/tmp/blokctl-archive-XXXXXX");
		if (!mkdtemp(folder))
			*folder = '\0';
	}
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

__attribute__((destructor)) static void remove_folder(void)
{
	if (*folder)
		rmdir(folder);
}

/* An archive with two texts and the file itself, in memory; the file is gone after. */
static bool make(struct str *ret, const char *text, size_t len)
{
	struct archive_writer *w;
	bool ok;

	err = (struct err){0};
	if (!archive_create(at("a.zip"), &w, &err))
		return false;
	ok = archive_add(w, "first.txt", text, len, &err);
	archive_store_only(w, true);
	ok = ok && archive_add(w, "sub/ü.txt", "stored", 6, &err);
	ok = archive_finish(w, &err) && ok && fs_read(at("a.zip"), (size_t)64 << 20, ret, &err);
	unlink(at("a.zip"));
	return ok;
}

static const char *member(struct archive *a, const char *name)
{
	static char text[1100];
	struct str bytes = {0};

	err = (struct err){0};
	snprintf(text, sizeof text, "%s",
		archive_read(a, name, &bytes, &err) ? str_text(&bytes) : err.message);
	str_release(&bytes);
	return text;
}

TEST(an_archive_is_written_and_read)
{
	struct str bytes = {0};
	struct archive *a = NULL;

	CHECK(make(&bytes, "hello hello hello", 17));
	CHECK(archive_open_bytes("x", str_text(&bytes), bytes.len, NULL, &a, &err));
	if (a) {
		CHECK_INT(archive_count(a), 2);
		CHECK_STR(archive_name(a, 0), "first.txt");
		CHECK_STR(archive_name(a, 1), "sub/ü.txt");
		CHECK(!archive_name(a, 2));
		CHECK(archive_has(a, "sub/ü.txt") && !archive_has(a, "sub"));
		CHECK_STR(member(a, "first.txt"), "hello hello hello");
		CHECK_STR(member(a, "sub/ü.txt"), "stored");
		CHECK_STR(member(a, "none"), "'x' has no 'none'");
		CHECK_STR(member(a, "../first.txt"), "'x' has no '../first.txt'");
	}
	archive_close(a);
	str_release(&bytes);
}

TEST(equal_members_make_equal_bytes)
{
	struct str one = {0}, two = {0};

	CHECK(make(&one, "same", 4));
	setenv("TZ", "Asia/Tokyo", 1);
	CHECK(make(&two, "same", 4));
	unsetenv("TZ");
	CHECK_INT(one.len, two.len);
	CHECK(one.len == two.len && memcmp(one.at, two.at, one.len) == 0);
	str_release(&one);
	str_release(&two);
}

TEST(a_file_is_a_member)
{
	struct archive_writer *w = NULL;
	struct archive *a = NULL;

	CHECK(fs_write_atomic(at("in.txt"), "from a file", 11, 0600, &err));
	CHECK(archive_create(at("b.zip"), &w, &err));
	CHECK(w && archive_add_file(w, "in", at("in.txt"), &err));
	CHECK(w && archive_finish(w, &err));
	unlink(at("in.txt"));
	CHECK(archive_open(at("b.zip"), NULL, &a, &err));
	CHECK_STR(a ? member(a, "in") : "", "from a file");
	archive_close(a);
	unlink(at("b.zip"));
	CHECK(archive_create(at("c.zip"), &w, &err));
	archive_abandon(w);
	CHECK(!fs_exists(at("c.zip")));
}

/* One limit too low for what make() makes. */
static const char *limited(const struct str *bytes, struct archive_limits limits)
{
	static char text[1100];
	struct archive *a = NULL;

	err = (struct err){0};
	if (!archive_open_bytes("x", str_text(bytes), bytes->len, &limits, &a, &err))
		return err.message;
	snprintf(text, sizeof text, "%s", member(a, "first.txt"));
	archive_close(a);
	return text;
}

TEST(an_archive_has_limits)
{
	struct archive_limits l = archive_default_limits;
	struct str bytes = {0};
	size_t len = (size_t)8 << 20;
	char *zeros = calloc(1, len);

	CHECK(zeros && make(&bytes, zeros, len));
	CHECK_STR(limited(&bytes, l),
		"'first.txt' in 'x' unpacks to more than 200 times its size (the limit)");
	CHECK_INT(err.kind, ERR_INPUT);
	l.member_bytes = len - 1;
	CHECK_STR(limited(&bytes, l), "'first.txt' in 'x' has more than 8388607 bytes (the limit)");
	l.member_bytes = len;
	l.total_bytes = 100;
	CHECK_STR(limited(&bytes, l), "'x' unpacks to more than 100 bytes (the limit)");
	l.members = 1;
	CHECK_STR(limited(&bytes, l), "'x' has more than 1 entries");
	str_release(&bytes);
	free(zeros);
}

TEST(names_that_leave_the_folder_are_none)
{
	struct str bytes = {0};
	struct archive *a = NULL;

	CHECK(make(&bytes, "x", 1));
	for (size_t i = 0; i + 9 <= bytes.len; i++)
		if (memcmp(bytes.at + i, "first.txt", 9) == 0)
			memcpy(bytes.at + i, "../..//ab", 9);
	CHECK(archive_open_bytes("x", str_text(&bytes), bytes.len, NULL, &a, &err));
	CHECK(a && !archive_name(a, 0) && archive_name(a, 1));
	CHECK(a && !archive_has(a, "../..//ab"));
	archive_close(a);
	str_release(&bytes);
}

TEST(a_broken_archive_is_an_error)
{
	struct str bytes = {0};
	struct archive *a = NULL;

	CHECK(!archive_open_bytes("x", "PK\3\4 no archive", 15, NULL, &a, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!archive_open("/nowhere/x.zip", NULL, &a, &err));
	CHECK_INT(err.kind, ERR_WORK);
	CHECK(make(&bytes, "hello hello hello", 17));
	for (size_t i = 30; i < 60; i++)
		bytes.at[i] = (char)~bytes.at[i];
	if (archive_open_bytes("x", str_text(&bytes), bytes.len, NULL, &a, &err)) {
		CHECK(strstr(member(a, "first.txt"), "broken") ||
			strstr(member(a, "first.txt"), "cannot"));
		archive_close(a);
	}
	CHECK_INT(err.kind, ERR_INPUT);
	str_release(&bytes);
}
