#include "core/base/sha256.h"
#include "core/base/str.h"
#include "core/cards/ferry.h"
#include "core/cards/generate.h"
#include "core/cards/sync.h"
#include "test/unit/fresh_store.h"
#include "test/unit/test.h"

#include <stdio.h>

/* A document that is read again, edited: what became of its cards, and of what was
 * learnt of them. */

#define LIME "A kiln is an oven that burns limestone into quicklime."
#define MORTAR "Mortar is a paste of lime, sand and water that binds the stones of a wall."
#define ARCH "The keystone holds the other stones of an arch in their place."
#define VAULT "A vault is a roof of stone that is built as a row of arches."

static const char *const original =
	"# Building\n\n## Lime\n\n" LIME "\n\n" MORTAR "\n\n## Stone\n\n" ARCH "\n\n" VAULT "\n";

/* What a reading gave, with the uuids one behind the other: "u1 - u3 ". */
static char named[2000];

static void name_all(const struct card_sync_result *r, size_t len)
{
	struct str out = {0};

	for (size_t i = 0; i < len; i++)
		str_addf(&out, "%s ", r->uuids[i] ? r->uuids[i] : "-");
	snprintf(named, sizeof named, "%s", str_text(&out));
	str_release(&out);
}

static struct card_sync_result read_with(
	struct store *s, const char *text, const struct card_options *o)
{
	const struct text_input in = {.name = "/b.md", .bytes = text, .len = strlen(text)};
	struct card_coverage coverage = {0};
	struct card_set set = {0};
	struct card_sync_result got = {0};
	struct text_document d;
	struct arena a = {0};
	char hash[2 * SHA256_SIZE + 1];
	struct card_sync sync = {.document = &d,
		.row = {.name = "/b.md", .hash = hash, .language = "en", .format = "markdown"},
		.set = &set,
		.deck = "b",
		.engine = "builtin"};
	struct err err;

	sha256_hex(text, strlen(text), hash);
	CHECK(text_document_read(&d, &in, TEXT_FORMAT_MARKDOWN, &err));
	cards_generate(&set, &coverage, &d, o);
	CHECK(cards_sync(s, &a, &sync, &got, &err));
	name_all(&got, set.list.len);
	got.uuids = NULL;
	arena_release(&a);
	card_set_release(&set);
	card_coverage_release(&coverage);
	text_document_release(&d);
	return got;
}

static struct card_sync_result read_again(struct store *s, const char *text)
{
	static const struct card_options all = {0};

	return read_with(s, text, &all);
}

/* ---- the store's notes, by a part of what they ask ---- */

struct found {
	struct arena arena;
	VEC(struct note) notes;
};

static bool keep(void *self, const struct note *n, struct err *err)
{
	struct found *f = self;
	struct note copy = *n;

	(void)err;
	note_keep(&f->arena, &copy);
	vec_push(&f->notes, copy);
	return true;
}

static void find(struct store *s, const char *text, struct found *ret)
{
	const struct note_filter f = {.text = text, .with_gone = true};
	struct err err;

	*ret = (struct found){0};
	CHECK(notes_each(s, &f, keep, ret, &err));
}

static void found_release(struct found *f)
{
	vec_release(&f->notes);
	arena_release(&f->arena);
}

static size_t count_of(struct store *s, const char *text)
{
	struct found f;
	size_t count;

	find(s, text, &f);
	count = f.notes.len;
	found_release(&f);
	return count;
}

static void learn(struct store *s, struct arena *a, int64_t id, double stability)
{
	const struct card_memory m = {
		.state = CARD_REVIEW, .stability = stability, .difficulty = 5, .reps = 3};
	struct note_record r;
	bool is_found = false;
	struct err err;

	CHECK(notes_get(s, a, id, &r, &is_found, &err) && is_found);
	CHECK(store_begin(s, &err));
	CHECK(store_end(s, cards_set_memory(s, r.cards[0].id, &m, &err), &err));
}

/* Approves all, and gives each note a memory of its own: its id. */
static void learn_all(struct store *s)
{
	struct found f;
	struct err err;

	find(s, NULL, &f);
	for (size_t i = 0; i < f.notes.len; i++) {
		CHECK(store_begin(s, &err));
		CHECK(store_end(
			s, notes_set_status(s, f.notes.at[i].id, NOTE_APPROVED, NULL, &err), &err));
		learn(s, &f.arena, f.notes.at[i].id, (double)f.notes.at[i].id);
	}
	found_release(&f);
}

