#include "core/cards/export.h"

#include "core/data/json.h"

/* Note types, decks and settings as Anki's schema 11 has them: JSON in columns of the
 * collection's one row.  The note types' ids and fields never change, for whoever has
 * imported a package once would get them twice. */

static void add_field(struct str *out, const char *name, int ord)
{
	str_addf(out,
		"%s{\"name\":\"%s\",\"ord\":%d,\"sticky\":false,\"rtl\":false,\"font\":\"Arial\","
		"\"size\":20,\"media\":[]}",
		ord ? "," : "", name, ord);
}

struct model {
	int64_t id;
	const char *name;
	int type;
	const char *const *fields;
	const char *template, *front, *back;
};

static void add_model(struct str *out, const struct model *m, int64_t mod_s)
{
	str_addf(out,
		"\"%lld\":{\"id\":%lld,\"name\":\"%s\",\"type\":%d,\"mod\":%lld,\"usn\":-1,"
		"\"sortf\":0,"
		"\"did\":1,\"tags\":[],\"vers\":[],\"flds\":[",
		(long long)m->id, (long long)m->id, m->name, m->type, (long long)mod_s);
	for (int i = 0; m->fields[i]; i++)
		add_field(out, m->fields[i], i);
	str_addf(out,
		"],\"tmpls\":[{\"name\":\"%s\",\"ord\":0,\"qfmt\":\"%s\",\"afmt\":\"%s\",\"bqfmt\":"
		"\"\","
		"\"bafmt\":\"\",\"did\":null}],\"req\":[[0,\"any\",[0]]],"
		"\"css\":\".card { font-family: arial; font-size: 20px; text-align: center; }"
		" .cloze { font-weight: bold; color: blue; } .source { font-size: 12px; color: "
		"gray; }\","
		"\"latexPre\":\"\",\"latexPost\":\"\"}",
		m->template, m->front, m->back);
}

void export_models(int64_t mod_s, struct str *out)
{
	static const char *const basic_fields[] = {"Front", "Back", "Source", NULL};
	static const char *const cloze_fields[] = {"Text", "Source", NULL};
	const struct model basic = {EXPORT_MODEL_BASIC, "blokctl Basic", 0, basic_fields, "Card 1",
		"{{Front}}",
		"{{FrontSide}}<hr id=answer>{{Back}}<div class=source>{{Source}}</div>"};
	const struct model cloze = {EXPORT_MODEL_CLOZE, "blokctl Cloze", 1, cloze_fields, "Cloze",
		"{{cloze:Text}}", "{{cloze:Text}}<div class=source>{{Source}}</div>"};

	str_add_char(out, '{');
	add_model(out, &basic, mod_s);
	str_add_char(out, ',');
	add_model(out, &cloze, mod_s);
	str_add_char(out, '}');
}

static void add_deck(struct str *out, const struct export_deck *d, int64_t mod_s)
{
	str_addf(out, "\"%lld\":{\"id\":%lld,\"name\":", (long long)d->id, (long long)d->id);
	json_print_string(out, d->name);
	str_addf(out,
		",\"mod\":%lld,\"usn\":-1,\"lrnToday\":[0,0],\"revToday\":[0,0],\"newToday\":[0,0],"
		"\"timeToday\":[0,0],\"collapsed\":false,\"browserCollapsed\":false,\"desc\":\"\","
		"\"dyn\":0,\"conf\":1,\"extendNew\":0,\"extendRev\":0}",
		(long long)mod_s);
}

void export_decks(const struct export_deck *decks, size_t len, int64_t mod_s, struct str *out)
{
	str_add_char(out, '{');
	for (size_t i = 0; i < len; i++) {
		if (i)
			str_add_char(out, ',');
		add_deck(out, &decks[i], mod_s);
	}
	str_add_char(out, '}');
}

void export_deck_settings(struct str *out)
{
	str_add(out,
		"{\"1\":{\"id\":1,\"name\":\"Default\",\"mod\":0,\"usn\":0,\"maxTaken\":60,"
		"\"autoplay\":true,"
		"\"timer\":0,\"replayq\":true,\"dyn\":false,\"new\":{\"bury\":true,\"delays\":[1,"
		"10],"
		"\"initialFactor\":2500,\"ints\":[1,4,7],\"order\":1,\"perDay\":20,\"separate\":"
		"true},"
		"\"rev\":{\"bury\":true,\"ease4\":1.3,\"fuzz\":0.05,\"ivlFct\":1,\"maxIvl\":36500,"
		"\"minSpace\":1,\"perDay\":200,\"hardFactor\":1.2},\"lapse\":{\"delays\":[10],"
		"\"leechAction\":0,\"leechFails\":8,\"minInt\":1,\"mult\":0}}}");
}

void export_settings(struct str *out)
{
	str_addf(out,
		"{\"activeDecks\":[1],\"curDeck\":1,\"newSpread\":0,\"collapseTime\":1200,"
		"\"timeLim\":0,"
		"\"estTimes\":true,\"dueCounts\":true,\"curModel\":\"%lld\",\"nextPos\":1,"
		"\"sortType\":\"noteFld\",\"sortBackwards\":false,\"addToCur\":true,"
		"\"dayLearnFirst\":false}",
		EXPORT_MODEL_BASIC);
}
