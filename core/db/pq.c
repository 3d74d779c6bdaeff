#include "core/db/pq.h"

#include "core/base/library.h"

#include <pthread.h>

static struct pq_api api;
static bool loaded;
static char why[256];

static void load(void)
{
	static const struct library_symbol symbols[] = {
		{"PQconnectdbParams", &api.connectdbParams},
		{"PQfinish", &api.finish},
		{"PQstatus", &api.status},
		{"PQerrorMessage", &api.errorMessage},
		{"PQsocket", &api.socket},
		{"PQhost", &api.host},
		{"PQport", &api.port},
		{"PQdb", &api.db},
		{"PQpass", &api.pass},
		{"PQsetNoticeProcessor", &api.setNoticeProcessor},
		{"PQconninfoParse", &api.conninfoParse},
		{"PQconninfoFree", &api.conninfoFree},
		{"PQfreemem", &api.freemem},
		{"PQsendQueryParams", &api.sendQueryParams},
		{"PQsendPrepare", &api.sendPrepare},
		{"PQconsumeInput", &api.consumeInput},
		{"PQisBusy", &api.isBusy},
		{"PQgetResult", &api.getResult},
		{"PQclear", &api.clear},
		{"PQresultStatus", &api.resultStatus},
		{"PQresultErrorField", &api.resultErrorField},
		{"PQcmdTuples", &api.cmdTuples},
		{"PQntuples", &api.ntuples},
		{"PQnfields", &api.nfields},
		{"PQfname", &api.fname},
		{"PQftype", &api.ftype},
		{"PQgetvalue", &api.getvalue},
		{"PQgetlength", &api.getlength},
		{"PQgetisnull", &api.getisnull},
		{"PQgetCancel", &api.getCancel},
		{"PQcancel", &api.cancel},
		{"PQfreeCancel", &api.freeCancel},
		{0},
	};

	loaded = library_load(LIBRARY_PQ, symbols, why, sizeof why);
}

const struct pq_api *pq_load(struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	if (loaded)
		return &api;
	err_set(err, ERR_WORK, "cannot load libpq, which PostgreSQL is asked with: %s", why);
	err_hint(err, "install it: apt-get install libpq5");
	return NULL;
}
