#include "core/ai/message.h"

#include <string.h>

const char *ai_finish_name(enum ai_finish finish)
{
	static const char *const names[] = {[AI_UNFINISHED] = "unfinished",
		[AI_STOP] = "stop",
		[AI_LENGTH] = "length",
		[AI_TOOL_CALLS] = "tool_calls",
		[AI_REFUSED] = "refused"};

	return names[finish];
}

void ai_reply_release(struct ai_reply *r)
{
	for (size_t i = 0; i < r->calls.len; i++) {
		str_release(&r->calls.at[i].id);
		str_release(&r->calls.at[i].name);
		str_release(&r->calls.at[i].arguments);
	}
	vec_release(&r->calls);
	vec_release(&r->vectors.numbers);
	str_release(&r->text);
	str_release(&r->model);
	str_release(&r->id);
	*r = (struct ai_reply){0};
}

struct ai_call_text *ai_reply_call(struct ai_reply *r, int64_t index, const char *id)
{
	struct ai_call_text *last = r->calls.len ? &r->calls.at[r->calls.len - 1] : NULL;

	for (size_t i = 0; index >= 0 && i < r->calls.len; i++)
		if (r->calls.at[i].index == index)
			return &r->calls.at[i];
	if (index < 0 && last && (!id || !*id || str_eq(str_text(&last->id), id)))
		return last;
	vec_push(&r->calls, ((struct ai_call_text){.index = index}));
	return &r->calls.at[r->calls.len - 1];
}

const char *ai_call_arguments(const struct ai_call_text *call)
{
	const char *text = str_text(&call->arguments);

	return text[strspn(text, " \t\r\n")] ? text : "{}";
}
