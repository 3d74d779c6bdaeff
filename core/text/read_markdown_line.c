#include "core/text/read_markdown.h"

#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool markdown_next_line(const char *at, const char *end, struct markdown_line *ret)
{
	const char *stop;

	if (at >= end)
		return false;
	stop = memchr(at, '\n', (size_t)(end - at));
	ret->at = at;
	ret->next = stop ? stop + 1 : end;
	ret->end = stop ? stop : end;
	if (ret->end > at && ret->end[-1] == '\r')
		ret->end--;
	return true;
}

bool markdown_is_blank(const struct markdown_line *l)
{
	const char *at = l->at;

	while (at < l->end && (*at == ' ' || *at == '\t'))
		at++;
	return at == l->end;
}

size_t markdown_indent(const struct markdown_line *l)
{
	size_t columns = 0;

	for (const char *at = l->at; at < l->end && (*at == ' ' || *at == '\t'); at++)
		columns += *at == '\t' ? 4 - columns % 4 : 1;
	return columns;
}

static bool begins(const char *at, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(end - at) >= len && strncasecmp(at, word, len) == 0;
}

/* ---- front matter ---- */

static void take_title(const char *at, const char *end, struct str *title)
{
	char quote;

	while (at < end && strchr(" \t:=", *at))
		at++;
	while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	quote = at < end ? *at : '\0';
	if ((quote == '"' || quote == '\'') && end - at >= 2 && end[-1] == quote) {
		at++;
		end--;
	}
	str_clear(title);
	if (!strchr("|>{[&*", quote)) /* YAML that is more than a line */
		str_add_bytes(title, at, (size_t)(end - at));
}

/* Pandoc's "% title", "% authors", "% date". */
static size_t percent_title(const char *text, const char *end, struct str *title)
{
	struct markdown_line l;
	const char *at = text;

	while (markdown_next_line(at, end, &l) && l.end > l.at && *l.at == '%') {
		if (at == text)
			take_title(l.at + 1, l.end, title);
		at = l.next;
	}
	return (size_t)(at - text);
}

size_t markdown_front_matter(const char *text, size_t len, struct str *title)
{
	enum { LONGEST = 64 << 10 };
	const char *end = text + (len < LONGEST ? len : LONGEST);
	struct markdown_line l;
	char fence = '\0';

	if (len > 2 && text[0] == '%' && text[1] == ' ')
		return percent_title(text, end, title);
	for (const char *at = text; markdown_next_line(at, end, &l); at = l.next) {
		bool is_fence = l.end - l.at >= 3 &&
				(memcmp(l.at, "---", 3) == 0 || memcmp(l.at, "+++", 3) == 0 ||
					memcmp(l.at, "...", 3) == 0);
		struct markdown_line rest = {l.at + 3, l.end, NULL};

		is_fence = is_fence && markdown_is_blank(&rest);
		if (at == text) {
			if (!is_fence || *l.at == '.' || l.next == end || *l.next == '\n')
				return 0;
			fence = *l.at;
		} else if (is_fence && (*l.at == fence || *l.at == '.')) {
			return (size_t)(l.next - text);
		} else if (begins(l.at, l.end, "title") && l.end - l.at > 6 &&
			   strchr(": =", l.at[5]))
			take_title(l.at + 5, l.end, title);
	}
	str_clear(title);
	return 0;
}

/* ---- definition lists ---- */

bool markdown_is_meaning(const struct markdown_line *l, const char **ret_mark)
{
	const char *at = l->at;

	while (at < l->end && *at == ' ' && at - l->at < 3)
		at++;
	*ret_mark = at;
	if (l->end - at < 3 || (*at != ':' && *at != '~') || (at[1] != ' ' && at[1] != '\t'))
		return false;
	while (++at < l->end && (*at == ' ' || *at == '\t'))
		;
	return at < l->end;
}

