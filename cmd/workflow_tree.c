#include "cmd/output.h"
#include "cmd/workflow_shown.h"
#include "core/base/clock.h"
#include "core/base/map.h"
#include "core/base/tr.h"
#include "core/term/format.h"
#include "core/term/width.h"

#include <string.h>

/* The steps' names get at most this share of a terminal's line. */
#define NAMES_SHARE 2
#define NODES_MAX 24
/* A narrower one does without the nodes. */
#define WIDTH_WITH_USES 60

/* A step, or what has no record of its own: a branch, a round of a loop, a
 * middleware. */
struct node {
	char *path, *label;
	const struct attempt_row *last; /* NULL: no step */
	size_t attempts;
	size_t child, last_child, next; /* indexes + 1; 0: none */
	int depth;
};

struct tree {
	const struct shown_run *run;
	VEC(struct node) nodes; /* 0 is the root */
	struct map by_path;     /* index + 1 */
	size_t names, uses;     /* widths of the columns */
};

static struct arena *arena_of(const struct tree *t)
{
	return &t->run->app->arena;
}

/* Where the last part of a path without its step begins: "items[3]/a" at "a",
 * "items[3]" at "[3]". */
static size_t last_part(const char *path, size_t len)
{
	size_t at = len;

	if (len && path[len - 1] == ']') {
		while (at && path[at - 1] != '[')
			at--;
		if (at > 1)
			return at - 1;
	}
	for (at = len; at && path[at - 1] != '/'; at--)
		;
	return at;
}

static size_t add_node(struct tree *t, const char *path, size_t len, size_t label_at);

/* The node above the first `len` bytes of a path, made when it is not there. */
static size_t parent_of(struct tree *t, const char *path, size_t len)
{
	uintptr_t known;

	if (len && path[len - 1] == '/')
		len--;
	if (!len)
		return 0;
	known = (uintptr_t)map_get_bytes(&t->by_path, path, len);
	return known ? known - 1 : add_node(t, path, len, last_part(path, len));
}

static size_t add_node(struct tree *t, const char *path, size_t len, size_t label_at)
{
	size_t parent = parent_of(t, path, label_at), index = t->nodes.len;
	struct node node = {.path = arena_strndup(arena_of(t), path, len)};
	struct str label = {0};

	text_escape(&label, path + label_at, len - label_at, ESCAPE_ALL);
	node.label = arena_strdup(arena_of(t), str_text(&label));
	node.depth = t->nodes.at[parent].depth + 1;
	str_release(&label);
	vec_push(&t->nodes, node);
	if (t->nodes.at[parent].last_child)
		t->nodes.at[t->nodes.at[parent].last_child - 1].next = index + 1;
	else
		t->nodes.at[parent].child = index + 1;
	t->nodes.at[parent].last_child = index + 1;
	map_put(&t->by_path, node.path, (void *)(index + 1));
	return index;
}

static void add_attempt(struct tree *t, const struct attempt_row *row)
{
	size_t len = strlen(row->path), id = strlen(row->step), index;
	uintptr_t known = (uintptr_t)map_get(&t->by_path, row->path);

	/* An id may hold a slash: its own length says where it begins. */
	if (known)
		index = known - 1;
	else
		index = add_node(t, row->path, len, len > id ? len - id : 0);
	t->nodes.at[index].last = row;
	t->nodes.at[index].attempts++;
}

static void build(struct tree *t)
{
	vec_push(&t->nodes, ((struct node){.label = "", .depth = -1}));
	for (size_t i = 0; i < t->run->attempts.len; i++)
		add_attempt(t, &t->run->attempts.at[i]);
}

static void measure(struct tree *t)
{
	int width = t->run->app->out.width;
	size_t most = width ? (size_t)width / NAMES_SHARE : SIZE_MAX;

	for (size_t i = 1; i < t->nodes.len; i++) {
		const struct node *n = &t->nodes.at[i];
		size_t name = (size_t)n->depth * 2 + 2 + width_of(n->label, strlen(n->label));
		size_t use = n->last ? width_of(n->last->node, strlen(n->last->node)) : 0;

		if (name > t->names && name <= most)
			t->names = name;
		if (use > t->uses && use <= NODES_MAX)
			t->uses = use;
	}
}

static const char *sign_of(const struct tree *t, const struct attempt_row *row)
{
	bool unicode = t->run->app->out.unicode;

	if (str_eq(row->status, "completed"))
		return unicode ? "\u2713" : "+";
	if (str_eq(row->status, "failed") || str_eq(row->status, "crashed"))
		return unicode ? "\u2717" : "x";
	if (str_eq(row->status, "skipped"))
		return "-";
	if (str_eq(row->status, "waiting"))
		return unicode ? "\u25f7" : ".";
	return unicode ? "\u25b8" : ">";
}

static void pad_to(struct str *out, size_t used, size_t column)
{
	width_pad(out, used < column ? column - used : 0);
	str_add(out, "  ");
}

static void add_use(const struct tree *t, struct str *out, const char *use)
{
	struct str clean = {0};

	text_escape(&clean, use, strlen(use), ESCAPE_ALL);
	str_add(out, str_text(&clean));
	pad_to(out, width_of(str_text(&clean), clean.len), t->uses);
	str_release(&clean);
}

