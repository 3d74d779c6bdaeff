#ifndef TEST_STUB_SERVER_H
#define TEST_STUB_SERVER_H

/* The HTTP server that the corpus's cases and probes talk to: loopback only,
 * on a port of the kernel's choice.  ../shared/corpus/blok/README.md says what
 * it answers; below /m/ there are models (stub_models.c). */
struct stub_server;

struct stub_server *stub_start(void); /* NULL when it cannot listen */
int stub_port(const struct stub_server *s);
void stub_stop(struct stub_server *s);

#endif
