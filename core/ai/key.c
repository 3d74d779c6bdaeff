#include "core/ai/key.h"

#include <stdlib.h>
#include <string.h>

/* Another form of the request gets another number. */
#define VERSION "blokctl-answer-1"

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* Members in the order of their names, so that nothing depends on who wrote them. */
static void print_canonical(struct str *out, const cJSON *value)
{
	VEC(const cJSON *) members = {0};
	bool first = true;

	if (json_is_array(value)) {
		str_add_char(out, '[');
		json_each(item, value) {
			if (!first)
				str_add_char(out, ',');
			first = false;
			print_canonical(out, item);
		}
		str_add_char(out, ']');
		return;
	}
	if (!json_is_object(value)) {
		json_print(out, value, JSON_COMPACT);
		return;
	}
	json_each(member, value)
		vec_push(&members, member);
	if (members.len)
		qsort(members.at, members.len, sizeof *members.at, by_name);
	str_add_char(out, '{');
	for (size_t i = 0; i < members.len; i++) {
		if (i)
			str_add_char(out, ',');
		json_print_string(out, members.at[i]->string);
		str_add_char(out, ':');
		print_canonical(out, members.at[i]);
	}
	str_add_char(out, '}');
	vec_release(&members);
}

void ai_key_of(const struct ai_key *k, char out[AI_KEY_MAX])
{
	cJSON *all = json_new_object();
	struct str text = {0};

	json_set_string(all, "version", VERSION);
	json_set_string(all, "protocol", k->target->protocol->name);
	json_set_string(all, "base_url", k->target->base_url);
	json_set_string(all, "api_version", k->target->api_version);
	json_set_string(all, "template", k->template_hash);
	json_set_string(all, "scope", k->scope);
	json_add_take(all, "body", k->target->protocol->body(k->target, k->request, false));
	print_canonical(&text, all);
	sha256_hex(text.at, text.len, out);
	str_release(&text);
	json_free(all);
}
