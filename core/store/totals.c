#include "core/store/totals.h"

/* Three labels, two counts and a value. */
static const char *const queries[] = {
	[TOTAL_RUNS] = "SELECT workflow, status, NULL, count(*), 0, total(duration_ms) / 1000"
		       " FROM run WHERE ended_at IS NOT NULL"
		       " AND status NOT IN ('running', 'waiting', 'paused') GROUP BY 1, 2",
	[TOTAL_RUNS_LAST] = "SELECT workflow, NULL, NULL, 0, 0, max(ended_at) / 1000.0 FROM run"
			    " WHERE ended_at IS NOT NULL GROUP BY 1",
	[TOTAL_RUNS_WAIT] = "SELECT workflow, status, NULL, count(*), 0, 0 FROM run"
			    " WHERE status IN ('waiting', 'paused') GROUP BY 1, 2",
	[TOTAL_STEPS] = "SELECT node, status, NULL, count(*), 0, total(duration_us) / 1e6"
			" FROM attempt WHERE duration_us IS NOT NULL GROUP BY 1, 2",
	[TOTAL_CALLS] = "SELECT provider, model, status, count(*), 0, total(duration_ms) / 1000"
			" FROM ai_usage WHERE NOT cached AND status <> 'reserved' GROUP BY 1, 2, 3",
	[TOTAL_TOKENS] = "SELECT provider, model, 'input', sum(input + cache_read + cache_write),"
			 " 0, 0 FROM ai_usage WHERE NOT cached AND status <> 'reserved'"
			 " GROUP BY 1, 2 UNION ALL"
			 " SELECT provider, model, 'output', sum(output), 0, 0"
			 " FROM ai_usage WHERE NOT cached AND status <> 'reserved' GROUP BY 1, 2"
			 " ORDER BY 1, 2, 3",
	[TOTAL_COST] = "SELECT provider, model, NULL, 0, 0, total(cost) FROM ai_usage"
		       " WHERE NOT cached AND status <> 'reserved' GROUP BY 1, 2",
	[TOTAL_HITS] = "SELECT provider, model, NULL, count(*), 0, 0 FROM ai_usage"
		       " WHERE cached GROUP BY 1, 2",
	[TOTAL_PERIODS] = "SELECT user, period, NULL, requests, tokens, cost FROM ai_period"
			  " ORDER BY 1, 2",
};

bool totals_each(struct store *s, enum total which, total_visit *each, void *self, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s), queries[which], &q, err);
	while (ok && row) {
		struct total_row total;

		ok = db_step(q, &row, err);
		if (!ok || !row)
			break;
		for (int i = 0; i < TOTAL_LABELS; i++)
			total.labels[i] = db_text(q, i);
		total.count = db_int(q, TOTAL_LABELS);
		total.more = db_int(q, TOTAL_LABELS + 1);
		total.value = db_real(q, TOTAL_LABELS + 2);
		ok = each(self, &total, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}
