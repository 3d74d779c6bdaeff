#include "core/ai/extract.h"

#include <ctype.h>
#include <string.h>

/* A reader of JSON, JSON5 and Python literals that writes JSON.  It adds signs
 * and quotes, never a value. */
struct repair {
	const char *at;
	struct str *out, *done;
	char open[JSON_MAX_DEPTH]; /* the brackets that are open */
	size_t depth;
	bool comma; /* one was read and not written yet */
};

static void note(struct repair *r, const char *what)
{
	if (strstr(str_text(r->done), what))
		return;
	if (r->done->len)
		str_add(r->done, ", ");
	str_add(r->done, what);
}

static bool skip_comment(struct repair *r)
{
	const char *end;

	if (r->at[0] == '/' && r->at[1] == '*') {
		end = strstr(r->at + 2, "*/");
		r->at = end ? end + 2 : r->at + strlen(r->at);
	} else if (*r->at == '#' || (r->at[0] == '/' && r->at[1] == '/')) {
		r->at += strcspn(r->at, "\n");
	} else {
		return false;
	}
	note(r, "comment");
	return true;
}

static void skip_space(struct repair *r)
{
	do
		while (isspace((unsigned char)*r->at))
			r->at++;
	while (skip_comment(r));
}

static void write_comma(struct repair *r)
{
	if (r->comma)
		str_add_char(r->out, ',');
	r->comma = false;
}

static void add_control(struct repair *r, char c)
{
	note(r, "control character");
	if (c == '\n')
		str_add(r->out, "\\n");
	else if (c == '\t')
		str_add(r->out, "\\t");
	else
		str_addf(r->out, "\\u%04x", (unsigned char)c);
}

/* False when it does not end. */
static bool read_string(struct repair *r)
{
	char quote = *r->at++;

	if (quote == '\'')
		note(r, "single quotes");
	str_add_char(r->out, '"');
	for (; *r->at && *r->at != quote; r->at++) {
		if (r->at[0] == '\\' && r->at[1] == '\'') {
			str_add_char(r->out, *++r->at);
		} else if (r->at[0] == '\\' && r->at[1]) {
			str_add_bytes(r->out, r->at++, 2);
		} else if (*r->at == '"') {
			str_add(r->out, "\\\"");
		} else if ((unsigned char)*r->at < ' ') {
			add_control(r, *r->at);
		} else {
			str_add_char(r->out, *r->at);
		}
	}
	str_add_char(r->out, '"');
	return *r->at && *r->at++ == quote;
}

/* A number, a literal, or a key without quotes. */
static bool read_word(struct repair *r)
{
	static const struct {
		const char *python, *json;
	} literals[] = {{"True", "true"}, {"False", "false"}, {"None", "null"},
		{"true", "true"}, {"false", "false"}, {"null", "null"}};
	const char *word = r->at;
	size_t len;

	while (isalnum((unsigned char)*r->at) || (*r->at && strchr("_$+-.", *r->at)))
		r->at++;
	len = (size_t)(r->at - word);
	if (!len)
		return false;
	for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
		if (strlen(literals[i].python) != len || memcmp(word, literals[i].python, len) != 0)
			continue;
		if (isupper((unsigned char)*word))
			note(r, "Python literal");
		str_add(r->out, literals[i].json);
		return true;
	}
	if (isdigit((unsigned char)*word) || *word == '-') {
		str_add_bytes(r->out, word, len);
		return true;
	}
	skip_space(r);
	if (*r->at != ':')
		return false;
	note(r, "key without quotes");
	str_addf(r->out, "\"%.*s\"", (int)len, word);
	return true;
}

static bool open_bracket(struct repair *r)
{
	if (r->depth == sizeof r->open)
		return false;
	r->open[r->depth++] = *r->at;
	str_add_char(r->out, *r->at++);
	return true;
}

static bool close_bracket(struct repair *r)
{
	char open = r->open[r->depth - 1];

	if ((open == '{') != (*r->at == '}'))
		return false;
	if (r->comma)
		note(r, "trailing comma");
	r->comma = false;
	r->depth--;
	str_add_char(r->out, *r->at++);
	return true;
}

static bool may_begin(const struct repair *r)
{
	return !r->out->len || strchr("{[,:", r->out->at[r->out->len - 1]);
}

/* At the end of the text, with brackets open. */
static bool close_rest(struct repair *r, bool cut)
{
	char last = r->out->at[r->out->len - 1];

	/* Behind a colon a value is missing, and nobody knows which. */
	if (cut || last == ':')
		return false;
	note(r, "closing bracket");
	while (r->depth)
		str_add_char(r->out, r->open[--r->depth] == '{' ? '}' : ']');
	return true;
}

bool extract_repair(const char *text, bool cut, struct str *out, struct str *repairs,
	size_t *ret_len)
{
	struct repair r = {.at = text, .out = out, .done = repairs};
	bool ok = true;

	skip_space(&r);
	*ret_len = (size_t)(r.at - text);
	if (strchr("}],:", *r.at)) /* or the end: no value begins here */
		return false;
	do {
		skip_space(&r);
		switch (*r.at) {
		case '\0': ok = close_rest(&r, cut); break;
		case '}':
		case ']': ok = close_bracket(&r); break;
		case ',':
			ok = !r.comma;
			r.comma = true;
			r.at++;
			break;
		case ':': str_add_char(out, *r.at++); break;
		default:
			write_comma(&r);
			/* Two values side by side would run into each other. */
			ok = may_begin(&r) && (*r.at == '{' || *r.at == '[' ? open_bracket(&r)
				: *r.at == '"' || *r.at == '\'' ? read_string(&r)
								: read_word(&r));
		}
	} while (ok && r.depth);
	*ret_len = (size_t)(r.at - text);
	return ok;
}
