#include "core/data/layers.h"
#include "test/unit/test.h"

#include <stdio.h>
#include <stdlib.h>

TEST(a_key_can_be_replaced_again_and_again)
{
	struct layers l;
	char key[40], want[40];

	layers_init(&l, NULL);
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 20; i++) {
			snprintf(key, sizeof key, "a-longer-key-%d", i);
			layers_set_take(&l, key, json_new_number(round * 100 + i));
		}
	}
	CHECK_INT(json_count(l.own), 20);
	for (int i = 0; i < 20; i++) {
		snprintf(key, sizeof key, "a-longer-key-%d", i);
		snprintf(want, sizeof want, "%d", 4900 + i);
		char *got = json_text(layers_get(&l, key));
		CHECK_STR(got, want);
		free(got);
	}
	layers_release(&l);
}

TEST(an_inner_layer_hides_and_keeps_the_outer_place)
{
	struct layers outer, inner;
	cJSON *all;
	char *text;

	layers_init(&outer, NULL);
	layers_set_take(&outer, "a", json_new_number(1));
	layers_set_take(&outer, "b", json_new_number(2));
	layers_init(&inner, &outer);
	layers_set_take(&inner, "c", json_new_number(3));
	layers_set_take(&inner, "a", json_new_number(4));
	all = layers_to_json(&inner);
	text = json_text(all);
	CHECK_STR(text, "{\"a\":4,\"b\":2,\"c\":3}");
	CHECK(layers_get(&outer, "a")->valuedouble == 1);
	free(text);
	json_free(all);
	layers_release(&inner);
	layers_release(&outer);
}
