#include "core/term/page.h"

#include "core/base/markup.h"

#include <string.h>

static const char style[] =
	":root{color-scheme:light dark}"
	"body{margin:0 auto;max-width:60rem;padding:2rem 1rem;font:16px/1.5 "
	"system-ui,-apple-system,"
	"\"Segoe UI\",\"DejaVu Sans\",sans-serif;color:#1f2328;background:#fff}"
	"h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.5rem 0 .5rem}"
	".subtitle,footer,.more{color:#57606a}footer{margin-top:3rem;font-size:.875rem}"
	"p{margin:.5rem 0;white-space:pre-wrap}"
	"pre{margin:.5rem 0;padding:.75rem;overflow-x:auto;background:#f6f8fa;border:1px solid "
	"#d8dee4;"
	"border-radius:6px;font:13px/1.5 ui-monospace,\"DejaVu Sans Mono\",monospace}"
	"svg.blokchart{display:block;max-width:100%;height:auto;margin:.5rem 0}"
	".scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem;margin:.5rem 0}"
	"th,td{padding:.3rem .75rem;border-bottom:1px solid "
	"#d8dee4;text-align:left;vertical-align:top}"
	"th{border-bottom-width:2px}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
	"td.none{color:#57606a}.problem{color:#a40e26}"
	"details{margin:.5rem 0;font-size:.875rem}summary{cursor:pointer;color:#57606a}"
	"body.wide{max-width:88rem}.wide main{display:grid;gap:1rem;margin-top:1.5rem;"
	"grid-template-columns:repeat(12,minmax(0,1fr))}"
	".wide section{grid-column:span var(--span,12);padding:.75rem 1rem;border:1px solid "
	"#d8dee4;"
	"border-radius:8px}.wide h2{margin:0 0 .25rem;font-size:1.05rem}"
	".wide section>p{font-size:.875rem}"
	"@media screen and (max-width:60rem){.wide section{grid-column:span 12}"
	".wide section.full svg{min-width:44rem}}"
	"@media screen and (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}"
	".subtitle,footer,.more,td.none,summary{color:#9198a1}.problem{color:#ff7b72}"
	"pre{background:#161b22;border-color:#30363d}"
	"th,td,.wide section{border-color:#30363d}}"
	"@media "
	"print{body,body.wide{max-width:none;padding:0;font-size:11pt}section{break-inside:avoid}"
	"pre{white-space:pre-wrap}thead{display:table-header-group}tr{break-inside:avoid}}";

static void add_element(struct str *out, const char *open, const char *text, const char *close)
{
	if (!text || !*text)
		return;
	str_add(out, open);
	markup_text(out, text, strlen(text));
	str_add(out, close);
}

static void add_note(struct str *out, const char *note)
{
	while (note && *note) {
		const char *end = strstr(note, "\n\n");
		size_t len = end ? (size_t)(end - note) : strlen(note);

		if (len) {
			str_add(out, "<p>");
			markup_text(out, note, len);
			str_add(out, "</p>\n");
		}
		note += len;
		note += strspn(note, "\n");
	}
}

static bool is_number(const struct page_table *t, size_t column)
{
	return t->numbers && t->numbers[column];
}

static void add_cell(struct str *out, const struct page_table *t, size_t column, const char *text)
{
	if (!text) {
		str_addf(out, "<td class=\"none%s\">–</td>", is_number(t, column) ? " n" : "");
		return;
	}
	str_add(out, is_number(t, column) ? "<td class=\"n\">" : "<td>");
	markup_text(out, text, strlen(text));
	str_add(out, "</td>");
}

static void add_table(struct str *out, const struct page_table *t)
{
	str_add(out, "<div class=\"scroll\"><table>\n<thead><tr>");
	for (size_t i = 0; i < t->columns; i++) {
		str_add(out,
			is_number(t, i) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
		markup_text(out, t->titles[i], strlen(t->titles[i]));
		str_add(out, "</th>");
	}
	str_add(out, "</tr></thead>\n<tbody>\n");
	for (size_t row = 0; row < t->rows; row++) {
		str_add(out, "<tr>");
		for (size_t i = 0; i < t->columns; i++)
			add_cell(out, t, i, t->cells[row * t->columns + i]);
		str_add(out, "</tr>\n");
	}
	str_add(out, "</tbody></table></div>\n");
	if (t->left_out)
		str_addf(out, "<p class=\"more\">… and %zu more row%s</p>\n", t->left_out,
			t->left_out == 1 ? "" : "s");
}

static void add_code(struct str *out, const char *code)
{
	if (!code || !*code)
		return;
	str_add(out, "<pre><code>");
	markup_text(out, code, strlen(code));
	str_add(out, "</code></pre>\n");
}

static void add_content(struct str *out, const struct page_section *s)
{
	if (!s->folds)
		add_code(out, s->code);
	if (s->chart) {
		str_add(out, "<div class=\"scroll\">");
		chart_svg(s->chart, out);
		str_add(out, "</div>\n");
	}
	if (s->table && !(s->folds && s->chart))
		add_table(out, s->table);
}

/* Without a script: the browser opens and closes it itself. */
static void add_folded(struct str *out, const struct page_section *s)
{
	bool table = s->table && s->chart;

	if (!s->folds || (!table && !s->code))
		return;
	str_addf(out, "<details><summary>%s</summary>\n",
		!table    ? "Query"
		: s->code ? "Rows and query"
			  : "Rows");
	if (table)
		add_table(out, s->table);
	add_code(out, s->code);
	str_add(out, "</details>\n");
}

static void add_section(struct str *out, const struct page_section *s)
{
	if (s->span)
		str_addf(out, "<section%s style=\"--span:%d\">\n",
			s->span > 8 ? " class=\"full\"" : "", s->span);
	else
		str_add(out, "<section>\n");
	add_element(out, "<h2>", s->title, "</h2>\n");
	add_note(out, s->note);
	add_element(out, "<p class=\"problem\">", s->problem, "</p>\n");
	add_content(out, s);
	add_folded(out, s);
	str_add(out, "</section>\n");
}

static bool is_wide(const struct page *p)
{
	for (size_t i = 0; i < p->sections_len; i++)
		if (p->sections[i].span)
			return true;
	return false;
}

void page_html(const struct page *p, struct str *out)
{
	const char *language = p->language ? p->language : "en";

	str_add(out, "<!doctype html>\n<html lang=\"");
	markup_text(out, language, strlen(language));
	str_add(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
		     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		     "style-src 'unsafe-inline'; img-src data:\">\n<title>");
	markup_text(out, p->title, strlen(p->title));
	str_addf(out, "</title>\n<style>%s</style>\n</head>\n<body%s>\n<header>\n", style,
		is_wide(p) ? " class=\"wide\"" : "");
	add_element(out, "<h1>", p->title, "</h1>\n");
	add_element(out, "<p class=\"subtitle\">", p->subtitle, "</p>\n");
	str_add(out, "</header>\n<main>\n");
	for (size_t i = 0; i < p->sections_len; i++)
		add_section(out, &p->sections[i]);
	str_add(out, "</main>\n");
	add_element(out, "<footer>", p->footer, "</footer>\n");
	str_add(out, "</body>\n</html>\n");
}