/* Every note that was learnt still has its memory. */
static void check_memories(struct store *s, size_t learnt)
{
	struct note_record r;
	struct found f;
	size_t kept = 0;
	bool is_found;
	struct err err;

	find(s, NULL, &f);
	for (size_t i = 0; i < f.notes.len; i++) {
		CHECK(notes_get(s, &f.arena, f.notes.at[i].id, &r, &is_found, &err));
		if (r.cards[0].memory.reps) {
			CHECK_INT((int64_t)r.cards[0].memory.stability, r.note.id);
			CHECK_INT(r.note.status, NOTE_APPROVED);
			kept++;
		}
	}
	CHECK_INT(kept, learnt);
	found_release(&f);
}

/* No two notes ask the same. */
static void check_duplicates(struct store *s)
{
	struct found f;

	find(s, NULL, &f);
	for (size_t i = 0; i < f.notes.len; i++)
		for (size_t k = i + 1; k < f.notes.len; k++)
			if (strcmp(f.notes.at[i].fingerprint, f.notes.at[k].fingerprint) == 0 &&
				!f.notes.at[i].is_gone && !f.notes.at[k].is_gone)
				test_failed(
					__FILE__, __LINE__, "twice: %s", f.notes.at[i].question);
	found_release(&f);
}

/* ---- edits ---- */

static const struct edit {
	const char *name, *text;
	size_t added, changed, gone; /* added: at least */
} edits[] = {
	{"the same again", NULL, 0, 0, 0},
	{"a paragraph before all",
		"# Building\n\nRead on.\n\n## Lime\n\n" LIME "\n\n" MORTAR "\n\n## Stone\n\n" ARCH
		"\n\n" VAULT "\n",
		0, 0, 0},
	{"a new fact",
		"# Building\n\n## Lime\n\n" LIME "\n\n" MORTAR "\n\n## Stone\n\n" ARCH "\n\n" VAULT
		"\n\nA buttress is a pillar that supports a wall from outside.\n",
		1, 0, 0},
	{"a fact taken out",
		"# Building\n\n## Lime\n\n" MORTAR "\n\n## Stone\n\n" ARCH "\n\n" VAULT "\n", 0, 0,
		1},
	{"sections change places",
		"# Building\n\n## Stone\n\n" ARCH "\n\n" VAULT "\n\n## Lime\n\n" LIME "\n\n" MORTAR
		"\n",
		0, 0, 0},
	{"a fact moves to another section",
		"# Building\n\n## Lime\n\n" LIME "\n\n## Stone\n\n" MORTAR "\n\n" ARCH "\n\n" VAULT
		"\n",
		0, 0, 0},
	{"a heading has another name",
		"# Building\n\n## Burnt lime\n\n" LIME "\n\n" MORTAR "\n\n## Stone\n\n" ARCH
		"\n\n" VAULT "\n",
		0, 0, 0},
	{"a slip is mended",
		"# Building\n\n## Lime\n\nA kiln is an oven that burns limestones into "
		"quicklime.\n\n" MORTAR "\n\n## Stone\n\n" ARCH "\n\n" VAULT "\n",
		0, 1, 0},
	{"a definition says something else",
		"# Building\n\n## Lime\n\nA kiln is a furnace for lime and for pottery.\n\n" MORTAR
		"\n\n## Stone\n\n" ARCH "\n\n" VAULT "\n",
		0, 1, 0},
	{"a section before all, one that moves, a heading renamed",
		"# Building\n\n## Tools\n\nA trowel is a tool that spreads plaster.\n\n## "
		"Stones\n\n" ARCH "\n\n" VAULT "\n\n## Lime\n\n" MORTAR "\n\n" LIME "\n",
		1, 0, 0},
	{"a sentence in the middle of a paragraph",
		"# Building\n\n## Lime\n\n" LIME "\n\nRemember this. " MORTAR
		" It is old.\n\n## Stone\n\n" ARCH "\n\n" VAULT "\n",
		0, 0, 0},
	{"line ends of another system",
		"# Building\r\n\r\n## Lime\r\n\r\n" LIME "\r\n\r\n" MORTAR
		"\r\n\r\n## Stone\r\n\r\n" ARCH "\r\n\r\n" VAULT "\r\n",
		0, 0, 0},
	{"lines that are broken elsewhere",
		"# Building\n\n## Lime\n\nA kiln is an oven\nthat burns limestone into "
		"quicklime.\n\n"
		"Mortar is a paste of lime, sand and water\nthat binds the stones of a wall.\n\n"
		"## Stone\n\n" ARCH "\n\n" VAULT "\n",
		0, 0, 0},
	{"everything taken out", "# Building\n\nNothing is left.\n", 0, 0, 4},
};

