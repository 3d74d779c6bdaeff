#include "core/base/clock.h"
#include "core/base/cond.h"
#include "core/base/diag.h"
#include "core/base/embedded.h"
#include "core/base/err.h"
#include "core/base/fs_beneath.h"
#include "core/base/id.h"
#include "core/base/num.h"
#include "core/base/sha256.h"
#include "test/unit/test.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TEST(errors_carry_kind_message_and_hint)
{
	struct err e = {0};

	CHECK(!err_set(&e, ERR_INPUT, "line %d", 3));
	CHECK_INT(e.kind, 3);
	CHECK_STR(e.message, "line 3");
	CHECK_STR(e.hint, "");
	CHECK(!err_hint(&e, "try %s", "again"));
	CHECK(!err_wrap(&e, "cannot read '%s'", "f"));
	CHECK_STR(e.message, "cannot read 'f': line 3");
	CHECK_STR(e.hint, "try again");
	CHECK_INT(e.kind, ERR_INPUT);
	err_errno(&e, ENOENT, "cannot open '%s'", "x");
	CHECK_STR(e.message, "cannot open 'x': No such file or directory");
	CHECK_INT(e.kind, ERR_WORK);
	CHECK_STR(e.hint, "");
	CHECK_STR(err_code(ERR_USAGE), "usage");
	CHECK_STR(err_code(ERR_BUSY), "not_now");
}

TEST(long_errors_are_cut)
{
	struct err e = {0};
	char text[3000];

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	err_set(&e, ERR_WORK, "%s", text);
	CHECK_INT(strlen(e.message), sizeof e.message - 1);
	CHECK(strcmp(e.message + strlen(e.message) - 3, "...") == 0);
	err_wrap(&e, "before");
	CHECK(strncmp(e.message, "before: xxx", 11) == 0);
	CHECK_INT(strlen(e.message), sizeof e.message - 1);
	err_hint(&e, "%s", text);
	CHECK_INT(strlen(e.hint), sizeof e.hint - 1);
	err_errno(&e, ENOENT, "%s", text);
	CHECK(strlen(e.message) < sizeof e.message);
}

static void add(struct diags *d, const char *path, int line, int column, const char *message)
{
	diags_add_take(d, (struct diag){.path = mem_strdup(path), .line = line, .column = column,
				  .message = mem_strdup(message)});
}

TEST(findings_are_sorted_by_place)
{
	struct diags d = {0};
	char order[16] = "";

	diags_sort(&d);
	add(&d, "b", 1, 1, "e");
	add(&d, "a", 2, 1, "c");
	add(&d, "a", 2, 1, "d");
	add(&d, "a", 1, 9, "b");
	add(&d, "a", 1, 2, "a");
	diags_sort(&d);
	for (size_t i = 0; i < d.list.len; i++)
		order[i] = d.list.at[i].message[0];
	CHECK_STR(order, "abcde");
	CHECK_INT(d.errors, 5);
	diags_release(&d);
	CHECK_INT(d.errors, 0);
}

static char *folder(void)
{
	static char path[64];

	snprintf(path, sizeof path, "/tmp/blokctl-unit.XXXXXX");
	return mkdtemp(path);
}

static bool count_file(void *self, const char *path, struct err *err)
{
	(void)err;
	str_addf(self, "%s ", fs_basename(path));
	return true;
}

