#include "core/base/utf8.h"
#include "core/data/yaml_reader.h"

#include <stdlib.h>
#include <string.h>

/* The keys of one mapping while it is read. */
struct members {
	cJSON *object;
	struct map index;  /* key -> its node, once there are many */
	struct map merged; /* the same, for those that came by '<<' and may be replaced */
	size_t count;
	size_t merge_at; /* where '<<' stood, or SIZE_MAX */
};

/* Keys are compared one by one up to this many, then hashed. */
#define FEW_KEYS 12

static bool read_node(struct yaml_reader *r, size_t key_offset, cJSON **ret);

size_t yaml_offset(struct yaml_reader *r, const yaml_mark_t *mark)
{
	const char *text = str_text(&r->doc->file.text);
	size_t len = r->doc->file.text.len;

	while (r->index < mark->index && r->offset < len) {
		r->offset++;
		while (r->offset < len && (text[r->offset] & 0xc0) == 0x80)
			r->offset++;
		r->index++;
	}
	while (r->index > mark->index && r->offset > 0) {
		r->offset--;
		while (r->offset > 0 && (text[r->offset] & 0xc0) == 0x80)
			r->offset--;
		r->index--;
	}
	return r->offset;
}

size_t yaml_here(struct yaml_reader *r)
{
	return yaml_offset(r, &r->event.start_mark);
}

bool yaml_fail(struct yaml_reader *r, size_t offset, const char *code, const char *hint,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	user_file_vreport(&r->doc->file, r->diags, DIAG_ERROR, offset, code, hint, format, args);
	va_end(args);
	return false;
}

static bool next(struct yaml_reader *r)
{
	yaml_event_delete(&r->event);
	return yaml_parser_parse(&r->parser, &r->event) || yaml_fail_parser(r);
}

static bool enter(struct yaml_reader *r)
{
	if (++r->depth > YAML_MAX_DEPTH)
		return yaml_fail(r, yaml_here(r), "depth", NULL, "nested deeper than %d levels",
			YAML_MAX_DEPTH);
	return true;
}

static cJSON *member_find(const struct members *m, const char *key)
{
	if (m->index.len)
		return map_get(&m->index, key);
	for (cJSON *item = m->object->child; item; item = item->next)
		if (strcmp(item->string, key) == 0)
			return item;
	return NULL;
}

static void member_add_take(struct members *m, const char *key, cJSON *value)
{
	json_add_take(m->object, key, value);
	if (++m->count < FEW_KEYS)
		return;
	if (m->count > FEW_KEYS) {
		map_put(&m->index, value->string, value);
		return;
	}
	for (cJSON *item = m->object->child; item; item = item->next)
		map_put(&m->index, item->string, item);
}

/* An own key wins over a merged one and takes its place. */
static void member_replace_take(struct members *m, cJSON *before, cJSON *value)
{
	json_replace_take(m->object, before, value);
	map_put(&m->merged, value->string, NULL);
	if (m->index.len)
		map_put(&m->index, value->string, value);
}

static bool duplicate(struct yaml_reader *r, size_t first, size_t at, const char *key)
{
	int line, column;

	user_file_place(&r->doc->file, first, &line, &column);
	return yaml_fail(r, at, "duplicate-key",
		strcmp(key, "<<") == 0 ? "merge several with <<: [*a, *b]" : "keep one of the two",
		"the key '%.60s' stands twice, first on line %d", key, line);
}

static void merge_object(struct members *m, cJSON *from)
{
	for (cJSON *item = from->child, *following; item; item = following) {
		following = item->next;
		if (member_find(m, item->string))
			continue;
		cJSON_DetachItemViaPointer(from, item);
		/* json_add_take() frees the old key only after it copied it */
		member_add_take(m, item->string, item);
		map_put(&m->merged, item->string, item);
	}
}

/* YAML's merge key (yaml.org/type/merge.html): keys of this mapping win, then
 * the earlier of a list. */
