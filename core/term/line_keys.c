#include "core/term/line_impl.h"

#include "core/term/width.h"

#include <limits.h>
#include <string.h>
#include <wchar.h>

/* ---- hints ---- */

static bool is_at_end(const LineInfo *line)
{
	return line->cursor == line->lastchar && line->lastchar > line->buffer;
}

/* How the latest entry that begins as the line does goes on, on its first line; or NULL. */
static const char *hint_for(struct line_editor *l, const LineInfo *line)
{
	size_t len = (size_t)(line->lastchar - line->buffer);
	HistEvent event;

	if (!l->hints || !is_at_end(line) || memchr(line->buffer, '\n', len))
		return NULL;
	for (int at = line_api.history(l->history, &event, H_FIRST); at >= 0;
		at = line_api.history(l->history, &event, H_NEXT))
		if (strncmp(event.str, line->buffer, len) == 0 && event.str[len] &&
			event.str[len] != '\n')
			return event.str + len;
	return NULL;
}

/* Faint behind the cursor, which stays where it is; only what fits the line is shown. */
bool line_draw_hint(struct line_editor *l, EditLine *el)
{
	const LineInfo *line = line_api.line(el);
	const char *hint = hint_for(l, line);
	size_t used, len, shown;
	struct str text = {0}, sequence = {0};
	int room;

	if (!hint)
		return false;
	used = width_of(l->prompt, strlen(l->prompt)) +
	       width_of(line->buffer, (size_t)(line->lastchar - line->buffer));
	room = line_columns() - 1 - (int)(used % (size_t)line_columns());
	len = strcspn(hint, "\n");
	text_escape(&text, hint, len, ESCAPE_ALL);
	shown = width_of(str_text(&text), text.len);
	if (room < 2 || shown > (size_t)room) {
		str_release(&text);
		return false;
	}
	str_addf(&sequence, "\033[2m%s\033[0m\033[%zuD", str_text(&text), shown);
	line_send(str_text(&sequence));
	str_release(&sequence);
	str_release(&text);
	return true;
}

/* ---- keys ---- */

static unsigned char take_hint(EditLine *el)
{
	struct line_editor *l = line_editor_of(el);
	const char *hint = hint_for(l, line_api.line(el));
	struct str text = {0};

	if (!hint)
		return CC_ERROR;
	str_add_bytes(&text, hint, strcspn(hint, "\n"));
	line_api.insertstr(el, str_text(&text));
	str_release(&text);
	return CC_REFRESH;
}

unsigned char line_forward(EditLine *el, int key)
{
	const LineInfo *line = line_api.line(el);

	(void)key;
	if (line->cursor == line->lastchar)
		return take_hint(el);
	line_api.cursor(el, 1);
	return CC_CURSOR;
}

unsigned char line_end_of(EditLine *el, int key)
{
	const LineInfo *line = line_api.line(el);

	(void)key;
	if (line->cursor == line->lastchar)
		return take_hint(el);
	line_api.cursor(el, (int)(line->lastchar - line->cursor));
	return CC_CURSOR;
}

/* ---- pasting ---- */

/* More than this is no text to edit: a place in the line stands for it. */
#define PASTE_EDITED 2048
#define PASTE_MAX ((size_t)16 << 20)

static void add_character(struct str *out, wchar_t c)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = {0};
	size_t len;

	if (c == '\r')
		c = '\n';
	/* Nothing in it is a key. */
	if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
		return;
	len = wcrtomb(bytes, c, &state);
	if (len != (size_t)-1 && out->len < PASTE_MAX)
		str_add_bytes(out, bytes, len);
}

/* Up to the mark of the end. */
static void read_pasted(EditLine *el, struct str *out)
{
	static const wchar_t end[] = L"\033[201~";
	size_t matched = 0;
	wchar_t c;

	while (line_character(el, &c) == 1) {
		if (c == end[matched]) {
			if (!end[++matched])
				return;
			continue;
		}
		for (size_t i = 0; i < matched; i++)
			add_character(out, end[i]);
		matched = c == end[0];
		if (!matched)
			add_character(out, c);
	}
}

static void place_of(const struct str *pasted, struct str *ret)
{
	str_addf(ret, "[%zu bytes pasted]", pasted->len);
}

unsigned char line_paste(EditLine *el, int key)
{
	struct line_editor *l = line_editor_of(el);
	struct str text = {0}, place = {0};

	(void)key;
	read_pasted(el, &text);
	while (text.len && text.at[text.len - 1] == '\n')
		str_truncate(&text, text.len - 1);
	if (text.len > PASTE_EDITED && !l->pasted.len) {
		l->pasted = text;
		text = (struct str){0};
		place_of(&l->pasted, &place);
		line_api.insertstr(el, str_text(&place));
		str_release(&place);
	} else if (text.len) {
		line_api.insertstr(el, str_text(&text));
	}
	str_release(&text);
	return CC_REFRESH;
}

void line_put_pasted(struct line_editor *l, struct str *line)
{
	struct str place = {0}, whole = {0};
	char *at;

	if (!l->pasted.len)
		return;
	place_of(&l->pasted, &place);
	at = strstr(str_text(line), str_text(&place));
	if (at) {
		str_add_bytes(&whole, line->at, (size_t)(at - line->at));
		str_add_bytes(&whole, l->pasted.at, l->pasted.len);
		str_add(&whole, at + place.len);
		str_release(line);
		*line = whole;
	}
	str_release(&place);
}