TEST(files_are_written_and_read)
{
	struct arena a = {0};
	struct str bytes = {0}, seen = {0};
	struct err e = {0};
	const char *dir = folder(), *path = fs_join(&a, dir, "x/y/file.txt");
	struct stat st;

	CHECK(fs_make_dirs(fs_join(&a, dir, "x/y"), 0755, &e));
	CHECK(fs_make_dirs(fs_join(&a, dir, "x/y"), 0755, &e));
	CHECK(fs_write_atomic(path, "a\0b", 3, 0600, &e));
	CHECK(fs_append(path, "cd", 2, 0600, &e));
	CHECK(fs_read(path, 100, &bytes, &e));
	CHECK_INT(bytes.len, 5);
	CHECK(memcmp(bytes.at, "a\0bcd", 6) == 0);
	CHECK(chmod(path, 0640) == 0 && fs_write_atomic(path, "new", 3, 0600, &e));
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640);
	CHECK(!fs_read(path, 2, &bytes, &e));
	CHECK_INT(e.kind, ERR_INPUT);
	CHECK_INT(bytes.len, 5); /* outputs are written on success only */
	CHECK(!fs_read(dir, 100, &bytes, &e));
	CHECK(!fs_read(fs_join(&a, dir, "none"), 100, &bytes, &e));
	CHECK_INT(e.kind, ERR_WORK);
	CHECK(!fs_make_dirs(path, 0755, &e));
	CHECK(!fs_make_dirs(fs_join(&a, path, "below"), 0755, &e));

	CHECK(fs_write_atomic(fs_join(&a, dir, "x/b.json"), "", 0, 0600, &e));
	CHECK(fs_write_atomic(fs_join(&a, dir, "x/.hidden"), "", 0, 0600, &e));
	CHECK(fs_write_atomic(fs_join(&a, dir, "x/_draft.json"), "", 0, 0600, &e));
	CHECK(symlink("..", fs_join(&a, dir, "x/y/loop")) == 0);
	CHECK(fs_walk(dir, count_file, &seen, &e));
	CHECK_STR(str_text(&seen), "b.json file.txt ");
	str_release(&bytes);
	str_release(&seen);
	arena_release(&a);
}

static int mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int)(st.st_mode & 0777) : -1;
}

TEST(a_replaced_file_keeps_its_mode_and_a_new_one_heeds_the_umask)
{
	struct fs_content content = {.bytes = "new", .len = 3, .mode = 0666};
	struct arena a = {0};
	struct str seen = {0};
	struct err e = {0};
	const char *dir = folder(), *path = fs_join(&a, dir, "file.txt");
	mode_t umask_before = umask(027);

	CHECK(fs_write_beneath(dir, "file.txt", &content, &e));
	CHECK_INT(mode_of(path), 0640);
	CHECK(chmod(path, 0600) == 0 && fs_write_beneath(dir, "file.txt", &content, &e));
	CHECK_INT(mode_of(path), 0600);
	CHECK(chmod(path, 0666) == 0 && fs_write_atomic(path, "x", 1, 0600, &e));
	CHECK_INT(mode_of(path), 0666);
	CHECK(fs_write_atomic(fs_join(&a, dir, "other"), "x", 1, 0666, &e));
	CHECK_INT(mode_of(fs_join(&a, dir, "other")), 0640);
	umask(umask_before);

	/* what cannot be put in its place leaves nothing behind */
	CHECK(fs_make_dirs(fs_join(&a, dir, "folder/in"), 0700, &e));
	CHECK(!fs_write_beneath(dir, "folder", &content, &e));
	CHECK(!fs_write_beneath(dir, "../file", &content, &e));
	CHECK_INT(e.kind, ERR_REFUSED);
	CHECK(fs_walk(dir, count_file, &seen, &e));
	CHECK_STR(str_text(&seen), "file.txt other ");
	str_release(&seen);
	arena_release(&a);
}

TEST(path_parts)
{
	struct arena a = {0};

	CHECK_STR(fs_join(&a, "a", "b"), "a/b");
	CHECK_STR(fs_join(&a, "a/", "b"), "a/b");
	CHECK_STR(fs_join(&a, "a", "/b"), "/b");
	CHECK_STR(fs_join(&a, ".", "b"), "b");
	CHECK_STR(fs_dirname(&a, "a/b/c"), "a/b");
	CHECK_STR(fs_dirname(&a, "c"), ".");
	CHECK_STR(fs_dirname(&a, "/c"), "/");
	CHECK_STR(fs_basename("a/b.c"), "b.c");
	CHECK_STR(fs_stem(&a, "a/b.c.yaml"), "b.c");
	CHECK_STR(fs_stem(&a, "a.d/b"), "b");
	CHECK_STR(fs_stem(&a, ".profile"), ".profile");
	CHECK_STR(fs_extension("a.d/b"), "");
	CHECK_STR(fs_extension("b.tar.gz"), "gz");
	arena_release(&a);
}

