#ifndef TEST_UNIT_TEST_H
#define TEST_UNIT_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A unit test file: `TEST(name) { CHECK(…); }` as often as needed; main() is in
 * test/unit/main.c, one program for all files.  Output is TAP. */

typedef void test_body(void);
void test_register(const char *file, const char *name, test_body *body);
void test_failed(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void test_skip(const char *reason); /* the rest of this test does not count; say why */
/* The folder of the shared data, or NULL after test_skip(). */
const char *test_shared(const char *below);

#define TEST(id)                                                                                   \
	static void test_##id(void);                                                               \
	__attribute__((constructor)) static void register_##id(void)                               \
	{                                                                                          \
		test_register(__FILE__, #id, test_##id);                                           \
	}                                                                                          \
	static void test_##id(void)

#define CHECK(condition)                                                                           \
	((condition) ? (void)0 : test_failed(__FILE__, __LINE__, "%s", #condition))

#define CHECK_STR(got, want)                                                                       \
	do {                                                                                       \
		const char *got_ = (got), *want_ = (want);                                         \
		if (!got_ || strcmp(got_, want_) != 0)                                             \
			test_failed(__FILE__, __LINE__, "%s is \"%s\", want \"%s\"", #got,         \
				got_ ? got_ : "(null)", want_);                                    \
	} while (0)

#define CHECK_INT(got, want)                                                                       \
	do {                                                                                       \
		long long got_ = (long long)(got), want_ = (long long)(want);                      \
		if (got_ != want_)                                                                 \
			test_failed(__FILE__, __LINE__, "%s is %lld, want %lld", #got, got_,       \
				want_);                                                            \
	} while (0)

#endif