/* Short, and no other thing of Markdown. */
static bool may_be_term(const struct markdown_line *l)
{
	enum { LONGEST = 120 };
	const char *at = l->at;

	if (l->end - l->at > LONGEST || markdown_is_blank(l) || markdown_indent(l) > 3)
		return false;
	while (*at == ' ')
		at++;
	return !strchr("#>|:<~=^", *at) && !(l->end - at > 2 && memcmp(at, "```", 3) == 0) &&
	       text_list_mark(at, (size_t)(l->end - at)) == 0 &&
	       !memchr(at, '|', (size_t)(l->end - at));
}

size_t markdown_terms_ahead(const char *at, const char *end)
{
	enum { MOST = 4 };
	struct markdown_line l;
	const char *mark;
	size_t terms = 0;

	for (; markdown_next_line(at, end, &l); at = l.next) {
		if (terms && markdown_is_meaning(&l, &mark))
			return terms;
		if (terms == 1 && markdown_is_blank(&l))
			return markdown_next_line(l.next, end, &l) &&
			       markdown_is_meaning(&l, &mark);
		if (terms == MOST || !may_be_term(&l))
			return 0;
		terms++;
	}
	return 0;
}

/* ---- lines without text ---- */

static bool ends_with(const struct markdown_line *l, const char *word)
{
	const char *end = l->end;

	while (end > l->at && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return (size_t)(end - l->at) >= strlen(word) &&
	       memcmp(end - strlen(word), word, strlen(word)) == 0;
}

bool markdown_is_markup(const struct markdown_line *l)
{
	static const char *const contents[] = {
		"[toc]", "[[toc]]", "[[_toc_]]", "${toc}", "[[_TOC_]]", NULL};
	struct markdown_line rest = *l;

	while (rest.at < rest.end && (*rest.at == ' ' || *rest.at == '\t'))
		rest.at++;
	if (rest.at == rest.end)
		return false;
	if (begins(rest.at, rest.end, ":::"))
		return true;
	if (*rest.at == '\\' && rest.end - rest.at > 5) { /* "\\newpage" */
		const char *at = rest.at + 1;

		while (at < rest.end && isalpha((unsigned char)*at))
			at++;
		return at == rest.end;
	}
	if (*rest.at == '^' && rest.at + 1 == rest.end)
		return true;
	if (*rest.at == '{' && rest.end - rest.at > 2 && strchr(":#.%{", rest.at[1]) &&
		ends_with(&rest, "}"))
		return memchr(rest.at, '}', (size_t)(rest.end - rest.at)) >= (void *)(rest.end - 3);
	for (size_t c = 0; contents[c]; c++)
		if (begins(rest.at, rest.end, contents[c]) && ends_with(&rest, "]"))
			return true;
	return false;
}

/* The end of a tag of a division at `at`, or NULL. */
static const char *division_tag(const char *at, const char *end)
{
	static const char *const names[] = {"div", "section", "article", "main", "center",
		"details", "header", "footer", "aside", "figure", "body", "html", NULL};
	const char *name = at + 1;

	if (at >= end || *at != '<')
		return NULL;
	name += name < end && *name == '/';
	for (size_t n = 0; names[n]; n++) {
		const char *behind = name + strlen(names[n]);

		if (!begins(name, end, names[n]) || behind >= end ||
			isalnum((unsigned char)*behind) || *behind == '-')
			continue;
		behind = memchr(behind, '>', (size_t)(end - behind));
		return behind ? behind + 1 : NULL;
	}
	return NULL;
}

bool markdown_strip_tags(struct markdown_line *l)
{
	const char *at = l->at, *found, *tag;
	bool any = false;

	for (;;) {
		while (at < l->end && (*at == ' ' || *at == '\t'))
			at++;
		found = division_tag(at, l->end);
		if (!found)
			break;
		l->at = at = found;
		any = true;
	}
	while (l->end > at && l->end[-1] == '>') {
		for (tag = l->end - 1; tag > at && *tag != '<';)
			tag--;
		if (division_tag(tag, l->end) != l->end)
			break;
		l->end = tag;
		any = true;
	}
	return any;
}
