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

/* ---- what must not pass ---- */

TEST(numbers_and_signs_are_not_slips)
{
	static const struct {
		const char *given, *answer;
		enum quiz_verdict want;
	} cases[] = {
		{"135 metres", "13.5 metres", QUIZ_WRONG},
		{"1 25 metres", "12 5 metres", QUIZ_WRONG},
		{"13.5 metres", "13.5 metres", QUIZ_RIGHT},
		{"10,000 men", "10000 men", QUIZ_RIGHT},
		{"5 °C", "-5 °C", QUIZ_WRONG},
		{"-5 °C", "-5 °C", QUIZ_RIGHT},
		{"1914-1918", "1914–1918", QUIZ_RIGHT},
		{"0", "0", QUIZ_RIGHT},
		{"00", "0", QUIZ_WRONG},
		{"vitamin D", "vitamin A", QUIZ_WRONG},
		{"vitamin", "vitamin A", QUIZ_CLOSE},
		{"vitamines A", "vitamin A", QUIZ_CLOSE},
		{"-5 °C", "−5 °C", QUIZ_RIGHT},
		{"10 000 men", "10,000 men", QUIZ_RIGHT},
		/* Answers that are nothing but an article, or nothing but signs. */
		{"A", "A", QUIZ_RIGHT},
		{"a", "A", QUIZ_RIGHT},
		{"the", "A", QUIZ_WRONG},
		{"die", "die", QUIZ_RIGHT},
		{"=>", "=>", QUIZ_RIGHT},
		{" => ", "=>", QUIZ_RIGHT},
		{"->", "=>", QUIZ_WRONG},
		{"=>", "arrow", QUIZ_WRONG},
		{"", "=>", QUIZ_WRONG},
		{"   ", "keystone", QUIZ_WRONG},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum quiz_verdict got = quiz_judge(cases[i].given, cases[i].answer);

		if (got != cases[i].want)
			test_failed(__FILE__, __LINE__, "\"%s\" for \"%s\": %d, want %d",
				cases[i].given, cases[i].answer, got, cases[i].want);
	}
}

TEST(the_place_of_the_right_choice_is_chance)
{
	struct quiz_pool p = {0};
	int places[QUIZ_CHOICES] = {0};

	add(&p, "sand", "fact");
	add(&p, "water", "fact");
	add(&p, "clay", "fact");
	for (uint64_t seed = 0; seed < 400; seed++) {
		struct quiz_choice c;

		quiz_choices(&p, "lime", "fact", seed, &c);
		places[c.right]++;
	}
	for (int i = 0; i < QUIZ_CHOICES; i++)
		CHECK(places[i] > 60 && places[i] < 140);
	quiz_pool_release(&p);
}

TEST(choices_are_of_the_same_kind_where_there_are_enough)
{
	struct quiz_pool p = {0};
	struct quiz_choice c;

	add(&p, "1200 tons", "number");
	add(&p, "a row of arches", "definition");
	add(&p, "900 degrees", "number");
	add(&p, "the keystone", "fact");
	add(&p, "", "number");
	add(&p, "30 metres", "number");
	quiz_choices(&p, "1100 years", "number", 7, &c);
	CHECK_INT(c.len, 4);
	for (int i = 0; i < c.len; i++)
		CHECK(strchr("0123456789", *c.at[i]) && *c.at[i]);
	quiz_pool_release(&p);
}
