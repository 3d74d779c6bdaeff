#include "core/data/yaml_tree.h"

#include "core/data/yaml_reader.h"

#include <string.h>

struct walk {
	struct yaml_reader reader; /* its parser, event and offsets */
	struct arena *arena;
	bool flow;
	bool ended; /* at the end, or libyaml has had enough */
};

static yaml_event_type_t next(struct walk *w)
{
	struct yaml_reader *r = &w->reader;

	yaml_event_delete(&r->event);
	if (w->ended || !yaml_parser_parse(&r->parser, &r->event))
		w->ended = true;
	else if (r->event.type == YAML_STREAM_END_EVENT)
		w->ended = true;
	return r->event.type;
}

static struct yaml_node *read_node(struct walk *w);

static void append(struct yaml_node *to, struct yaml_node *node)
{
	if (to->last)
		to->last->next = node;
	else
		to->first = node;
	to->last = node;
	to->end = node->end;
}

static void read_entry(struct walk *w, struct yaml_node *mapping)
{
	const yaml_event_t *e = &w->reader.event;
	const char *name = e->type == YAML_SCALAR_EVENT
				   ? arena_strdup(w->arena, (const char *)e->data.scalar.value)
				   : "";
	struct yaml_node *key = read_node(w), *node;

	if (next(w) == YAML_NO_EVENT)
		return;
	node = read_node(w);
	node->name = name;
	node->key_start = key->start;
	node->key_end = key->end;
	append(mapping, node);
}

static void read_entries(struct walk *w, struct yaml_node *node)
{
	yaml_event_type_t end =
		node->kind == YAML_MAPPING ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	bool outer = w->flow;

	w->flow = node->flow;
	while (next(w) != end && !w->ended) {
		if (node->kind == YAML_MAPPING)
			read_entry(w, node);
		else
			append(node, read_node(w));
	}
	w->flow = outer;
	if (node->flow)
		node->end = yaml_offset(&w->reader, &w->reader.event.end_mark);
}

/* The node that the current event begins. */
static struct yaml_node *read_node(struct walk *w)
{
	struct yaml_node *node = arena_new(w->arena, struct yaml_node);
	const yaml_event_t *e = &w->reader.event;

	node->start = yaml_here(&w->reader);
	node->end = yaml_offset(&w->reader, &e->end_mark);
	node->flow = w->flow;
	if (e->type == YAML_MAPPING_START_EVENT) {
		node->kind = YAML_MAPPING;
		node->flow |= e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	} else if (e->type == YAML_SEQUENCE_START_EVENT) {
		node->kind = YAML_SEQUENCE;
		node->flow |= e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
	} else {
		node->kind = e->type == YAML_ALIAS_EVENT ? YAML_ALIAS : YAML_SCALAR;
		return node;
	}
	read_entries(w, node);
	return node;
}

struct yaml_node *yaml_tree(struct document *doc, struct arena *a)
{
	struct walk w = {.reader = {.doc = doc}, .arena = a};
	const char *text = str_text(&doc->file.text);
	struct yaml_node *root = NULL;

	if (!yaml_parser_initialize(&w.reader.parser))
		mem_exhausted();
	yaml_parser_set_encoding(&w.reader.parser, YAML_UTF8_ENCODING);
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		w.reader.offset = 3;
	yaml_parser_set_input_string(&w.reader.parser,
		(const unsigned char *)text + w.reader.offset,
		doc->file.text.len - w.reader.offset);
	next(&w);
	if (next(&w) == YAML_DOCUMENT_START_EVENT && next(&w) != YAML_NO_EVENT)
		root = read_node(&w);
	yaml_event_delete(&w.reader.event);
	yaml_parser_delete(&w.reader.parser);
	return root;
}