static bool read_merge(struct yaml_reader *r, struct members *m)
{
	size_t at, anchors = r->anchors.len;
	cJSON *from = NULL;
	bool ok;

	at = yaml_here(r);
	if (!next(r))
		return false;
	if (m->merge_at != SIZE_MAX)
		return duplicate(r, m->merge_at, at, "<<");
	m->merge_at = at;
	at = yaml_here(r);
	if (!read_node(r, at, &from))
		return false;
	if (r->anchors.len > anchors) {
		/* an anchor points into it */
		cJSON *copy = json_copy(from);

		json_append_take(r->kept, from);
		from = copy;
	}
	ok = json_is_object(from) || json_is_array(from);
	for (const cJSON *item = json_is_array(from) ? from->child : NULL; item; item = item->next)
		ok = ok && json_is_object(item);
	if (json_is_object(from))
		merge_object(m, from);
	else if (ok)
		for (cJSON *item = from->child; item; item = item->next)
			merge_object(m, item);
	json_free(from);
	return ok || yaml_fail(r, at, "merge", "quote \"<<\" when it is meant as a key",
			     "'<<' merges a mapping or a list of mappings");
}

/* A key with a tag or an anchor is a value too; `text` is what it looks like. */
static bool read_key_value(struct yaml_reader *r, const char *text)
{
	cJSON *value = NULL;
	size_t id;

	if (!yaml_anchor_open(r, r->event.data.scalar.anchor, &id) || !yaml_scalar(r, &value))
		return false;
	document_set_place(r->doc, value, yaml_here(r), yaml_here(r));
	json_append_take(r->kept, value);
	yaml_anchor_close(r, id, value, text);
	return true;
}

static char *scalar_key(struct yaml_reader *r)
{
	const char *text = (const char *)r->event.data.scalar.value;

	if (strlen(text) != r->event.data.scalar.length) {
		yaml_fail(r, yaml_here(r), "encoding", NULL,
			"the character U+0000 cannot stand in a string");
		return NULL;
	}
	if ((r->event.data.scalar.anchor || r->event.data.scalar.tag) && !read_key_value(r, text))
		return NULL;
	return mem_strdup(text);
}

/* The text of a key event.  The caller frees it; NULL after a finding. */
static char *key_text(struct yaml_reader *r)
{
	const struct anchor *anchor;

	if (r->event.type == YAML_SCALAR_EVENT)
		return scalar_key(r);
	if (r->event.type == YAML_ALIAS_EVENT) {
		anchor = yaml_anchor_find(r);
		if (!anchor)
			return NULL;
		if (anchor->text)
			return mem_strdup(anchor->text);
	}
	yaml_fail(r, yaml_here(r), "complex-key", "keys are plain texts, as in JSON",
		"a list or mapping cannot be a key");
	return NULL;
}

static bool is_merge(const struct yaml_reader *r)
{
	return r->event.type == YAML_SCALAR_EVENT && !r->event.data.scalar.tag &&
	       r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       strcmp((const char *)r->event.data.scalar.value, "<<") == 0;
}

static bool read_member(struct yaml_reader *r, struct members *m)
{
	size_t at = yaml_here(r);
	cJSON *before, *value = NULL;
	char *key;
	bool ok;

	if (is_merge(r))
		return read_merge(r, m);
	key = key_text(r);
	if (!key)
		return false;
	before = member_find(m, key);
	if (before && !map_get(&m->merged, key))
		ok = duplicate(r, r->doc->places.at[before->valueint].key, at, key);
	else
		ok = next(r) && read_node(r, at, &value);
	if (ok && before)
		member_replace_take(m, before, value);
	else if (ok)
		member_add_take(m, key, value);
	free(key);
	return ok;
}

static bool read_mapping(struct yaml_reader *r, cJSON *object)
{
	struct members m = {.object = object, .merge_at = SIZE_MAX};
	bool ok = enter(r);

	while (ok && (ok = next(r)) && r->event.type != YAML_MAPPING_END_EVENT)
		ok = read_member(r, &m);
	r->depth--;
	map_release(&m.index);
	map_release(&m.merged);
	return ok;
}

static bool read_sequence(struct yaml_reader *r, cJSON *array)
{
	bool ok = enter(r);
	cJSON *item = NULL;

	while (ok && (ok = next(r)) && r->event.type != YAML_SEQUENCE_END_EVENT) {
		ok = read_node(r, yaml_here(r), &item);
		if (ok)
			json_append_take(array, item);
	}
	r->depth--;
	return ok;
}