TEST(an_edited_document_keeps_its_cards_and_what_was_learnt)
{
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		struct store *s = fresh_store();
		struct card_sync_result first = read_again(s, original), got;
		char before[sizeof named];
		bool is_as_wanted;

		memcpy(before, named, sizeof before);
		CHECK(first.added >= 4);
		learn_all(s);
		got = read_again(s, edits[i].text ? edits[i].text : original);
		is_as_wanted = got.changed == edits[i].changed && got.gone == edits[i].gone &&
			       (edits[i].added ? got.added >= edits[i].added : !got.added);
		if (!is_as_wanted)
			test_failed(__FILE__, __LINE__, "%s: %zu new, %zu changed, %zu gone",
				edits[i].name, got.added, got.changed, got.gone);
		check_memories(s, first.added);
		check_duplicates(s);
		/* And back: nothing is new, nothing is twice. */
		got = read_again(s, original);
		CHECK_INT(got.added, 0);
		CHECK_STR(named, before); /* each card is still the one it was */
		check_memories(s, first.added);
		fresh_store_end(s);
	}
}

TEST(what_was_rejected_is_not_offered_again)
{
	struct store *s = fresh_store();
	struct card_sync_result got;
	struct found f;
	struct err err;

	read_again(s, original);
	find(s, "vault", &f);
	CHECK(f.notes.len >= 1);
	CHECK(store_begin(s, &err));
	CHECK(store_end(
		s, notes_set_status(s, f.notes.at[0].id, NOTE_REJECTED, "too easy", &err), &err));
	got = read_again(s, original);
	CHECK_INT(got.rejected, 1);
	CHECK_INT(got.added, 0);
	CHECK_INT(count_of(s, "vault"), f.notes.len);
	CHECK(strstr(named, "- ") && !strstr(named, f.notes.at[0].uuid));
	/* Nor when its sentence is mended. */
	got = read_again(s, "# Building\n\n## Lime\n\n" LIME "\n\n" MORTAR "\n\n## Stone\n\n" ARCH
			    "\n\nA vault is a roof of stones that is built as a row of arches.\n");
	CHECK_INT(got.rejected, 1);
	CHECK_INT(got.added, 0);
	CHECK_INT(got.gone, 0);
	found_release(&f);
	fresh_store_end(s);
}

TEST(what_comes_back_is_the_same_card)
{
	struct store *s = fresh_store();
	struct card_sync_result got = read_again(s, original);
	char before[sizeof named];
	struct found f;

	memcpy(before, named, sizeof before);
	learn_all(s);
	got = read_again(s, "# Building\n\n## Lime\n\n" LIME "\n");
	CHECK_INT(got.same, 1);
	CHECK_INT(got.gone, 3);
	got = read_again(s, "# Building\n\n## Lime\n\n" LIME "\n");
	CHECK_INT(got.gone, 0); /* only once */
	got = read_again(s, original);
	CHECK_INT(got.added, 0);
	CHECK_STR(named, before);
	find(s, NULL, &f);
	for (size_t i = 0; i < f.notes.len; i++)
		CHECK(!f.notes.at[i].is_gone);
	found_release(&f);
	check_memories(s, 4);
	fresh_store_end(s);
}

TEST(a_german_document_keeps_its_cards)
{
	static const char
		*const one = "# Bauen\n\n## Kalk\n\nEin Kalkofen ist ein Ofen, der Kalkstein zu "
			     "Branntkalk brennt.\n\nDer Mörtel ist eine Masse aus Kalk, Sand und "
			     "Wasser.\n",
		       *const two = "# Bauen\n\n## Einleitung\n\nDas ist neu.\n\n## Der "
				    "Kalk\n\nDer Mörtel ist eine "
				    "Masse aus Kalk, Sand und Wasser.\n\nEin Kalkofen ist ein "
				    "Ofen, der Kalksteine "
				    "zu Branntkalk brennt.\n";
	struct store *s = fresh_store();
	struct card_sync_result first = read_again(s, one), got;

	CHECK(first.added >= 2);
	learn_all(s);
	got = read_again(s, two);
	CHECK_INT(got.added, 0);
	CHECK_INT(got.changed, 1);
	CHECK_INT(got.gone, 0);
	check_memories(s, first.added);
	check_duplicates(s);
	fresh_store_end(s);
}

