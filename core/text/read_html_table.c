#include "core/text/read_html_page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_cell(const xmlNode *node)
{
	return xml_is(node, "td") || xml_is(node, "th");
}

static bool is_block(const xmlNode *node)
{
	static const char *const blocks[] = {"p", "div", "br", "li", "tr", "ul", "ol", "h1", "h2",
		"h3", "h4", "h5", "h6", "pre", "blockquote", NULL};

	for (size_t b = 0; blocks[b]; b++)
		if (xml_is(node, blocks[b]))
			return true;
	return false;
}

bool html_is_grid(const xmlNode *table)
{
	static const char *const content[] = {"table", "h1", "h2", "h3", "h4", "dl", "form", NULL};
	const char *role = xml_attribute(table, "role");
	size_t cells = 0;
	bool has_head = false;

	if (role && (strcasecmp(role, "presentation") == 0 || strcasecmp(role, "none") == 0))
		return false;
	for (xmlNode *at = (xmlNode *)table; at; at = xml_next(at, table, true)) {
		for (size_t c = 0; at != table && content[c]; c++)
			if (xml_is(at, content[c]))
				return false;
		cells += is_cell(at);
		has_head = has_head || xml_is(at, "th") || xml_is(at, "caption");
	}
	/* pages that are laid out by a table put long texts side by side */
	return cells > 1 && (has_head || html_text_size(table, cells * 1000) <= cells * 1000);
}

/* A note's mark: "[1]" that leads down the page. */
static bool is_note(const xmlNode *element)
{
	const xmlNode *link = element->children;
	const char *href;

	if (!xml_is(element, "sup") || !link || !xml_is(link, "a"))
		return false;
	href = xml_attribute(link, "href");
	return href && *href == '#';
}

static void cell_text(const xmlNode *cell, struct text_inline *ret)
{
	bool descends;

	for (xmlNode *at = (xmlNode *)cell; at; at = xml_next(at, cell, descends)) {
		descends = !(at->type == XML_ELEMENT_NODE && (html_is_silent(at) || is_note(at)));
		if (at->type == XML_TEXT_NODE)
			text_inline_add(
				ret, (const char *)at->content, strlen((const char *)at->content));
		else if (xml_is(at, "li") && at->prev && ret->text.len)
			text_inline_add(ret, "; ", 2);
		else if (is_block(at))
			text_inline_add(ret, " ", 1);
	}
}

static size_t span_of(const xmlNode *cell, const char *name)
{
	const char *text = xml_attribute(cell, name);
	long value = text ? strtol(text, NULL, 10) : 1;

	return value < 1 ? 1 : value > GRID_COLUMNS_MAX ? GRID_COLUMNS_MAX : (size_t)value;
}

/* Cells that reach down into the rows below, by column. */
struct reach {
	size_t rows[GRID_COLUMNS_MAX];
	const char *text[GRID_COLUMNS_MAX];
};

/* What comes down from above into the columns from here on; returns the free one. */
static size_t fill(struct text_grid *g, struct reach *reach, size_t column)
{
	while (column < GRID_COLUMNS_MAX && reach->rows[column]) {
		reach->rows[column]--;
		grid_cell(g, reach->text[column], strlen(reach->text[column]));
		column++;
	}
	return column;
}

static void add_row(struct text_grid *g, const xmlNode *row, struct reach *reach)
{
	struct text_inline text = {0};
	size_t column = 0;

	grid_row(g);
	for (const xmlNode *cell = row->children; cell; cell = cell->next) {
		size_t wide, down;

		if (!is_cell(cell))
			continue;
		column = fill(g, reach, column);
		cell_text(cell, &text);
		down = span_of(cell, "rowspan") - 1;
		for (wide = span_of(cell, "colspan"); wide-- && column < GRID_COLUMNS_MAX;
			column++) {
			grid_cell(g, str_text(&text.text), text.text.len);
			reach->rows[column] = down;
			if (down)
				reach->text[column] = g->cells.at[g->cells.len - 1];
		}
		text_inline_clear(&text);
	}
	fill(g, reach, column);
	text_inline_release(&text);
}

/* In <thead>, or nothing but <th>; a row of one cell is a title, not a head. */
static bool is_head(const xmlNode *row)
{
	size_t heads = 0, cells = 0;

	for (const xmlNode *cell = row->children; cell; cell = cell->next) {
		heads += xml_is(cell, "th");
		cells += is_cell(cell);
	}
	return cells > 1 && (heads == cells || xml_is(row->parent, "thead"));
}

void html_table(struct html_page *p, const xmlNode *table)
{
	struct text_grid grid = {.a = &p->f->d->arena};
	struct reach *reach = mem_alloc(sizeof *reach);
	struct text_inline text = {0};
	size_t rows = 0;

	for (xmlNode *at = (xmlNode *)table; at; at = xml_next(at, table, !xml_is(at, "tr"))) {
		if (xml_is(at, "caption")) {
			cell_text(at, &text);
			grid.caption =
				text.text.len ? arena_strdup(grid.a, str_text(&text.text)) : NULL;
		} else if (xml_is(at, "tr")) {
			if (is_head(at) && grid.header_rows == rows)
				grid.header_rows++;
			add_row(&grid, at, reach);
			rows++;
		}
	}
	grid_end(&grid, p->f, html_place(p, table));
	grid_release(&grid);
	text_inline_release(&text);
	free(reach);
}