static bool read_collection(struct yaml_reader *r, size_t key_offset, cJSON **ret)
{
	bool mapping = r->event.type == YAML_MAPPING_START_EVENT;
	/* libyaml declares both kinds of start event alike */
	const yaml_char_t *tag =
		mapping ? r->event.data.mapping_start.tag : r->event.data.sequence_start.tag;
	const yaml_char_t *anchor =
		mapping ? r->event.data.mapping_start.anchor : r->event.data.sequence_start.anchor;
	cJSON *node;
	size_t id;

	if (!yaml_check_tag(r, tag, mapping ? "map" : "seq") || !yaml_anchor_open(r, anchor, &id))
		return false;
	node = mapping ? json_new_object() : json_new_array();
	document_set_place(r->doc, node, key_offset, yaml_here(r));
	if (!(mapping ? read_mapping(r, node) : read_sequence(r, node))) {
		json_free(node);
		return false;
	}
	yaml_anchor_close(r, id, node, NULL);
	*ret = node;
	return true;
}

static bool read_alias(struct yaml_reader *r, size_t key_offset, cJSON **ret)
{
	const struct anchor *anchor = yaml_anchor_find(r);

	if (!anchor || !yaml_expand(r, anchor, ret))
		return false;
	document_set_place(r->doc, *ret, key_offset, yaml_here(r));
	return true;
}

/* Reads the node that the current event begins; after it the current event is
 * the node's last. */
static bool read_node(struct yaml_reader *r, size_t key_offset, cJSON **ret)
{
	size_t id;

	if (r->event.type == YAML_ALIAS_EVENT)
		return read_alias(r, key_offset, ret);
	if (r->event.type != YAML_SCALAR_EVENT)
		return read_collection(r, key_offset, ret);
	if (!yaml_anchor_open(r, r->event.data.scalar.anchor, &id) || !yaml_scalar(r, ret))
		return false;
	document_set_place(r->doc, *ret, key_offset, yaml_here(r));
	yaml_anchor_close(r, id, *ret, (const char *)r->event.data.scalar.value);
	return true;
}

static bool read_stream(struct yaml_reader *r, cJSON **ret)
{
	if (!next(r) || !next(r)) /* the stream's start, then the document's */
		return false;
	if (r->event.type == YAML_STREAM_END_EVENT) {
		*ret = json_new_null();
		document_set_place(r->doc, *ret, 0, 0);
		return true;
	}
	if (!next(r) || !read_node(r, yaml_here(r), ret))
		return false;
	if (next(r) && next(r)) { /* the document's end, then the stream's */
		if (r->event.type == YAML_STREAM_END_EVENT)
			return true;
		yaml_fail(r, yaml_here(r), "second-document", "put it in a file of its own",
			"a second document begins here");
	}
	json_free(*ret);
	return false;
}

static bool check_text(struct yaml_reader *r)
{
	const struct str *text = &r->doc->file.text;
	size_t valid = utf8_valid_prefix(str_text(text), text->len);
	int directives = 0;

	if (valid < text->len)
		return yaml_fail(r, valid, "encoding", "save the file as UTF-8",
			"byte 0x%02x is no UTF-8", (unsigned char)text->at[valid]);
	for (const char *p = str_text(text); (p = strstr(p, "%TAG")); p++)
		if (++directives > YAML_MAX_DIRECTIVES)
			return yaml_fail(r, (size_t)(p - text->at), "limit", NULL,
				"more than %d times %%TAG", YAML_MAX_DIRECTIVES);
	return true;
}

bool document_read_yaml(struct document *doc, struct diags *diags)
{
	struct yaml_reader r = {.doc = doc, .diags = diags};
	const char *text = str_text(&doc->file.text);
	cJSON *root = NULL;
	bool ok;

	if (!check_text(&r))
		return false;
	if (!yaml_parser_initialize(&r.parser))
		mem_exhausted();
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	/* with the encoding set, libyaml takes a byte order mark for a character */
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		r.start = r.offset = 3;
	yaml_parser_set_input_string(
		&r.parser, (const unsigned char *)text + r.offset, doc->file.text.len - r.offset);
	r.kept = json_new_array();
	ok = read_stream(&r, &root);
	if (ok)
		doc->root = root;
	yaml_event_delete(&r.event);
	yaml_parser_delete(&r.parser);
	json_free(r.kept);
	for (size_t i = 0; i < r.anchors.len; i++) {
		free(r.anchors.at[i].name);
		free(r.anchors.at[i].text);
	}
	vec_release(&r.anchors);
	map_release(&r.names);
	return ok;
}
