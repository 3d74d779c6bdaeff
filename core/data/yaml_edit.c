#include "core/data/yaml_edit.h"

#include "core/data/yaml_tree.h"

#include <string.h>

#define INDENT 2

struct edit {
	struct document *doc;
	const char *text;
	size_t len;
	const char *const *path;
	const cJSON *value; /* NULL: the key is to go */
	struct str *out;
};

/* ---- writing values ---- */

/* "a: {b: value}" on one line. */
static void print_flow(const struct edit *e, struct str *out, const char *const *path)
{
	size_t open = 0;

	for (; *path; path++) {
		yaml_print_text(out, *path);
		str_add(out, ": ");
		if (path[1]) {
			str_add_char(out, '{');
			open++;
		}
	}
	yaml_print(out, e->value);
	while (open--)
		str_add_char(out, '}');
}

/* The same on a line for each key. */
static void print_block(
	const struct edit *e, struct str *out, const char *const *path, size_t indent)
{
	const char *newline = strchr(e->text, '\n');
	const char *ending = newline && newline > e->text && newline[-1] == '\r' ? "\r\n" : "\n";

	for (; *path; path++, indent += INDENT) {
		for (size_t i = 0; i < indent; i++)
			str_add_char(out, ' ');
		yaml_print_text(out, *path);
		str_add_char(out, ':');
		if (!path[1]) {
			str_add_char(out, ' ');
			yaml_print(out, e->value);
		}
		str_add(out, ending);
	}
}

/* ---- places ---- */

static size_t line_start(const struct edit *e, size_t at)
{
	while (at > 0 && e->text[at - 1] != '\n')
		at--;
	return at == 0 && strncmp(e->text, "\xef\xbb\xbf", 3) == 0 ? 3 : at;
}

/* Where the next line begins, or the end of the text. */
static size_t next_line(const struct edit *e, size_t at)
{
	const char *newline = memchr(e->text + at, '\n', e->len - at);

	return newline ? (size_t)(newline - e->text) + 1 : e->len;
}

static size_t column(const struct edit *e, size_t at)
{
	return at - line_start(e, at);
}

/* The end of the last line of a node; that of a block scalar may be where the
 * next line begins already. */
static size_t end_of_lines(const struct edit *e, const struct yaml_node *node)
{
	size_t end = node->end;

	while (node->last && !node->flow)
		node = node->last;
	end = node->end;
	/* what libyaml calls the end of a block scalar is behind blank lines, too */
	if (end > node->start && e->text[end - 1] == '\n') {
		while (end > node->start + 1 && e->text[end - 2] == '\n')
			end--;
		return end;
	}
	return next_line(e, end);
}

static bool is_comment(const struct edit *e, size_t at, size_t indent)
{
	size_t blanks = strspn(e->text + at, " \t");

	return blanks >= indent && e->text[at + blanks] == '#';
}

/* Comments below an entry that stand as deep as it belong to what is above. */
static size_t after_comments(const struct edit *e, size_t at, size_t indent)
{
	for (size_t look = at; look < e->len;) {
		bool blank = e->text[look + strspn(e->text + look, " \t\r")] == '\n';

		if (!is_comment(e, look, indent) && !(blank && indent == 0))
			break;
		look = next_line(e, look);
		at = look;
	}
	return at;
}

static bool splice(const struct edit *e, size_t from, size_t to, const char *with)
{
	str_clear(e->out);
	str_add_bytes(e->out, e->text, from);
	str_add(e->out, with);
	str_add_bytes(e->out, e->text + to, e->len - to);
	return true;
}

/* ---- setting ---- */

/* New lines at `at`, where a line begins, or at the end of the text. */
static bool insert_lines(const struct edit *e, size_t at, const char *const *path, size_t indent)
{
	struct str lines = {0};

	if (at > 0 && e->text[at - 1] != '\n' && at != line_start(e, at))
		str_add_char(&lines, '\n');
	print_block(e, &lines, path, indent);
	splice(e, at, at, str_text(&lines));
	str_release(&lines);
	return true;
}

