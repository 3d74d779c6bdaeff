#include "core/base/utf8.h"
#include "core/term/chart_impl.h"

#include <math.h>

/* The bits of a braille pattern by row and column of its dots (Unicode, chapter
 * 21.1): the last row came later. */
static const unsigned char bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

void chart_canvas_init(
	struct chart_canvas *c, struct arena *a, const struct chart_page *p, size_t rows)
{
	bool fine = p->term->unicode;
	size_t cells = c->columns * rows;

	c->rows = rows;
	c->across = fine ? 2 : 1;
	c->down = fine ? 4 : 1;
	c->dots = arena_array(a, unsigned char, cells + 1);
	c->owners = arena_array(a, unsigned char, cells + 1);
	c->marked = arena_array(a, bool, cells + 1);
}

static long column_of(const struct chart_canvas *c, double x)
{
	return lround(x * (double)(c->columns * c->across - 1));
}

static long row_of(const struct chart_canvas *c, double y)
{
	return lround((1 - y) * (double)(c->rows * c->down - 1));
}

static void set(struct chart_canvas *c, long column, long row, size_t series)
{
	size_t across = (size_t)column, down = (size_t)row;
	size_t cell = down / c->down * c->columns + across / c->across;

	if (column < 0 || row < 0 || across >= c->columns * c->across || down >= c->rows * c->down)
		return;
	c->dots[cell] |= c->across == 1 ? 1 : bits[down % 4][across % 2];
	c->owners[cell] = (unsigned char)(series + 1);
}

void chart_canvas_dot(struct chart_canvas *c, struct chart_point at, size_t series)
{
	set(c, column_of(c, at.x), row_of(c, at.y), series);
}

void chart_canvas_mark(struct chart_canvas *c, struct chart_point at, size_t series)
{
	size_t column = (size_t)column_of(c, at.x) / c->across,
	       row = (size_t)row_of(c, at.y) / c->down;

	chart_canvas_dot(c, at, series);
	c->marked[row * c->columns + column] = true;
}

/* J. Bresenham, Algorithm for computer control of a digital plotter (1965). */
void chart_canvas_line(
	struct chart_canvas *c, struct chart_point from, struct chart_point to, size_t series)
{
	long x = column_of(c, from.x), y = row_of(c, from.y), x1 = column_of(c, to.x);
	long y1 = row_of(c, to.y), dx = labs(x1 - x), dy = -labs(y1 - y), error = dx + dy;

	for (;;) {
		long twice = 2 * error;

		set(c, x, y, series);
		if (x == x1 && y == y1)
			return;
		if (twice >= dy) {
			error += dy;
			x += x < x1 ? 1 : -1;
		}
		if (twice <= dx) {
			error += dx;
			y += y < y1 ? 1 : -1;
		}
	}
}

static void add_cell(const struct chart_canvas *c, const struct chart_page *p, size_t cell)
{
	size_t series = c->owners[cell] ? (size_t)c->owners[cell] - 1 : 0;
	char bytes[4];

	if (!c->dots[cell]) {
		str_add_char(p->out, ' ');
		return;
	}
	chart_colour(p, series);
	if (c->marked[cell])
		str_add(p->out, chart_sign(p, series));
	else if (c->across == 1)
		str_add_char(p->out, '.');
	else
		str_add_bytes(p->out, bytes, utf8_encode(0x2800u + c->dots[cell], bytes));
	chart_colour_end(p);
}

void chart_canvas_row(const struct chart_canvas *c, const struct chart_page *p, size_t row)
{
	size_t last = c->columns;

	/* No blanks at the end of a line. */
	while (last && !c->dots[row * c->columns + last - 1])
		last--;
	for (size_t i = 0; i < last; i++)
		add_cell(c, p, row * c->columns + i);
}
