#ifndef DB_PQ_H
#define DB_PQ_H

#include "core/base/err.h"

#include <libpq-fe.h>

/* libpq, loaded on first use: most commands ask no PostgreSQL.  The members are
 * its functions without their PQ. */
struct pq_api {
	PGconn *(*connectdbParams)(const char *const *, const char *const *, int);
	void (*finish)(PGconn *);
	ConnStatusType (*status)(const PGconn *);
	char *(*errorMessage)(const PGconn *);
	int (*socket)(const PGconn *);
	char *(*host)(const PGconn *);
	char *(*port)(const PGconn *);
	char *(*db)(const PGconn *);
	char *(*pass)(const PGconn *);
	PQnoticeProcessor (*setNoticeProcessor)(PGconn *, PQnoticeProcessor, void *);
	PQconninfoOption *(*conninfoParse)(const char *, char **);
	void (*conninfoFree)(PQconninfoOption *);
	void (*freemem)(void *);
	int (*sendQueryParams)(PGconn *, const char *, int, const Oid *, const char *const *,
		const int *, const int *, int);
	int (*sendPrepare)(PGconn *, const char *, const char *, int, const Oid *);
	int (*consumeInput)(PGconn *);
	int (*isBusy)(PGconn *);
	PGresult *(*getResult)(PGconn *);
	void (*clear)(PGresult *);
	ExecStatusType (*resultStatus)(const PGresult *);
	char *(*resultErrorField)(const PGresult *, int);
	char *(*cmdTuples)(PGresult *);
	int (*ntuples)(const PGresult *);
	int (*nfields)(const PGresult *);
	char *(*fname)(const PGresult *, int);
	Oid (*ftype)(const PGresult *, int);
	char *(*getvalue)(const PGresult *, int, int);
	int (*getlength)(const PGresult *, int, int);
	int (*getisnull)(const PGresult *, int, int);
	PGcancel *(*getCancel)(PGconn *);
	int (*cancel)(PGcancel *, char *, int);
	void (*freeCancel)(PGcancel *);
};

const struct pq_api *pq_load(struct err *err); /* NULL: it is not there */

#endif
