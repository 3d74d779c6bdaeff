#include "core/workflow/graph.h"

#include "core/base/utf8.h"

#include <string.h>

/* A condition may be a whole function; the document has the rest of it. */
#define LABEL_MAX 72

char *graph_one_line(struct arena *a, const char *text, size_t limit)
{
	size_t left = strlen(text), count = 0, last = 0;
	struct str out = {0};
	bool blank = false;
	char *line;

	while (left) {
		uint32_t cp;
		size_t len = utf8_decode(text, left, &cp);

		if (!len) {
			cp = '?';
			len = 1;
		}
		/* C0, DEL and C1 have no place in a picture, line ends neither. */
		if (cp <= ' ' || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029) {
			blank = out.len > 0;
		} else {
			if (blank)
				str_add_char(&out, ' ');
			count += 1 + blank;
			blank = false;
			if (limit && count > limit) {
				str_truncate(&out, last);
				str_add(&out, "…");
				break;
			}
			str_add_bytes(&out, cp == '?' ? "?" : text, len);
			if (count < limit)
				last = out.len;
		}
		text += len;
		left -= len;
	}
	line = arena_strdup(a, str_text(&out));
	str_release(&out);
	return line;
}

char *graph_value(struct arena *a, const struct binding *b)
{
	const cJSON *at = b ? b->at : NULL;
	char *text, *value;

	if (json_is_string(at) && str_starts(at->valuestring, "js/"))
		return arena_strdup(a, at->valuestring + strlen("js/"));
	if (json_is_string(at))
		return arena_strdup(a, at->valuestring);
	if (!at)
		return arena_strdup(a, "");
	text = json_text(at);
	value = arena_strdup(a, text);
	free(text);
	return value;
}

/* A case as a literal keeps its quotes: "1" is not 1. */
static char *case_value(struct arena *a, const struct binding *b)
{
	struct str quoted = {0};
	char *value;

	if (!json_is_string(b->at) || b->kind != BINDING_CONST)
		return graph_value(a, b);
	json_print_string(&quoted, b->at->valuestring);
	value = arena_strdup(a, str_text(&quoted));
	str_release(&quoted);
	return value;
}

char *graph_arm_label(struct arena *a, const struct step *step, size_t index)
{
	const struct arm *arm = &step->arms[index];

	if (step->kind == STEP_SWITCH)
		return arm->match ? arena_printf(a, "case %s", case_value(a, arm->match))
				  : arena_strdup(a, "default");
	if (arm->when)
		return arena_printf(a, "%s %s", index ? "else if" : "if", arm->when->text);
	return arena_strdup(a, index ? "else" : "always");
}

static void add_trigger(struct arena *a, struct str *out, const cJSON *settings)
{
	static const char *const places[] = {"path", "schedule", "queue", "topic", "provider"};
	const char *method = json_get_string(settings, "method");

	str_addf(out, "%s%s", out->len ? ", " : "", settings->string);
	if (method)
		str_addf(out, " %s", method);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const char *place = json_get_string(settings, places[i]);

		if (place) {
			str_addf(out, " %s", graph_one_line(a, place, LABEL_MAX));
			return;
		}
	}
}

char *graph_trigger(struct arena *a, const struct workflow *wf)
{
	struct str out = {0};
	char *text;

	json_each(settings, wf->trigger)
		add_trigger(a, &out, settings);
	if (!out.len)
		str_add(&out, wf->is_middleware ? "middleware" : "begin");
	text = arena_strdup(a, str_text(&out));
	str_release(&out);
	return text;
}

static void summarize(struct arena *a, const struct step *step, struct str *out)
{
	const char *subject = step->subject ? graph_value(a, step->subject) : "";

	switch (step->kind) {
	case STEP_NODE: str_add(out, step->use); break;
	case STEP_BRANCH: str_add(out, "branch"); break;
	case STEP_FOREACH:
		str_addf(out, "forEach %s in %s", step->item ? step->item : "",
			graph_one_line(a, subject, LABEL_MAX));
		if (step->parallel)
			str_addf(out, ", %u at once", step->concurrency);
		break;
	case STEP_LOOP:
		str_addf(out, "loop while %s, at most %llu times",
			step->condition ? graph_one_line(a, step->condition->text, LABEL_MAX) : "",
			(unsigned long long)step->max_iterations);
		break;
	case STEP_SWITCH:
		str_addf(out, "switch on %s", graph_one_line(a, subject, LABEL_MAX));
		break;
	case STEP_TRY: str_add(out, "tryCatch"); break;
	case STEP_WAIT:
		str_addf(out, "wait %s %s", step->until ? "until" : "for",
			graph_one_line(a, subject, LABEL_MAX));
		break;
	case STEP_SUBWORKFLOW:
		str_addf(out, "subworkflow %s%s", graph_one_line(a, subject, LABEL_MAX),
			step->detached ? ", not waited for" : "");
		break;
	}
}