static void iso_is(const char *text, long long want)
{
	int64_t ms = -1;

	if (!clock_parse_iso(text, &ms) || ms != want)
		test_failed(__FILE__, __LINE__, "%s is %lld", text, (long long)ms);
}

TEST(iso_dates)
{
	static const char *const bad[] = {"", "x", "2026", "2026-13-01", "2026-01-32", "2026-02-30",
		"2026-01-01T25:00", "2026-01-01T00:60", "2026-01-01 x", "2026-01-01T00:00:00+1",
		"2025-02-29", "1900-02-29", "2026-00-01", "2026-01-00", "2026-04-31",
		"2026-01-01T24:00", "2026-01-01T24:59", "2026-01-01T00:00:61",
		"2026-01-01T00:00:60Z", "2026-01-01T00:00:00.", "2026-01-01T00:00:00.Z",
		"2026-01-01T00:00:00+99:99", "2026-01-01T00:00:00+24:00",
		"2026-01-01T00:00:00+00:60", "2026-01-01T", "2026-01-01T00"};
	char text[CLOCK_ISO_MAX];
	int64_t ms;

	iso_is("1970-01-01", 0);
	iso_is("1970-01-01T00:00:00Z", 0);
	iso_is("2000-02-29T12:34:56.789Z", 951827696789);
	iso_is("2000-02-29T12:34:56+02:00", 951820496000);
	iso_is("1969-12-31T23:59:59Z", -1000);
	iso_is("1970-01-01T00:01", 60000);
	iso_is("1970-01-01t00:00:00.0019z", 1);
	iso_is("1970-01-01 00:00:00-23:59", 86340000);
	iso_is("2000-02-29", 951782400000);
	iso_is("2016-12-31T23:59:60Z", 1483228800000);
	iso_is("2016-12-31T15:59:60-08:00", 1483228800000);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (clock_parse_iso(bad[i], &ms))
			test_failed(__FILE__, __LINE__, "'%s' is accepted", bad[i]);
	clock_format_iso(951827696789, text);
	CHECK_STR(text, "2000-02-29T12:34:56.789Z");
	clock_format_iso(-1, text);
	CHECK_STR(text, "1969-12-31T23:59:59.999Z");
}

TEST(days_and_dates_are_inverse)
{
	bool ok = true;

	for (int64_t day = -800000; day < 800000; day += 13) {
		int64_t year;
		int month, of_month;

		clock_civil_from_days(day, &year, &month, &of_month);
		ok = ok && clock_days_from_civil(year, month, of_month) == day;
	}
	CHECK(ok);
	CHECK_INT(clock_days_from_civil(1970, 1, 1), 0);
	CHECK_INT(clock_days_from_civil(2000, 3, 1), 11017);
}

TEST(blokctl_now_fixes_the_wall_clock)
{
	int64_t before = clock_mono_us();

	setenv("BLOKCTL_NOW", "2026-01-31T08:15:30Z", 1);
	CHECK_INT(clock_now_ms(), 1769847330000);
	CHECK(clock_wall_ms() != 1769847330000);
	unsetenv("BLOKCTL_NOW");
	CHECK(clock_now_ms() - clock_wall_ms() < 1000);
	CHECK(clock_mono_us() >= before);
}

TEST(a_wrong_override_is_a_usage_error)
{
	struct err e = {0};

	setenv("BLOKCTL_NOW", "tomorrow", 1);
	CHECK(!clock_check_fixed(&e));
	CHECK_INT(e.kind, ERR_USAGE);
	CHECK_STR(e.message, "BLOKCTL_NOW: 'tomorrow' is no date");
	setenv("BLOKCTL_NOW", "2026-01-31", 1);
	CHECK(clock_check_fixed(&e));
	unsetenv("BLOKCTL_NOW");
	CHECK(clock_check_fixed(&e));

	setenv("BLOKCTL_SEED", "12x", 1);
	CHECK(!id_check_seed(&e));
	CHECK_INT(e.kind, ERR_USAGE);
	CHECK_STR(e.message, "BLOKCTL_SEED: '12x' is no seed");
	setenv("BLOKCTL_SEED", "12", 1);
	CHECK(id_check_seed(&e));
	unsetenv("BLOKCTL_SEED");
	CHECK(id_check_seed(&e));
}

