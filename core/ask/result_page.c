#include "core/ask/result_page.h"

static const char *cell_text(const struct source_value *v, struct arena *a)
{
	struct str text = {0};
	const char *cell;

	if (v->kind == VALUE_NULL)
		return NULL;
	result_text(v, &text);
	cell = arena_strndup(a, str_text(&text), text.len);
	str_release(&text);
	return cell;
}

void result_page_table(
	const struct source_result *r, size_t most, struct arena *a, struct page_table *ret)
{
	size_t rows = r->rows < most ? r->rows : most;
	const char **cells = arena_array(a, const char *, rows * r->columns + 1);
	bool *numbers = arena_array(a, bool, r->columns + 1);

	for (size_t c = 0; c < r->columns; c++)
		numbers[c] = result_is_number(r, c);
	for (size_t i = 0; i < rows * r->columns; i++)
		cells[i] = cell_text(&r->values[i], a);
	*ret = (struct page_table){.titles = result_names(r, a),
		.numbers = numbers,
		.columns = r->columns,
		.cells = cells,
		.rows = rows,
		.left_out = r->rows - rows};
}