char *graph_summary(struct arena *a, const struct step *step)
{
	struct str out = {0};
	char *text;

	summarize(a, step, &out);
	if (step->retry.max_attempts > 1)
		str_addf(&out, ", up to %u attempts", step->retry.max_attempts);
	if (step->inactive)
		str_add(&out, ", inactive");
	else if (step->stop)
		str_add(&out, ", stops here");
	text = graph_one_line(a, str_text(&out), 0);
	str_release(&out);
	return text;
}

/* ---- the tree ---- */

struct lines {
	const char *tee, *corner, *bar, *gap;
};

static const struct lines unicode_lines = {"├─ ", "└─ ", "│  ", "   "};
static const struct lines ascii_lines = {"|- ", "`- ", "|  ", "   "};

struct drawing {
	const struct lines *lines;
	struct arena arena;
	struct str *out;
	struct str prefix; /* what stands before a child's line */
};

/* A line with others of its list below it, or the last. */
enum position { POSITION_INNER, POSITION_LAST };

static enum position position_of(size_t index, size_t len)
{
	return index + 1 == len ? POSITION_LAST : POSITION_INNER;
}

static void draw_block(struct drawing *d, const struct block *block);

static size_t open_line(struct drawing *d, enum position position)
{
	size_t mark = d->prefix.len;

	str_add(d->out, str_text(&d->prefix));
	str_add(d->out, position == POSITION_LAST ? d->lines->corner : d->lines->tee);
	str_add(&d->prefix, position == POSITION_LAST ? d->lines->gap : d->lines->bar);
	return mark;
}

static void draw_arm(struct drawing *d, const char *label, const struct block *block,
	enum position position)
{
	size_t mark = open_line(d, position);

	str_addf(d->out, "%s\n", graph_one_line(&d->arena, label, LABEL_MAX));
	draw_block(d, block);
	str_truncate(&d->prefix, mark);
}

static void draw_inner(struct drawing *d, const struct step *step)
{
	for (size_t i = 0; i < step->arms_len; i++)
		draw_arm(d, graph_arm_label(&d->arena, step, i), &step->arms[i].steps,
			position_of(i, step->arms_len));
	if (step->kind != STEP_TRY) {
		draw_block(d, &step->body);
		return;
	}
	draw_arm(d, "try", &step->body, POSITION_INNER);
	draw_arm(d, "catch", &step->handler, step->cleanup.len ? POSITION_INNER : POSITION_LAST);
	if (step->cleanup.len)
		draw_arm(d, "finally", &step->cleanup, POSITION_LAST);
}

static void draw_block(struct drawing *d, const struct block *block)
{
	for (size_t i = 0; i < block->len; i++) {
		const struct step *step = block->at[i];
		size_t mark = open_line(d, position_of(i, block->len));

		str_addf(d->out, "%s  %s\n", graph_one_line(&d->arena, step->id, 0),
			graph_summary(&d->arena, step));
		draw_inner(d, step);
		str_truncate(&d->prefix, mark);
	}
}

static void draw_middleware(struct drawing *d, const cJSON *chain)
{
	json_each(name, chain)
		if (json_is_string(name)) {
			size_t mark = open_line(d, POSITION_INNER);

			str_addf(d->out, "@%s  middleware\n",
				graph_one_line(&d->arena, name->valuestring, LABEL_MAX));
			str_truncate(&d->prefix, mark);
		}
}

void graph_draw_text(const struct workflow *wf, enum graph_format format, struct str *out)
{
	struct drawing d = {.out = out,
		.lines = format == GRAPH_TEXT ? &unicode_lines : &ascii_lines};

	str_addf(out, "%s %s  (%s)\n", graph_one_line(&d.arena, wf->name, LABEL_MAX),
		graph_one_line(&d.arena, wf->version, LABEL_MAX), graph_trigger(&d.arena, wf));
	draw_middleware(&d, wf->middleware);
	draw_middleware(&d, wf->trigger_middleware);
	draw_block(&d, &wf->steps);
	str_release(&d.prefix);
	arena_release(&d.arena);
}
