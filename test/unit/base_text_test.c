#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "test/unit/test.h"

#include <stdint.h>
#include <stdlib.h>

TEST(an_arena_gives_zeroed_aligned_memory)
{
	struct arena a = {0};
	bool zeroed = true, aligned = true;

	for (size_t size = 0; size < 300; size++) {
		unsigned char *block = arena_alloc(&a, size);

		aligned = aligned && (uintptr_t)block % _Alignof(max_align_t) == 0;
		for (size_t i = 0; i < size; i++)
			zeroed = zeroed && block[i] == 0;
		memset(block, 0xff, size);
	}
	CHECK(zeroed);
	CHECK(aligned);
	arena_reset(&a);
	for (int i = 0; i < 100; i++)
		zeroed = zeroed && *(unsigned char *)arena_alloc(&a, 1) == 0;
	CHECK(zeroed);
	arena_release(&a);
	CHECK_INT(a.total, 0);
}

TEST(an_arena_serves_blocks_larger_than_a_chunk)
{
	struct arena a = {0};
	char *large = arena_alloc(&a, 5 << 20), *small = arena_strdup(&a, "after");

	memset(large, 'x', 5 << 20);
	CHECK_STR(small, "after");
	CHECK_STR(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
	CHECK_STR(arena_strndup(&a, "abcdef", 3), "abc");
	arena_release(&a);
}

TEST(a_string_grows_and_ends_with_nul)
{
	struct str s = {0};
	char *taken;

	CHECK_STR(str_text(&s), "");
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%03d,", i);
	CHECK_INT(s.len, 4000);
	CHECK_INT(strlen(s.at), 4000);
	str_truncate(&s, 3);
	CHECK_STR(str_text(&s), "000");
	str_truncate(&s, 10); /* longer than it is: nothing happens */
	CHECK_INT(s.len, 3);
	str_add_bytes(&s, "a\0b", 3);
	CHECK_INT(s.len, 6);
	CHECK(memcmp(s.at, "000a\0b", 7) == 0);
	taken = str_take(&s);
	CHECK_STR(taken, "000a");
	CHECK_INT(s.len, 0);
	CHECK(s.at == NULL);
	free(taken);
	taken = str_take(&s);
	CHECK_STR(taken, "");
	free(taken);
}

TEST(string_comparisons)
{
	CHECK(str_eq("a", "a"));
	CHECK(!str_eq("a", "b"));
	CHECK(str_eq(NULL, NULL));
	CHECK(!str_eq("", NULL));
	CHECK(str_starts("workflow", "work"));
	CHECK(!str_starts("wo", "work"));
	CHECK(str_ends("a.yaml", ".yaml"));
	CHECK(!str_ends("yaml", ".yaml"));
}

TEST(the_nearest_word_is_within_two_edits)
{
	static const char *const words[] = {"workflow", "completion", "init", "help", "run"};
	size_t count = sizeof words / sizeof *words;

	CHECK_STR(str_nearest("workflwo", words, count), "workflow");
	CHECK_STR(str_nearest("wrkflw", words, count), "workflow");
	CHECK_STR(str_nearest("inti", words, count), "init");
	CHECK_STR(str_nearest("hepl", words, count), "help");
	CHECK_STR(str_nearest("init", words, count), "init");
	CHECK(str_nearest("wrkfl", words, count) == NULL);
	CHECK(str_nearest("", words, count) == NULL);
	/* Two edits make anything of two letters. */
	CHECK(str_nearest("xy", words, count) == NULL);
}

/* Every word with one edit at every place finds its way back. */
TEST(typos_of_one_edit_are_found)
{
	static const char *const words[] = {"workflow", "completion", "validate", "generate"};
	int tried = 0, found = 0;

	for (size_t w = 0; w < 4; w++)
		for (size_t i = 0; i + 1 < strlen(words[w]); i++) {
			char typo[32];

			snprintf(typo, sizeof typo, "%s", words[w]);
			typo[i] = words[w][i + 1];
			typo[i + 1] = words[w][i];
			tried++;
			found += str_eq(str_nearest(typo, words, 4), words[w]);
			snprintf(typo, sizeof typo, "%.*s%s", (int)i, words[w], words[w] + i + 1);
			tried++;
			found += str_eq(str_nearest(typo, words, 4), words[w]);
		}
	CHECK_INT(found, tried);
}

TEST(a_map_finds_what_was_put)
{
	struct map m = {0};
	char keys[500][16];

	CHECK(map_get(&m, "a") == NULL);
	for (int i = 0; i < 500; i++) {
		snprintf(keys[i], sizeof keys[i], "k%d", i);
		CHECK(map_put(&m, keys[i], &keys[i]) == NULL);
	}
	CHECK_INT(m.len, 500);
	for (int i = 0; i < 500; i++)
		CHECK(map_get(&m, keys[i]) == &keys[i]);
	CHECK(map_put(&m, "k7", &m) == &keys[7]);
	CHECK(map_get(&m, "k7") == &m);
	CHECK_INT(m.len, 500);
	CHECK(map_has(&m, "k499"));
	CHECK(!map_has(&m, "k500"));
	CHECK(map_get_bytes(&m, "k12345", 3) == &keys[12]);
	map_release(&m);
	CHECK(map_get(&m, "k1") == NULL);
}

TEST(a_vector_grows)
{
	VEC(int) v = {0};
	long sum = 0;

	for (int i = 0; i < 1000; i++)
		vec_push(&v, i);
	*vec_add(&v) = 7;
	for (size_t i = 0; i < v.len; i++)
		sum += v.at[i];
	CHECK_INT(v.len, 1001);
	CHECK_INT(sum, 499507);
	vec_release(&v);
	CHECK(v.at == NULL && v.len == 0);
}

TEST(utf8_decodes_what_it_encodes)
{
	bool ok = true;

	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char bytes[4];
		uint32_t back = 1;
		size_t len = utf8_encode(cp, bytes);

		if (cp >= 0xd800 && cp <= 0xdfff)
			ok = ok && utf8_decode(bytes, len, &back) == 0;
		else
			ok = ok && utf8_decode(bytes, len, &back) == len && back == cp;
	}
	CHECK(ok);
}

/* Each is refused at its first byte (RFC 3629; Kuhn's stress test). */
TEST(utf8_refuses_what_is_none)
{
	static const char *const bad[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x80\x80",
		"\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xe2\x82", "\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80",
		"\xfe", "\xff", "\xe2(\xa1", "\xf0\x9f\x98"};
	uint32_t cp;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (utf8_decode(bad[i], strlen(bad[i]), &cp) != 0)
			test_failed(__FILE__, __LINE__, "case %zu is accepted", i);
	CHECK_INT(utf8_valid_prefix("ab\xc3\xa9\xff", 5), 4);
	CHECK_INT(utf8_valid_prefix("abc", 3), 3);
	CHECK_INT(utf8_valid_prefix("", 0), 0);
}
