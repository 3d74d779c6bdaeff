#include "core/base/str.h"
#include "core/store/dashboards.h"
#include "core/store/panels.h"
#include "test/unit/fresh_store.h"
#include "test/unit/test.h"


static bool put(struct store *s, const char *name, const char *question)
{
	const struct panel p = {.name = name,
		.question = question,
		.sql = "SELECT 1",
		.chart = "auto",
		.format = "table",
		.database = "shop",
		.created_at = 5};
	bool replaced = false;
	struct err err;

	CHECK(panels_put(s, &p, &replaced, &err));
	return replaced;
}

static bool count_panel(void *self, const struct panel *p, struct err *err)
{
	(void)err;
	str_addf(self, "%s ", p->name);
	return true;
}

TEST(a_panel_is_kept_as_it_was)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct panel p;
	bool found;
	struct err err;

	CHECK(!put(s, "sales", NULL));
	CHECK(panels_note_run(s, "sales", 77, &err));
	CHECK(panels_get(s, &a, "sales", &p, &found, &err) && found);
	CHECK_STR(p.name, "sales");
	CHECK(p.question == NULL && p.explanation == NULL && p.params == NULL);
	CHECK_STR(p.sql, "SELECT 1");
	CHECK_STR(p.database, "shop");
	CHECK_INT(p.max_rows, 0);
	CHECK_INT(p.created_at, 5);
	CHECK_INT(p.run_at, 77);
	CHECK(panels_get(s, &a, "Sales", &p, &found, &err) && !found);
	arena_release(&a);
	fresh_store_end(s);
}

TEST(a_panel_of_the_same_name_is_replaced)
{
	struct store *s = fresh_store();
	struct str names = {0};
	bool deleted = false;
	struct err err;

	CHECK(!put(s, "b", "first"));
	CHECK(!put(s, "a", NULL));
	CHECK(put(s, "b", "second"));
	CHECK(panels_each(s, count_panel, &names, &err));
	CHECK_STR(str_text(&names), "a b ");
	CHECK(panels_delete(s, "b", &deleted, &err) && deleted);
	CHECK(panels_delete(s, "b", &deleted, &err) && !deleted);
	str_release(&names);
	fresh_store_end(s);
}

static void panels_are(struct store *s, const char *want)
{
	struct arena a = {0};
	struct str text = {0};
	struct dashboard d;
	struct err err;
	bool found;

	CHECK(dashboards_get(s, &a, "d", &d, &found, &err) && found);
	for (size_t i = 0; i < d.panels.len; i++)
		str_addf(&text, "%s:%d ", d.panels.at[i].panel, d.panels.at[i].width);
	CHECK_STR(str_text(&text), want);
	str_release(&text);
	dashboard_release(&d);
	arena_release(&a);
}

static void add(struct store *s, const char *panel, int width, int place)
{
	const struct dashboard_panel p = {panel, width};
	struct err err;

	CHECK(dashboards_add(s, "d", &p, place, &err));
}

static bool count_dashboard(void *self, const struct dashboard *d, int64_t panels, struct err *err)
{
	(void)err;
	str_addf(self, "%s:%lld ", d->name, (long long)panels);
	return true;
}

TEST(panels_of_a_dashboard_keep_their_order)
{
	struct store *s = fresh_store();
	struct str text = {0};
	bool done = false;
	struct err err;

	CHECK(dashboards_create(s, "d", "All of it", &done, &err) && done);
	CHECK(dashboards_create(s, "d", "Another", &done, &err) && !done);
	add(s, "a", 12, 0);
	add(s, "b", 6, 0);
	add(s, "c", 6, 0);
	panels_are(s, "a:12 b:6 c:6 ");
	add(s, "d", 3, 1);
	panels_are(s, "d:3 a:12 b:6 c:6 ");
	add(s, "c", 4, 2);
	panels_are(s, "d:3 c:4 a:12 b:6 ");
	add(s, "d", 12, 0);
	panels_are(s, "c:4 a:12 b:6 d:12 ");
	add(s, "a", 12, 99);
	panels_are(s, "c:4 b:6 d:12 a:12 ");
	CHECK(dashboards_remove(s, "d", "b", &done, &err) && done);
	CHECK(dashboards_remove(s, "d", "b", &done, &err) && !done);
	panels_are(s, "c:4 d:12 a:12 ");
	CHECK(dashboards_with(s, "a", count_dashboard, &text, &err));
	CHECK_STR(str_text(&text), "d:3 ");
	put(s, "a", NULL);
	CHECK(panels_delete(s, "a", &done, &err) && done);
	panels_are(s, "c:4 d:12 ");
	CHECK(dashboards_delete(s, "d", &done, &err) && done);
	str_clear(&text);
	CHECK(dashboards_each(s, count_dashboard, &text, &err));
	CHECK_STR(str_text(&text), "");
	str_release(&text);
	fresh_store_end(s);
}
