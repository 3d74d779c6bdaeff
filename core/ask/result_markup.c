#include "core/ask/result_impl.h"

#include "core/base/markup.h"

#include <string.h>

/* Markdown (as GitHub reads tables) and HTML. */

/* ---- Markdown ---- */

/* Signs that begin something in the middle of a line, HTML included. */
static void add_markdown(struct str *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p == '\r' || *p == '\n') {
			p += *p == '\r' && p[1] == '\n';
			str_add(out, "<br>");
		} else if ((unsigned char)*p < ' ' || *p == 127) {
			str_add_char(out, ' ');
		} else {
			if (strchr("\\`*_[]<>&|~", *p))
				str_add_char(out, '\\');
			str_add_char(out, *p);
		}
	}
}

static void add_markdown_value(const struct source_value *v, struct str *out)
{
	struct str text = {0};

	result_text(v, &text);
	if (v->kind == VALUE_TEXT)
		add_markdown(out, str_text(&text));
	else
		str_add(out, v->kind == VALUE_NULL ? "*NULL*" : str_text(&text));
	str_release(&text);
}

void result_print_markdown(const struct result_page *p)
{
	const struct source_result *r = p->result;

	for (size_t c = 0; c < r->columns; c++) {
		str_add(p->out, c ? " " : "| ");
		add_markdown(p->out, p->names[c]);
		str_add(p->out, " |");
	}
	str_add(p->out, "\n|");
	for (size_t c = 0; c < r->columns; c++)
		str_add(p->out, p->numbers[c] ? " ---: |" : " --- |");
	str_add_char(p->out, '\n');
	for (size_t i = 0; i < r->rows; i++) {
		for (size_t c = 0; c < r->columns; c++) {
			str_add(p->out, c ? " " : "| ");
			add_markdown_value(result_value(r, i, c), p->out);
			str_add(p->out, " |");
		}
		str_add_char(p->out, '\n');
	}
	if (r->truncated) {
		str_add(p->out, "\n*");
		result_truncation(r, p->out);
		str_add(p->out, "*\n");
	}
}

/* ---- HTML ---- */

static void add_html_cell(const struct result_page *p, size_t row, size_t column)
{
	const struct source_value *v = result_value(p->result, row, column);
	struct str text = {0};

	if (v->kind == VALUE_NULL) {
		str_add(p->out, "<td class=\"null\">NULL</td>");
		return;
	}
	result_text(v, &text);
	str_add(p->out, p->numbers[column] ? "<td class=\"number\">" : "<td>");
	markup_text(p->out, str_text(&text), text.len);
	str_add(p->out, "</td>");
	str_release(&text);
}

void result_print_html(const struct result_page *p)
{
	const struct source_result *r = p->result;

	str_add(p->out, "<table class=\"result\">\n<thead><tr>");
	for (size_t c = 0; c < r->columns; c++) {
		str_addf(p->out, "<th scope=\"col\"%s>", p->numbers[c] ? " class=\"number\"" : "");
		markup_text(p->out, p->names[c], strlen(p->names[c]));
		str_add(p->out, "</th>");
	}
	str_add(p->out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->rows; i++) {
		str_add(p->out, "<tr>");
		for (size_t c = 0; c < r->columns; c++)
			add_html_cell(p, i, c);
		str_add(p->out, "</tr>\n");
	}
	str_add(p->out, "</tbody>\n");
	if (r->truncated) {
		str_addf(p->out, "<tfoot><tr><td colspan=\"%zu\">", r->columns);
		result_truncation(r, p->out);
		str_add(p->out, "</td></tr></tfoot>\n");
	}
	str_add(p->out, "</table>\n");
}
