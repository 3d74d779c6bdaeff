#include "core/base/clock.h"
#include "core/cards/import.h"
#include "test/unit/test.h"

#include <string.h>

/* Fields and templates of Anki's packages. */

static void check_html(const char *html, const char *want)
{
	struct str out = {0};
	size_t media = 0;

	import_html(html, strlen(html), &out, &media);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

TEST(entities_are_signs)
{
	check_html("caf&eacute; &ldquo;x&rdquo; it&rsquo;s &alpha;&le;&pi;", "café “x” it’s α≤π");
	check_html("a&nbsp;b &#8217; &#x2192; &lt;b&gt;", "a b ’ → <b>");
	check_html("AT&T &unknown; &; &#;", "AT&T &unknown; &; &#;");
}

TEST(what_is_not_shown_is_no_text)
{
	check_html("a<!-- hidden > still -->b", "ab");
	check_html("a<style>.card { x }</style>b<script>alert('<')</script>c", "abc");
	check_html("a<!-- never closed", "a<!-- never closed");
	check_html("one<div>two</div>three<p>four</p>", "one\ntwo\nthree\nfour");
}

/* Signs that begin something and never end it: a field of a megabyte takes no longer than
 * any other of its size. */
TEST(beginnings_without_ends_are_read_in_linear_time)
{
	static const char *const parts[] = {
		"<", "<!--", "<style ", "<script ", "<style><", "[sound:", "&", "<!-- <style>"};
	int64_t begun = clock_mono_us();

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct str html = {0}, out = {0};
		size_t media = 0;

		while (html.len < IMPORT_FIELD_MAX)
			str_add(&html, parts[i]);
		import_html(html.at, html.len, &out, &media);
		str_release(&html);
		str_release(&out);
	}
	CHECK(clock_mono_us() - begun < 5000000); /* quadratic: minutes */
}

TEST(a_side_shows_each_field_once)
{
	struct import_model m = {.id = 1, .name = "m"};
	struct str format = {0};
	struct arena a = {0};
	struct import_side side;

	vec_push(&m.fields, "Front");
	vec_push(&m.fields, "Back");
	vec_push(&m.fields, "Extra");
	side = import_side_of(&a, &m, "{{#Extra}}{{type:Back}}{{/Extra}} {{ Front}} {{None}}");
	CHECK_INT(side.len, 2);
	CHECK_INT(side.fields[0], 1);
	CHECK_INT(side.fields[1], 0);
	for (int i = 0; i < 20000; i++)
		str_add(&format, "{{Front}}{{nothing}}");
	side = import_side_of(&a, &m, format.at);
	CHECK_INT(side.len, 1);
	side = import_side_of(&a, &m, "{{Front {{ }} {{");
	CHECK_INT(side.len, 0);
	vec_release(&m.fields);
	str_release(&format);
	arena_release(&a);
}
