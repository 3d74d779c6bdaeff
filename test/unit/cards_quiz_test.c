#include "core/cards/face.h"
#include "core/cards/quiz.h"
#include "test/unit/test.h"

TEST(answers_are_judged_as_people_mean_them)
{
	static const struct {
		const char *given, *answer;
		enum quiz_verdict want;
	} cases[] = {
		{"keystone", "keystone", QUIZ_RIGHT},
		{"The Keystone.", "keystone", QUIZ_RIGHT},
		{"cafe", "café", QUIZ_RIGHT},
		{"keystnoe", "keystone", QUIZ_CLOSE},
		{"", "keystone", QUIZ_WRONG},
		{"mortar", "keystone", QUIZ_WRONG},
		{"cat", "car", QUIZ_WRONG},
		{"1969", "1969", QUIZ_RIGHT},
		{"1968", "1969", QUIZ_WRONG},
		{"12 tons", "13 tons", QUIZ_WRONG},
		{"a paste of lime, sand and water", "a paste of lime, sand, and water", QUIZ_RIGHT},
		{"paste of water, sand, lime", "a paste of lime, sand and water", QUIZ_RIGHT},
		{"sand and water", "a paste of lime, sand and water", QUIZ_CLOSE},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum quiz_verdict got = quiz_judge(cases[i].given, cases[i].answer);

		if (got != cases[i].want)
			test_failed(__FILE__, __LINE__, "\"%s\" for \"%s\": %d, want %d",
				cases[i].given, cases[i].answer, got, cases[i].want);
	}
}

static void add(struct quiz_pool *p, const char *answer, const char *kind)
{
	vec_push(&p->answers, answer);
	vec_push(&p->kinds, kind);
}

TEST(choices_hold_the_answer_once)
{
	struct quiz_pool p = {0};

	add(&p, "lime", "fact");
	add(&p, "sand", "fact");
	add(&p, "Lime", "fact");
	add(&p, "water", "fact");
	add(&p, "clay", "fact");
	add(&p, "gravel", "fact");
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct quiz_choice c, again;
		int right = 0;

		quiz_choices(&p, "lime", "fact", seed, &c);
		quiz_choices(&p, "lime", "fact", seed, &again);
		CHECK_INT(c.len, QUIZ_CHOICES);
		CHECK_INT(c.right, again.right);
		CHECK_STR(c.at[c.right], "lime");
		for (int i = 0; i < c.len; i++) {
			right += quiz_judge(c.at[i], "lime") == QUIZ_RIGHT;
			CHECK_STR(c.at[i], again.at[i]);
		}
		CHECK_INT(right, 1);
	}
	quiz_pool_release(&p);
}

TEST(few_others_make_few_choices)
{
	struct quiz_pool p = {0};
	struct quiz_choice c;

	add(&p, "lime", "fact");
	quiz_choices(&p, "lime", "fact", 1, &c);
	CHECK_INT(c.len, 1);
	add(&p, "sand", "fact");
	quiz_choices(&p, "lime", "fact", 1, &c);
	CHECK_INT(c.len, 2);
	quiz_pool_release(&p);
}

TEST(points_reward_speed_and_streaks)
{
	CHECK_INT(quiz_points(QUIZ_WRONG, 0, 20000, 5), 0);
	CHECK(quiz_points(QUIZ_RIGHT, 1000, 20000, 0) > quiz_points(QUIZ_RIGHT, 15000, 20000, 0));
	CHECK(quiz_points(QUIZ_RIGHT, 1000, 20000, 3) > quiz_points(QUIZ_RIGHT, 1000, 20000, 0));
	CHECK(quiz_points(QUIZ_RIGHT, 1000, 20000, 0) > quiz_points(QUIZ_CLOSE, 1000, 20000, 0));
}