static void add_facts(const struct tree *t, struct str *out, const struct node *n)
{
	const struct attempt_row *row = n->last;
	const struct term *term = &t->run->app->out;
	char text[CLOCK_ISO_MAX > FORMAT_MAX ? CLOCK_ISO_MAX : FORMAT_MAX];

	term_styled(term, out, stored_role(row->status),
		stored_status_text(row->cached ? "cached" : row->status));
	if (row->duration_us >= 0) {
		format_duration(text, row->duration_us / 1000);
		str_addf(out, "  %s", text);
	}
	if (n->attempts > 1)
		str_addf(out, tr_n("  %zu attempt", "  %zu attempts", n->attempts), n->attempts);
	if (row->wake_at && str_eq(row->status, "waiting")) {
		clock_format_iso(row->wake_at, text);
		str_addf(out, tr("  until %s"), text);
	}
}

/* The error belongs to the innermost step; those around it only pass it on. */
static bool is_own_error(const struct attempt_row *row)
{
	cJSON *error = stored_value(row->error);
	const char *path = json_get_string(error, "path");
	bool own = !path || str_eq(path, row->path);

	json_free(error);
	return own;
}

static void add_line(const struct tree *t, struct str *out, size_t indent, enum term_role role,
	const struct str *text)
{
	const struct term *term = &t->run->app->out;
	struct str cut = {0};

	width_pad(out, indent);
	if (term->width > (int)indent)
		width_cut(&cut, str_text(text), (size_t)term->width - indent, term->unicode);
	else
		str_add(&cut, str_text(text));
	term_styled(term, out, role, str_text(&cut));
	str_add_char(out, '\n');
	str_release(&cut);
}

static void add_json(const struct tree *t, struct str *out, const struct node *n, const char *label,
	const char *json)
{
	struct str text = {0};

	if (!json)
		return;
	str_addf(&text, "%-3s ", label);
	text_escape(&text, json, strlen(json), ESCAPE_ALL);
	add_line(t, out, (size_t)n->depth * 2 + 4, ROLE_FAINT, &text);
	str_release(&text);
}

static void add_below(const struct tree *t, struct str *out, const struct node *n)
{
	struct str text = {0};

	if (t->run->inputs)
		add_json(t, out, n, "in", n->last->inputs);
	if (t->run->outputs)
		add_json(t, out, n, "out", n->last->output);
	if (n->last->error && is_own_error(n->last)) {
		shown_add_error(&text, n->last->error);
		add_line(t, out, (size_t)n->depth * 2 + 4, ROLE_ERROR, &text);
	}
	str_release(&text);
}

/* Too narrow for the nodes' names, too. */
static bool is_narrow(const struct tree *t)
{
	int width = t->run->app->out.width;

	return width && width < WIDTH_WITH_USES;
}

/* On a narrow terminal no wider than its share: what follows has to fit. */
static void add_label(const struct tree *t, struct str *out, const struct node *n)
{
	const struct term *term = &t->run->app->out;
	size_t indent = (size_t)n->depth * 2 + 2, most = (size_t)term->width / NAMES_SHARE;
	struct str cut = {0};

	if (is_narrow(t) && most > indent)
		width_cut(&cut, n->label, most - indent, term->unicode);
	else
		str_add(&cut, n->label);
	term_styled(term, out, ROLE_NAME, str_text(&cut));
	str_release(&cut);
}

static void add_node_line(const struct tree *t, struct str *out, const struct node *n)
{
	const struct term *term = &t->run->app->out;
	size_t used = (size_t)n->depth * 2 + 2 + width_of(n->label, strlen(n->label));

	width_pad(out, (size_t)n->depth * 2);
	if (!n->last) {
		str_add(out, "  ");
		term_styled(term, out, ROLE_FAINT, n->label);
		str_add_char(out, '\n');
		return;
	}
	term_styled(term, out, stored_role(n->last->status), sign_of(t, n->last));
	str_add_char(out, ' ');
	add_label(t, out, n);
	pad_to(out, used, t->names);
	if (!is_narrow(t))
		add_use(t, out, n->last->node);
	add_facts(t, out, n);
	str_add_char(out, '\n');
	add_below(t, out, n);
}

/* Depth first without recursion: a path may be as deep as it likes. */
static void print_nodes(const struct tree *t, struct str *out)
{
	VEC(size_t) open = {0};
	size_t at = t->nodes.at[0].child;

	while (at || open.len) {
		if (!at) {
			at = t->nodes.at[open.at[--open.len]].next;
			continue;
		}
		add_node_line(t, out, &t->nodes.at[at - 1]);
		vec_push(&open, at - 1);
		at = t->nodes.at[at - 1].child;
	}
	vec_release(&open);
}

void tree_print(const struct shown_run *r)
{
	struct tree t = {.run = r};
	struct str text = {0};

	build(&t);
	measure(&t);
	print_nodes(&t, &text);
	app_print_str(r->app, &text);
	str_release(&text);
	map_release(&t.by_path);
	vec_release(&t.nodes);
}
