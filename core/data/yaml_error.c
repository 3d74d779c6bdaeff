#include "core/data/yaml_reader.h"

#include <ctype.h>
#include <string.h>

/* libyaml's words, and what the user can do about them. */
static const struct {
	const char *problem, *hint;
} hints[] = {
	{"tab character", "indent with blanks, not with tabs"},
	{"could not find expected ':'",
		"put ': ' between key and value; is a quote not closed above?"},
	{"mapping values are not allowed",
		"quote a text that contains ': ', or mend the indentation"},
	{"did not find expected key", "keys of one mapping begin in the same column"},
	{"did not find expected '-'", "entries of one list begin in the same column"},
	{"block sequence entries are not allowed", "put the first '-' on a line of its own"},
	{"block mapping keys are not allowed", "put the '?' on a line of its own"},
	{"did not find expected ',' or ']'", "is a ']' or a ',' missing?"},
	{"did not find expected ',' or '}'", "is a '}' or a ',' missing?"},
	{"did not find expected node content", "is there a ',' too many?"},
	{"unknown escape character", "write a backslash as \\\\, or put the text in single quotes"},
	{"did not find expected alphabetic or numeric",
		"a text that begins with '*' or '&' needs quotes"},
	{"undefined tag handle", "a text that begins with '!' needs quotes"},
	{"did not find expected whitespace or line break",
		"a text that begins with '!' needs quotes"},
	{"did not find expected comment or line break",
		"the text of '|' and '>' begins on the next line"},
	{"did not find expected <document start>", "there is text behind the end of the document"},
	{"unexpected document indicator", "is a quote not closed above?"},
	{"incompatible YAML document", "leave out the %YAML line, or write %YAML 1.2"},
	{"control characters are not allowed",
		"write it in double quotes as an escape, such as \"\\x07\""},
};

static const char *hint_for(const char *problem)
{
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
		if (strstr(problem, hints[i].problem))
			return hints[i].hint;
	return NULL;
}

/* Does a line look like "key:value", which YAML reads as one word? */
static bool glued_colon(const struct user_file *s, size_t at)
{
	const char *text = str_text(&s->text), *end = text + s->text.len, *p = text + at, *key;

	while (p < end && (*p == ' ' || *p == '-'))
		p++;
	key = p;
	while (p < end && (isalnum((unsigned char)*p) || *p == '_' || *p == '-'))
		p++;
	return p > key && p + 1 < end && *p == ':' && !strchr(" \t\r\n/:", p[1]);
}

/* "a:1" above "b: 2" is one scalar for libyaml, and its complaint names the
 * second line.  The offset of the line that is meant, or SIZE_MAX. */
static size_t glued_line(struct yaml_reader *r, size_t offset)
{
	int line, column;

	user_file_place(&r->doc->file, offset, &line, &column);
	for (int i = line; i >= 1 && i >= line - 1; i--) {
		size_t at = user_file_offset(&r->doc->file, i, 1);

		if (glued_colon(&r->doc->file, at))
			return at;
	}
	return SIZE_MAX;
}

static bool fail_glued(struct yaml_reader *r, size_t offset)
{
	size_t at = glued_line(r, offset);
	const char *text = str_text(&r->doc->file.text);

	if (at == SIZE_MAX)
		return false;
	at += strcspn(text + at, ":");
	yaml_fail(r, at, "syntax", "write 'key: value'", "no blank after the colon");
	return true;
}

static bool fail_start(struct yaml_reader *r, size_t offset)
{
	char c = offset < r->doc->file.text.len ? r->doc->file.text.at[offset] : '\0';

	if (c == '\t')
		return yaml_fail(r, offset, "syntax", "indent with blanks, not with tabs",
			"a tab cannot indent");
	return yaml_fail(
		r, offset, "syntax", "put the text in quotes", "'%c' cannot begin a plain text", c);
}

bool yaml_fail_parser(struct yaml_reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const char *problem = p->problem ? p->problem : "unreadable";
	size_t offset;

	if (p->error == YAML_MEMORY_ERROR)
		mem_exhausted();
	if (p->error == YAML_READER_ERROR)
		return yaml_fail(r, r->start + p->problem_offset, "encoding", hint_for(problem),
			"%s", problem);
	offset = yaml_offset(r, &p->problem_mark);
	if (strstr(problem, "cannot start any token"))
		return fail_start(r, offset);
	if (p->context && strstr(p->context, "quoted scalar") && strstr(problem, "end of stream"))
		return yaml_fail(r, yaml_offset(r, &p->context_mark), "syntax",
			"close the quote; inside single quotes write ' as ''",
			"quoted text without an end");
	if (strstr(problem, "mapping values") || strstr(problem, "expected ':'"))
		if (fail_glued(r, offset))
			return false;
	if (p->context)
		return yaml_fail(
			r, offset, "syntax", hint_for(problem), "%s, %s", problem, p->context);
	return yaml_fail(r, offset, "syntax", hint_for(problem), "%s", problem);
}
