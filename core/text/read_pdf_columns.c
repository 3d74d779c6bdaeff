#include "core/text/read_pdf.h"

#include <stdlib.h>
#include <string.h>

/* ---- text between wide gaps ---- */

/* Pieces of a page in one row and without a wide gap between them. */
struct segment {
	int left, right, top, bottom;
	size_t first, end; /* of the page's pieces, as sorted */
	int band, column;
};
struct layout {
	struct pdf *pdf;
	VEC(struct segment) segments;
	int columns; /* numbers that are given away */
};

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

bool pdf_is_gap(const struct pdf_piece *a, const struct pdf_piece *b)
{
	/* a justified line's blanks grow to an em; columns are further apart */
	return !b->is_joined && b->left - a->right > max(min(a->size, b->size), 4);
}

/* Half of the lower one's height beside the other. */
static bool is_beside(int top, int bottom, const struct pdf_piece *p)
{
	int shared = min(bottom, p->bottom) - max(top, p->top);

	return 2 * shared >= min(bottom - top, p->bottom - p->top);
}

static int by_top(const void *a, const void *b)
{
	const struct pdf_piece *p = a, *q = b;

	return p->top != q->top     ? (p->top > q->top) - (p->top < q->top)
	       : p->left != q->left ? (p->left > q->left) - (p->left < q->left)
				    : (p->order > q->order) - (p->order < q->order);
}

static int by_left(const void *a, const void *b)
{
	const struct pdf_piece *p = a, *q = b;

	return p->left != q->left ? (p->left > q->left) - (p->left < q->left)
				  : (p->order > q->order) - (p->order < q->order);
}

/* Rows of a page, divided at gaps. */
static void find_segments(struct layout *y, const struct pdf_page *page)
{
	struct pdf_piece *pieces = y->pdf->pieces.at;
	size_t row, end;

	y->segments.len = 0;
	if (page->first == page->end)
		return;
	qsort(pieces + page->first, page->end - page->first, sizeof *pieces, by_top);
	for (row = page->first; row < page->end; row = end) {
		int top = pieces[row].top, bottom = pieces[row].bottom;

		for (end = row + 1; end < page->end && is_beside(top, bottom, &pieces[end]); end++)
			if (pieces[end].bottom - pieces[end].top > bottom - top) {
				top = pieces[end].top; /* an exponent came first */
				bottom = pieces[end].bottom;
			}
		qsort(pieces + row, end - row, sizeof *pieces, by_left);
		for (size_t i = row; i < end; i++) {
			struct segment *s =
				y->segments.len ? &y->segments.at[y->segments.len - 1] : NULL;

			if (i == row || pdf_is_gap(&pieces[i - 1], &pieces[i])) {
				s = vec_add(&y->segments);
				*s = (struct segment){pieces[i].left, pieces[i].right,
					pieces[i].top, pieces[i].bottom, i, i, 0, 0};
			}
			s->right = max(s->right, pieces[i].right);
			s->top = min(s->top, pieces[i].top);
			s->bottom = max(s->bottom, pieces[i].bottom);
			s->end = i + 1;
		}
	}
}

/* ---- columns ---- */

/* What lies on both sides of an upright line. */
struct sides {
	size_t left, right, across;
	int left_width, right_width; /* of all of them together */
	int top[2], bottom[2];       /* what the sides take up */
};

static struct sides sides_of(const struct layout *y, int x, int column)
{
	struct sides s = {.top = {1 << 30, 1 << 30}};

	for (size_t i = 0; i < y->segments.len; i++) {
		const struct segment *at = &y->segments.at[i];
		int side = at->left >= x;

		if (at->column != column)
			continue;
		if (at->left < x && at->right > x) {
			s.across++;
			continue;
		}
		s.left += !side;
		s.right += side != 0;
		*(side ? &s.right_width : &s.left_width) += at->right - at->left;
		s.top[side] = min(s.top[side], at->top);
		s.bottom[side] = max(s.bottom[side], at->bottom);
	}
	return s;
}