TEST(the_users_words_stay)
{
	struct store *s = fresh_store();
	struct card_sync_result got;
	struct found f;
	struct err err;

	read_again(s, original);
	find(s, "keystone", &f);
	CHECK(f.notes.len >= 1);
	f.notes.at[0].question = "Which stone bears the arch?";
	f.notes.at[0].answer = "the one on top";
	f.notes.at[0].cloze = NULL;
	f.notes.at[0].is_edited = true;
	CHECK(store_begin(s, &err));
	CHECK(store_end(s, notes_update(s, &f.notes.at[0], &err), &err));
	found_release(&f);
	got = read_again(s, original);
	CHECK_INT(got.added, 0);
	CHECK_INT(got.edited, 1);
	CHECK_INT(count_of(s, "bears the arch"), 1);
	/* Also when the document says it no more, and when it says it again. */
	got = read_again(s, "# Building\n\n## Lime\n\n" LIME "\n");
	CHECK_INT(count_of(s, "bears the arch"), 1);
	got = read_again(s, original);
	CHECK_INT(got.added, 0);
	CHECK_INT(got.edited, 1);
	CHECK_INT(count_of(s, "bears the arch"), 1);
	fresh_store_end(s);
}

/* Exchanged with another program, where one card was changed; in a form that knows our
 * kinds, and in one that does not. */
static void change_elsewhere(struct store *s, const char *asks, const char *question, bool ours)
{
	const struct note_filter all = {0};
	const struct ferry_options o = {.status = NOTE_APPROVED};
	struct ferry_result got;
	struct exchange x;
	struct err err;

	CHECK(ferry_out(s, &all, FERRY_NOTES, &x, &err));
	for (size_t i = 0; i < x.notes.len; i++) {
		struct exchange_note *n = &x.notes.at[i];

		if (!ours && !n->cloze)
			n->kind = "note";
		n->modified_ms += 60000;
		if (strstr(n->question, asks))
			n->question = question;
	}
	CHECK(ferry_in(s, &x, &o, &got, &err));
	CHECK_INT(got.added, 0);
	CHECK_INT(got.updated, 1);
	exchange_release(&x);
}

TEST(words_that_were_changed_in_another_program_stay)
{
	for (int ours = 0; ours < 2; ours++) {
		struct store *s = fresh_store();
		struct card_sync_result got = read_again(s, original);
		char before[sizeof named];
		struct found f;

		memcpy(before, named, sizeof before);
		learn_all(s);
		change_elsewhere(s, "vault", "Which roof is a row of arches?", ours);
		find(s, "Which roof", &f);
		CHECK_INT(f.notes.len, 1);
		CHECK_STR(f.notes.at[0].kind, "definition");
		CHECK(f.notes.at[0].is_edited);
		found_release(&f);
		got = read_again(s, original);
		CHECK_INT(got.added, 0);
		CHECK_INT(got.edited, 1);
		CHECK_STR(named, before);
		CHECK_INT(count_of(s, "Which roof"), 1);
		CHECK_INT(count_of(s, "What is a vault"), 0);
		check_memories(s, 4);
		fresh_store_end(s);
	}
}

TEST(asking_for_less_loses_nothing)
{
	const struct card_options few = {.max = 1};
	struct store *s = fresh_store();
	struct card_sync_result first = read_again(s, original), got;
	struct found f;

	got = read_with(s, original, &few);
	CHECK_INT(got.added + got.gone, 0);
	/* Nor where the document has changed elsewhere. */
	got = read_with(s,
		"# Building\n\nNew.\n\n## Lime\n\n" LIME "\n\n" MORTAR "\n\n## Stone\n\n" ARCH
		"\n\n" VAULT "\n",
		&few);
	CHECK_INT(got.added + got.gone, 0);
	find(s, NULL, &f);
	CHECK_INT(f.notes.len, first.added);
	found_release(&f);
	fresh_store_end(s);
}
