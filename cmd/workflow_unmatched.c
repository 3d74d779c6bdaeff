#include "cmd/output.h"
#include "cmd/workflow_session.h"
#include "core/base/map.h"

#include <string.h>

/* Recorded paths beside those of a document that has changed since.  Items do
 * not count: "each[3]/check" is at home in "each/check". */
struct places {
	struct map known;         /* path -> struct step */
	struct map subworkflows;  /* paths whose insides belong to other documents */
	struct str path;
	struct session *session;
};

static void add_block(struct places *p, const struct block *block)
{
	size_t mark = p->path.len;

	for (size_t i = 0; i < block->len; i++) {
		const struct step *step = block->at[i];

		str_add(&p->path, step->id);
		map_put(step->kind == STEP_SUBWORKFLOW ? &p->subworkflows : &p->known,
			str_text(&p->path), (void *)step);
		str_add_char(&p->path, '/');
		for (size_t arm = 0; arm < step->arms_len; arm++)
			add_block(p, &step->arms[arm].steps);
		add_block(p, &step->body);
		add_block(p, &step->handler);
		add_block(p, &step->cleanup);
		str_truncate(&p->path, mark);
	}
}

/* Without "[3]"; and whether it leads into a sub-workflow. */
static bool is_known(struct places *p, const char *path)
{
	str_clear(&p->path);
	for (size_t len; *path; path += len) {
		if (*path == '[')
			path += strcspn(path, "/");
		if (*path == '/' && map_has(&p->subworkflows, str_text(&p->path)))
			return true;
		if (*path == '/')
			str_add_char(&p->path, *path++);
		len = strcspn(path, "[/");
		str_add_bytes(&p->path, path, len);
	}
	return map_has(&p->known, str_text(&p->path)) ||
		map_has(&p->subworkflows, str_text(&p->path));
}

static bool check_row(void *self, const struct attempt_row *row, struct err *err)
{
	struct places *p = self;

	(void)err;
	/* Middleware has documents of its own. */
	if (row->path[0] != '@' && str_eq(row->status, "completed") && !is_known(p, row->path))
		app_warn(p->session->app, "the recorded step '%s' is not in the file any more",
			row->path);
	return true;
}

bool session_tell_unmatched(struct session *s, const struct run_row *row, struct err *err)
{
	struct places p = {.session = s};
	bool ok;

	add_block(&p, &s->wf->steps);
	ok = runs_each_attempt(s->app->store, row->no, check_row, &p, err);
	map_release(&p.known);
	map_release(&p.subworkflows);
	str_release(&p.path);
	return ok;
}