/* Where the fewest segments are, in the middle of a column. */
static int find_gutter(const struct layout *y, int column)
{
	enum { WIDEST = 4096, LINES = 6 };
	int covered[WIDEST + 1] = {0}, left = WIDEST, right = 0, best = -1, from = 0, count = 0;
	int fewest = 1 << 30;
	struct sides s;

	for (size_t i = 0; i < y->segments.len; i++) {
		const struct segment *at = &y->segments.at[i];

		if (at->column != column || at->left < 0 || at->right >= WIDEST)
			continue;
		covered[at->left]++;
		covered[at->right]--;
		left = min(left, at->left);
		right = max(right, at->right);
	}
	for (int x = 0; x < left + (right - left) / 5; x++)
		count += covered[x];
	for (int x = left + (right - left) / 5; x < right - (right - left) / 5; x++) {
		count += covered[x];
		if (count < fewest) {
			fewest = count;
			from = x;
		}
		if (count == fewest)
			best = from + (x - from) / 2;
	}
	if (best < 0)
		return -1;
	s = sides_of(y, best, column);
	/* Prose fills its column by more than half; cells of a table do not. */
	if (s.left < LINES || s.right < LINES || s.across * 3 > s.left + s.right ||
		s.left_width / (int)s.left * 2 < best - left ||
		s.right_width / (int)s.right * 2 < right - best ||
		min(s.bottom[0], s.bottom[1]) - max(s.top[0], s.top[1]) <
			(s.bottom[0] - s.top[0]) / 3)
		return -1;
	return best;
}

/* What goes across the gutter divides the columns into bands, one above the other. */
static void divide(struct layout *y, int column, int depth)
{
	int gutter = find_gutter(y, column), left, right, band = 0;

	if (gutter < 0)
		return;
	left = ++y->columns;
	right = ++y->columns;
	for (size_t i = 0; i < y->segments.len; i++) {
		struct segment *s = &y->segments.at[i];

		if (s->column != column)
			continue;
		if (s->left < gutter && s->right > gutter)
			band++;
		else
			s->column = s->left >= gutter ? right : left;
		if (depth == 0)
			s->band = 2 * band - (s->column == column);
	}
	if (depth == 0) {
		divide(y, left, depth + 1);
		divide(y, right, depth + 1);
	}
}

/* ---- lines ---- */

static int by_reading(const void *a, const void *b)
{
	const struct segment *s = a, *t = b;

	return s->band != t->band       ? (s->band > t->band) - (s->band < t->band)
	       : s->column != t->column ? (s->column > t->column) - (s->column < t->column)
					: (s->first > t->first) - (s->first < t->first);
}

static size_t letters_of(const struct pdf_piece *p)
{
	size_t count = 0;

	for (size_t at = 0; at < p->len; at++)
		count += (unsigned char)p->text[at] > ' ';
	return count;
}

static void measure(const struct pdf *p, struct pdf_line *l)
{
	size_t most = 0;

	l->style = PDF_BOLD | PDF_ITALIC | PDF_MONO | PDF_LINK;
	l->parts = 1;
	for (size_t i = l->first; i < l->end; i++) {
		const struct pdf_piece *piece = &p->pieces.at[i];
		size_t letters = letters_of(piece);

		l->right = max(l->right, piece->right);
		l->left = min(l->left, piece->left);
		l->parts += i > l->first && pdf_is_gap(piece - 1, piece);
		l->letters += letters;
		if (!letters)
			continue;
		l->style &= piece->style;
		if (letters > most) {
			most = letters;
			l->size = piece->size;
			l->top = piece->top;
			l->bottom = piece->bottom;
		}
	}
}