/* In a child, for the seed is read once. */
static void seeded_ids(const char *now, char *ret, size_t size)
{
	int ends[2], status;
	pid_t pid;
	ssize_t got;

	CHECK(pipe(ends) == 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		char text[200], first[ID_ULID_LEN + 1], second[ID_ULID_LEN + 1];

		setenv("BLOKCTL_SEED", "7", 1);
		if (now)
			setenv("BLOKCTL_NOW", now, 1);
		id_ulid(first);
		random_unseeded(); /* no part of the sequence */
		id_ulid(second);
		snprintf(text, sizeof text, "%s %s %.17g", first, second, random_unit());
		(void)!write(ends[1], text, strlen(text));
		_exit(0);
	}
	close(ends[1]);
	got = read(ends[0], ret, size - 1);
	ret[got > 0 ? got : 0] = '\0';
	close(ends[0]);
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

TEST(a_seed_fixes_ids_and_random_numbers)
{
	char one[200], two[200];

	seeded_ids(NULL, one, sizeof one);
	seeded_ids(NULL, two, sizeof two);
	CHECK_STR(two, one);
	CHECK(strncmp(one, "0000000000", 10) == 0);
	CHECK(strncmp(one, one + ID_ULID_LEN + 1, ID_ULID_LEN) < 0);
	seeded_ids("2026-01-31T08:15:30Z", two, sizeof two);
	CHECK(strncmp(two, "01KG9HY56G", 10) == 0); /* 1769847330000 */
	CHECK_STR(strrchr(two, ' '), strrchr(one, ' '));
}

TEST(ulids_are_sorted_and_unique)
{
	char last[ID_ULID_LEN + 1] = "", id[ID_ULID_LEN + 1];

	for (int i = 0; i < 5000; i++) {
		id_ulid(id);
		CHECK_INT(strlen(id), ID_ULID_LEN);
		CHECK_INT(strspn(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), ID_ULID_LEN);
		CHECK(strcmp(id, last) > 0);
		snprintf(last, sizeof last, "%s", id);
	}
}

TEST(uuids_are_version_4)
{
	char id[ID_UUID_LEN + 1], other[ID_UUID_LEN + 1];

	id_uuid(id);
	id_uuid(other);
	CHECK_INT(strlen(id), 36);
	CHECK_INT(id[14], '4');
	CHECK(strchr("89ab", id[19]) != NULL);
	CHECK(strcmp(id, other) != 0);
	for (int i = 0; i < 1000; i++) {
		double x = random_unit();

		CHECK(x >= 0 && x < 1);
	}
}

/* NIST CAVP, and FIPS 180-4's examples. */
TEST(sha256_of_known_texts)
{
	char hex[SHA256_SIZE * 2 + 1];
	char *million = mem_alloc(1000000);

	sha256_hex("", 0, hex);
	CHECK_STR(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256_hex("abc", 3, hex);
	CHECK_STR(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, hex);
	CHECK_STR(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	memset(million, 'a', 1000000);
	sha256_hex(million, 1000000, hex);
	CHECK_STR(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
}

/* The lengths around a block's end, against a sum of all of them. */
TEST(sha256_of_every_length)
{
	unsigned char text[200], sum[SHA256_SIZE * 200];
	char hex[SHA256_SIZE * 2 + 1];

	for (int i = 0; i < 200; i++)
		text[i] = (unsigned char)i;
	for (size_t len = 0; len < 200; len++)
		sha256(text, len, sum + len * SHA256_SIZE);
	sha256_hex(sum, sizeof sum, hex);
	CHECK_STR(hex, "ba7b0fcea7d10c06b855b43d2b4dce1e3e842fff6be0acefb0faf4f2dd05bb47");
}

static void number_is(double value, const char *want)
{
	char text[NUM_TEXT_MAX];

	if (num_format(value, text) != strlen(want) || strcmp(text, want) != 0)
		test_failed(__FILE__, __LINE__, "\"%s\", want \"%s\"", text, want);
}

/* What node prints. */
TEST(numbers_print_as_in_javascript)
{
	number_is(0, "0");
	number_is(-0.0, "0");
	number_is(1, "1");
	number_is(-1.5, "-1.5");
	number_is(0.1, "0.1");
	number_is(0.1 + 0.2, "0.30000000000000004");
	number_is(1e21, "1e+21");
	number_is(1e20, "100000000000000000000");
	number_is(123456789012345680000.0, "123456789012345680000");
	number_is(0.000001, "0.000001");
	number_is(0.0000001, "1e-7");
	number_is(1.25e-9, "1.25e-9");
	number_is(5e-324, "5e-324");
	number_is(1.7976931348623157e308, "1.7976931348623157e+308");
	number_is(9007199254740993.0, "9007199254740992");
	number_is(NAN, "NaN");
	number_is(-INFINITY, "-Infinity");
}

TEST(hexadecimal_digits)
{
	CHECK_INT(num_hex_digit('0'), 0);
	CHECK_INT(num_hex_digit('9'), 9);
	CHECK_INT(num_hex_digit('a'), 10);
	CHECK_INT(num_hex_digit('F'), 15);
	CHECK_INT(num_hex_digit('g'), -1);
	CHECK_INT(num_hex_digit(-1), -1);
	CHECK_INT(num_hex_digit(0), -1);
}

TEST(a_duration_has_at_most_100_years)
{
	long long ms;

	CHECK(num_parse_duration_ms("36500d", &ms) && ms == NUM_DURATION_MAX_MS);
	CHECK(num_parse_duration_ms("3153600000000", &ms) && ms == NUM_DURATION_MAX_MS);
	CHECK(!num_parse_duration_ms("3153600000001", &ms));
	CHECK(!num_parse_duration_ms("36501d", &ms));
	CHECK(!num_parse_duration_ms("106751991167d", &ms));
}

TEST(whole_numbers_and_durations)
{
	long long value = 7;

	CHECK(num_parse_int("42", 0, 100, &value) && value == 42);
	CHECK(num_parse_int("-5", -10, 100, &value) && value == -5);
	CHECK(!num_parse_int("101", 0, 100, &value));
	CHECK(!num_parse_int("", 0, 100, &value));
	CHECK(!num_parse_int("4x", 0, 100, &value));
	CHECK(!num_parse_int(" 4", 0, 100, &value));
	CHECK(!num_parse_int("99999999999999999999", LLONG_MIN, LLONG_MAX, &value));
	CHECK(num_parse_duration_ms("250", &value) && value == 250);
	CHECK(num_parse_duration_ms("500ms", &value) && value == 500);
	CHECK(num_parse_duration_ms("30s", &value) && value == 30000);
	CHECK(num_parse_duration_ms("5m", &value) && value == 300000);
	CHECK(num_parse_duration_ms("2h", &value) && value == 7200000);
	CHECK(num_parse_duration_ms("7d", &value) && value == 604800000);
	value = 1;
	CHECK(!num_parse_duration_ms("1h30m", &value));
	CHECK(!num_parse_duration_ms("1.5s", &value));
	CHECK(!num_parse_duration_ms("-1s", &value));
	CHECK(!num_parse_duration_ms("s", &value));
	CHECK(!num_parse_duration_ms("", &value));
	CHECK(!num_parse_duration_ms("99999999999999999d", &value));
	CHECK_INT(value, 1);
}

TEST(templates_are_embedded)
{
	const struct embedded *hello = embedded_find("workflows/hello.yaml");

	CHECK(hello && strlen(hello->bytes) == hello->len && hello->len > 100);
	CHECK(embedded_find("none") == NULL);
}

/* By whatever clock it is made, a condition variable waits as long as it should. */
TEST(a_wait_for_a_condition_takes_its_time)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t cond;
	int64_t begun = clock_mono_us();

	cond_init(&cond);
	pthread_mutex_lock(&mutex);
	while (cond_wait_ms(&cond, &mutex, 30)) /* woken for nothing */
		;
	pthread_mutex_unlock(&mutex);
	CHECK(clock_mono_us() - begun >= 30000);
	CHECK(clock_mono_us() - begun < 20000000);
	pthread_cond_destroy(&cond);
}