static bool insert_flow(const struct edit *e, const struct yaml_node *into, const char *const *path)
{
	size_t at = into->last ? into->last->end
			       : into->start + strcspn(e->text + into->start, "{") + 1;
	struct str text = {0};

	if (into->last)
		str_add(&text, ", ");
	print_flow(e, &text, path);
	splice(e, at, at, str_text(&text));
	str_release(&text);
	return true;
}

static bool insert_entry(
	const struct edit *e, const struct yaml_node *into, const char *const *path)
{
	size_t indent;

	if (into->flow)
		return insert_flow(e, into, path);
	indent = column(e, into->first->key_start);
	return insert_lines(e, after_comments(e, end_of_lines(e, into), indent), path, indent);
}

/* A value in the place of bytes; a blank goes before it where there is none. */
static bool put(const struct edit *e, size_t from, size_t to, const char *const *below)
{
	struct str text = {0};

	if (from > 0 && !strchr(" \t\n", e->text[from - 1]))
		str_add_char(&text, ' ');
	if (*below) {
		str_add_char(&text, '{');
		print_flow(e, &text, below);
		str_add_char(&text, '}');
	} else {
		yaml_print(&text, e->value);
	}
	if (to > from && e->text[to - 1] == '\n')
		str_add_char(&text, '\n');
	splice(e, from, to, str_text(&text));
	str_release(&text);
	return true;
}

/* "key:  # why", then a block on the lines below: the block goes, the comment
 * beside the key stays. */
static bool put_over_block(const struct edit *e, const struct yaml_node *node)
{
	size_t colon = node->key_end + strcspn(e->text + node->key_end, ":") + 1;
	size_t body = next_line(e, colon), end = end_of_lines(e, node);
	struct str text = {0};

	if (body > node->start)
		return put(e, node->start, node->end, (const char *const[]){NULL});
	str_add_char(&text, ' ');
	yaml_print(&text, e->value);
	str_add_bytes(&text, e->text + colon, body - colon);
	splice(e, colon, end, str_text(&text));
	str_release(&text);
	return true;
}

static bool replace(const struct edit *e, const struct yaml_node *node)
{
	size_t end = node->end;

	if (node->first && !node->flow)
		return put_over_block(e, node);
	if (end > node->start && e->text[end - 1] == '\n')
		end = end_of_lines(e, node);
	return put(e, node->start, end, (const char *const[]){NULL});
}

/* "key:" with nothing behind it, or null, becomes an object. */
static bool fill(const struct edit *e, const struct yaml_node *node, const char *const *below)
{
	size_t indent, at;

	if (node->flow || node->end > node->start)
		return put(e, node->start, node->end, below);
	indent = column(e, node->key_start) + INDENT;
	at = after_comments(e, next_line(e, node->key_end), indent);
	return insert_lines(e, at, below, indent);
}

static const struct yaml_node *entry(const struct yaml_node *mapping, const char *name)
{
	for (const struct yaml_node *n = mapping->first; n; n = n->next)
		if (str_eq(n->name, name))
			return n;
	return NULL;
}

static bool set(const struct edit *e, const struct yaml_node *root)
{
	const struct yaml_node *node = root, *next;
	const char *const *path = e->path;

	if (!root || (root->kind == YAML_SCALAR && root->end == root->start))
		return insert_lines(e, e->len, path, 0);
	for (; *path; path++, node = next) {
		if (node->kind == YAML_SCALAR)
			return fill(e, node, path);
		if (node->kind != YAML_MAPPING)
			return false;
		next = entry(node, *path);
		if (!next)
			return insert_entry(e, node, path);
	}
	return replace(e, node);
}

/* ---- taking out ---- */

#define PATH_MAX_KEYS 64

static bool has_comment_lines(const struct edit *e, size_t from, size_t to)
{
	for (; from < to; from = next_line(e, from))
		if (is_comment(e, from, 0))
			return true;
	return false;
}

