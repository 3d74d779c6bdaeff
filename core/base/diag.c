#include "core/base/diag.h"

#include <stdlib.h>
#include <string.h>

void diags_release(struct diags *d)
{
	for (size_t i = 0; i < d->list.len; i++) {
		struct diag *f = &d->list.at[i];

		free(f->path);
		free(f->code);
		free(f->message);
		free(f->hint);
		free(f->excerpt);
	}
	vec_release(&d->list);
	*d = (struct diags){0};
}

void diags_add_take(struct diags *d, struct diag finding)
{
	vec_push(&d->list, finding);
	if (finding.severity == DIAG_ERROR)
		d->errors++;
	else
		d->warnings++;
}

static int by_place(const struct diag *a, const struct diag *b)
{
	int order = strcmp(a->path ? a->path : "", b->path ? b->path : "");

	if (order)
		return order;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

/* Merge sort: stable, and the number of findings is capped by nothing. */
static void sort_range(struct diag *at, struct diag *spare, size_t len)
{
	size_t half = len / 2, i = 0, j = half;

	if (len < 2)
		return;
	sort_range(at, spare, half);
	sort_range(at + half, spare, len - half);
	for (size_t k = 0; k < len; k++) {
		bool left = i < half && (j >= len || by_place(&at[i], &at[j]) <= 0);

		spare[k] = left ? at[i++] : at[j++];
	}
	memcpy(at, spare, len * sizeof *at);
}

void diags_sort(struct diags *d)
{
	struct diag *spare;

	if (d->list.len < 2)
		return;
	spare = mem_alloc(d->list.len * sizeof *spare);
	sort_range(d->list.at, spare, d->list.len);
	free(spare);
}
