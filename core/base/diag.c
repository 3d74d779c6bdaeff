#include "core/base/diag.h"

#include "core/base/str.h"
#include "core/base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void diags_release(struct diags *d)
{
	for (size_t i = 0; i < d->list.len; i++) {
		struct diag *f = &d->list.at[i];

		free(f->path);
		free(f->code);
		free(f->message);
		free(f->hint);
		free(f->excerpt);
	}
	vec_release(&d->list);
	*d = (struct diags){0};
}

void diags_add_take(struct diags *d, struct diag finding)
{
	vec_push(&d->list, finding);
	if (finding.severity == DIAG_ERROR)
		d->errors++;
	else
		d->warnings++;
}

static int by_place(const struct diag *a, const struct diag *b)
{
	int order = strcmp(a->path ? a->path : "", b->path ? b->path : "");

	if (order)
		return order;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

/* Merge sort: stable, and the number of findings is capped by nothing. */
static void sort_range(struct diag *at, struct diag *spare, size_t len)
{
	size_t half = len / 2, i = 0, j = half;

	if (len < 2)
		return;
	sort_range(at, spare, half);
	sort_range(at + half, spare, len - half);
	for (size_t k = 0; k < len; k++) {
		bool left = i < half && (j >= len || by_place(&at[i], &at[j]) <= 0);

		spare[k] = left ? at[i++] : at[j++];
	}
	memcpy(at, spare, len * sizeof *at);
}

void diags_sort(struct diags *d)
{
	struct diag *spare;

	if (d->list.len < 2)
		return;
	spare = mem_alloc(d->list.len * sizeof *spare);
	sort_range(d->list.at, spare, d->list.len);
	free(spare);
}

/* ---- texts of users' files ---- */

/* Code points: of a longer line only the part around the place is shown, this
 * much before it; the caret would be off the screen. */
#define EXCERPT_MAX 200
#define EXCERPT_BEFORE 60
#define ELLIPSIS "..."

/* What a terminal or a JSON text must not get from a user's file: broken UTF-8
 * (a "%.60s" may cut a character too) and control characters. */
static void add_clean(struct str *out, const char *text, size_t len)
{
	uint32_t cp;

	for (size_t at = 0, size; at < len; at += size) {
		size = utf8_decode(text + at, len - at, &cp);
		if (!size || (cp < 0x20 && cp != '\t') || (cp >= 0x7f && cp < 0xa0))
			str_add(out, "\xef\xbf\xbd");
		else
			str_add_bytes(out, text + at, size);
		size = size ? size : 1;
	}
	str_add(out, "");
}

char *diag_clean(const char *text, size_t len)
{
	struct str out = {0};

	add_clean(&out, text, len);
	return str_take(&out);
}

struct line {
	const char *text;
	size_t len; /* of the text */
};

static size_t step(const struct line *l, size_t at)
{
	uint32_t cp;
	size_t size = utf8_decode(l->text + at, l->len - at, &cp);

	return size ? size : 1;
}

static bool is_end(const struct line *l, size_t at)
{
	return at >= l->len || l->text[at] == '\n' ||
	       (l->text[at] == '\r' && (at + 1 == l->len || l->text[at + 1] == '\n'));
}

/* `count` code points on, at most to the end of the line. */
static size_t advance(const struct line *l, size_t at, int count)
{
	while (count-- > 0 && !is_end(l, at))
		at += step(l, at);
	return at;
}

/* So many code points before, at least `begin`: a finding far into a line costs no more. */
static size_t retreat(const struct line *l, size_t at, size_t begin, int count)
{
	while (count-- > 0 && at > begin)
		do
			at--;
		while (at > begin && ((unsigned char)l->text[at] & 0xc0) == 0x80);
	return at;
}

static int points_between(const struct line *l, size_t from, size_t to)
{
	int count = 0;

	for (; from < to; from += step(l, from))
		count++;
	return count;
}

char *diag_excerpt(const char *text, size_t len, size_t begin, size_t at, int *ret_caret)
{
	const struct line l = {text, len};
	size_t place = at < len ? at : len, end = advance(&l, begin, EXCERPT_MAX), from = begin;
	struct str out = {0};

	if (!is_end(&l, end) && (from = retreat(&l, place, begin, EXCERPT_BEFORE)) > begin) {
		str_add(&out, ELLIPSIS);
		end = advance(&l, from, EXCERPT_MAX);
	}
	*ret_caret = points_between(&l, from, place) + (from > begin ? (int)strlen(ELLIPSIS) : 0);
	add_clean(&out, text + from, end - from);
	if (!is_end(&l, end))
		str_add(&out, ELLIPSIS);
	return str_take(&out);
}