static bool remove_flow(
	const struct edit *e, const struct yaml_node *in, const struct yaml_node *node)
{
	const struct yaml_node *before = in->first == node ? NULL : in->first;

	while (before && before->next != node)
		before = before->next;
	if (node->next)
		return splice(e, node->key_start, node->next->key_start, "");
	return splice(e, before ? before->end : node->key_start, node->end, "");
}

static bool take_out(const struct edit *e, const struct yaml_node *root)
{
	const struct yaml_node *chain[PATH_MAX_KEYS + 1] = {root};
	size_t depth = 0, from;

	for (const char *const *path = e->path; *path; path++, depth++) {
		if (depth == PATH_MAX_KEYS || !chain[depth] || chain[depth]->kind != YAML_MAPPING)
			return false;
		chain[depth + 1] = entry(chain[depth], *path);
	}
	if (!depth || !chain[depth])
		return false;
	/* what holds nothing else goes with it, but no line that is only a comment */
	while (depth > 1 && !chain[depth - 1]->first->next &&
		!has_comment_lines(e, line_start(e, chain[depth - 1]->key_start),
			end_of_lines(e, chain[depth - 1])))
		depth--;
	if (chain[depth - 1]->flow)
		return remove_flow(e, chain[depth - 1], chain[depth]);
	from = line_start(e, chain[depth]->key_start);
	if (strspn(e->text + from, " ") != chain[depth]->key_start - from)
		return false;
	return splice(e, from, end_of_lines(e, chain[depth]), "");
}

/* ---- is it right? ---- */

/* Empty objects and null say the same: nothing. */
static void prune(cJSON *value)
{
	for (cJSON *item = json_is_object(value) ? value->child : NULL, *following; item;
		item = following) {
		following = item->next;
		prune(item);
		if (json_is_null(item) || (json_is_object(item) && !item->child))
			json_free(cJSON_DetachItemViaPointer(value, item));
	}
}

static cJSON *expected(const struct edit *e)
{
	cJSON *root = json_is_object(e->doc->root) ? json_copy(e->doc->root) : json_new_object();
	cJSON *at = root;

	for (const char *const *path = e->path; *path; path++) {
		cJSON *below = (cJSON *)json_get(at, *path);

		if (!path[1]) {
			json_set_take(at, *path, e->value ? json_copy(e->value) : NULL);
			break;
		}
		if (!below || json_is_null(below)) {
			below = json_new_object();
			json_set_take(at, *path, below);
		}
		if (!json_is_object(below)) {
			json_free(root);
			return NULL;
		}
		at = below;
	}
	prune(root);
	return root;
}

static bool says_so(const struct edit *e)
{
	struct document now = {0};
	struct diags ignored = {0};
	cJSON *wanted = expected(e);
	bool ok;

	user_file_from_text(&now.file, e->doc->file.path, str_text(e->out), e->out->len);
	ok = wanted && document_read_yaml(&now, &ignored);
	if (ok) {
		prune(now.root);
		ok = json_is_null(now.root) ? !wanted->child : json_equal(now.root, wanted);
	}
	document_release(&now);
	diags_release(&ignored);
	json_free(wanted);
	return ok;
}

bool yaml_edit(struct document *doc, const char *const *path, const cJSON *value,
	struct str *ret_text, struct err *err)
{
	struct edit e = {.doc = doc,
		.text = str_text(&doc->file.text),
		.len = doc->file.text.len,
		.path = path,
		.value = value};
	struct arena arena = {0};
	struct str out = {0};
	bool ok;

	e.out = &out;
	ok = (value ? set : take_out)(&e, yaml_tree(doc, &arena)) && says_so(&e);
	arena_release(&arena);
	if (!ok) {
		str_release(&out);
		err_set(err, ERR_INPUT, "cannot change '%s' without rewriting it",
			doc->file.path);
		return err_hint(err,
			"an anchor, an alias or something else than an object is in the "
			"way: edit the file by hand");
	}
	str_release(ret_text);
	*ret_text = out;
	return true;
}