/* Segments of one row are one line, unless they are in different columns. */
static void add_lines(struct layout *y, size_t page, struct pdf_piece *sorted)
{
	struct pdf *p = y->pdf;
	size_t to = p->pages.at[page].first;
	struct pdf_line *l = NULL;
	const struct segment *before = NULL;

	for (size_t i = 0; i < y->segments.len; before = &y->segments.at[i++]) {
		const struct segment *s = &y->segments.at[i];
		size_t count = s->end - s->first;

		memcpy(sorted + (to - p->pages.at[page].first), p->pieces.at + s->first,
			count * sizeof *sorted);
		if (!before || before->band != s->band || before->column != s->column ||
			s->first != before->end || s->left < before->right ||
			2 * (min(s->bottom, before->bottom) - max(s->top, before->top)) <
				min(s->bottom - s->top, before->bottom - before->top)) {
			l = vec_add(&p->lines);
			*l = (struct pdf_line){.page = page,
				.first = to,
				.left = s->left,
				.band = s->band,
				.column = s->column};
		}
		to += count;
		l->end = to;
	}
	memcpy(p->pieces.at + p->pages.at[page].first, sorted,
		(to - p->pages.at[page].first) * sizeof *sorted);
}

static void find_edges(struct pdf *p, size_t first, int columns)
{
	struct {
		int left, right;
	} *edges = mem_alloc(((size_t)columns + 1) * sizeof *edges);

	for (int c = 0; c <= columns; c++)
		edges[c].left = 1 << 30;
	for (size_t l = first; l < p->lines.len; l++) {
		struct pdf_line *line = &p->lines.at[l];

		measure(p, line);
		edges[line->column].left = min(edges[line->column].left, line->left);
		edges[line->column].right = max(edges[line->column].right, line->right);
	}
	for (size_t l = first; l < p->lines.len; l++) {
		p->lines.at[l].column_left = edges[p->lines.at[l].column].left;
		p->lines.at[l].column_right = edges[p->lines.at[l].column].right;
	}
	free(edges);
}

/* The size that most letters have. */
static int body_size(const struct pdf *p)
{
	enum { SIZES = 200 };
	size_t letters[SIZES] = {0};
	int best = 0;

	for (size_t l = 0; l < p->lines.len; l++)
		letters[max(min(p->lines.at[l].size, SIZES - 1), 0)] += p->lines.at[l].letters;
	for (int s = 1; s < SIZES; s++)
		if (letters[s] > letters[best])
			best = s;
	return best;
}

/* The distance that most lines of the body have from the one before. */
static int body_leading(const struct pdf *p)
{
	enum { GAPS = 200 };
	size_t counts[GAPS] = {0};
	int best = 0;

	for (size_t l = 1; l < p->lines.len; l++) {
		const struct pdf_line *at = &p->lines.at[l], *before = at - 1;
		int gap = at->top - before->top;

		if (at->page == before->page && at->column == before->column &&
			at->size == p->body && before->size == p->body && gap > 0 && gap < GAPS)
			counts[gap]++;
	}
	for (int g = 1; g < GAPS; g++)
		if (counts[g] > counts[best])
			best = g;
	return best;
}

void pdf_make_lines(struct pdf *p)
{
	struct layout y = {.pdf = p};
	size_t most = 0;
	struct pdf_piece *sorted;

	for (size_t page = 0; page < p->pages.len; page++)
		if (p->pages.at[page].end - p->pages.at[page].first > most)
			most = p->pages.at[page].end - p->pages.at[page].first;
	sorted = mem_alloc((most + 1) * sizeof *sorted);
	for (size_t page = 0; page < p->pages.len; page++) {
		size_t first = p->lines.len;

		y.columns = 0;
		find_segments(&y, &p->pages.at[page]);
		divide(&y, 0, 0);
		if (y.segments.len)
			qsort(y.segments.at, y.segments.len, sizeof *y.segments.at, by_reading);
		add_lines(&y, page, sorted);
		find_edges(p, first, y.columns);
	}
	p->body = body_size(p);
	p->leading = body_leading(p);
	vec_release(&y.segments);
	free(sorted);
}
