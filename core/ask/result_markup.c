#include "core/ask/result_impl.h"

#include "core/base/utf8.h"

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

/* Marks that turn the direction of what follows (CVE-2021-42574). */
static bool turns_text(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

void result_html_text(struct str *out, const char *text, size_t len)
{
	size_t step;

	for (size_t i = 0; i < len; i += step) {
		uint32_t cp;

		step = utf8_decode(text + i, len - i, &cp);
		if (!step || turns_text(cp) || (cp < ' ' && cp != '\n' && cp != '\t') ||
			(cp >= 127 && cp < 160))
			str_add(out, "\xef\xbf\xbd");
		else if (cp == '&')
			str_add(out, "&amp;");
		else if (cp == '<')
			str_add(out, "&lt;");
		else if (cp == '>')
			str_add(out, "&gt;");
		else if (cp == '"')
			str_add(out, "&quot;");
		else if (cp == '\'')
			str_add(out, "&#39;");
		else
			str_add_bytes(out, text + i, step);
		step = step ? step : 1;
	}
}

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
	result_html_text(p->out, str_text(&text), text.len);
	str_add(p->out, "</td>");
	str_release(&text);
}

void result_print_html(const struct result_page *p)
{
	const struct source_result *r = p->result;

	str_add(p->out, "<table class=\"result\">\n<thead><tr>");
	for (size_t c = 0; c < r->columns; c++) {
		str_addf(p->out, "<th scope=\"col\"%s>", p->numbers[c] ? " class=\"number\"" : "");
		result_html_text(p->out, p->names[c], strlen(p->names[c]));
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
