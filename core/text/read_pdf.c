#define _GNU_SOURCE /* memfd_create */

#include "core/text/read_pdf.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/proc.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What pdftohtml may take: a book of a thousand pages takes it 3 s and 100 MB. */
#define PDF_TIMEOUT_S 60
#define PDF_MEMORY_MAX ((int64_t)2 << 30)
#define PDF_XML_MAX ((size_t)128 << 20)
#define PDF_PAGES_MAX 5000
#define PDF_PAGES_ARG "5000"
/* A scan has a page number or a stamp at most. */
#define WORDS_OF_A_PAGE 20

extern char **environ;

/* A file that only the child and we can see. */
static int file_of(const struct text_input *in, struct err *err)
{
	int fd = memfd_create("blokctl-pdf", MFD_CLOEXEC);

	if (fd < 0) {
		err_errno(err, errno, "cannot read '%s'", in->name);
		return -1;
	}
	if (fs_write_fd(fd, in->bytes, in->len) && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	err_errno(err, errno, "cannot read '%s'", in->name);
	close(fd);
	return -1;
}

static bool has_bytes(const struct text_input *in, const char *word)
{
	return memmem(in->bytes, in->len, word, strlen(word)) != NULL;
}

static bool check_end(const struct proc_result *r, const struct text_input *in, struct err *err)
{
	if (r->end == PROC_LATE || r->signal == SIGXCPU)
		return err_set(err, ERR_INPUT, "'%s' takes longer than %d s to read (the limit)",
			in->name, PDF_TIMEOUT_S);
	if (r->end == PROC_TOO_MUCH)
		return err_set(err, ERR_INPUT, "'%s' has more than %zu MiB of text (the limit)",
			in->name, PDF_XML_MAX >> 20);
	if (r->status == 127 || r->status == 126) {
		err_set(err, ERR_WORK, "cannot run pdftohtml, which PDF is read with");
		return err_hint(err, "install it: apt-get install poppler-utils");
	}
	if (r->end == PROC_ENDED && r->status == 0 && r->out.len)
		return true;
	if (has_bytes(in, "/Encrypt")) {
		err_set(err, ERR_INPUT, "'%s' is encrypted, or its text must not be copied",
			in->name);
		return err_hint(err, "save it without a password first, as with qpdf --decrypt");
	}
	return err_set(err, ERR_INPUT, "'%s' is no PDF that can be read: it is broken", in->name);
}

/* pdftohtml's XML.  The child sees the file by its descriptor: nothing is left on disk. */
static bool run(const struct text_input *in, int file, struct str *ret, struct err *err)
{
	static const char *const argv[] = {"pdftohtml", "-xml", "-i", "-q", "-hidden", "-enc",
		"UTF-8", "-l", PDF_PAGES_ARG, "-stdout", "/dev/fd/4", NULL};
	const struct proc_watch watch = {.max_output = PDF_XML_MAX,
		.deadline_us = clock_mono_us() + PDF_TIMEOUT_S * 1000000LL,
		.wake_fd = -1};
	/* It reads what strangers have made, and needs nothing but that. */
	const struct sandbox sandbox = {.mode = SANDBOX_PREFERRED};
	const struct proc_spec spec = {.argv = argv,
		.env = environ,
		.file = file,
		.limits = {.cpu_s = PDF_TIMEOUT_S, .memory_bytes = PDF_MEMORY_MAX},
		.sandbox = &sandbox};
	struct proc_result result;
	struct proc proc;
	bool ok;

	if (!proc_start(&spec, &proc, err)) {
		err_set(err, ERR_WORK, "cannot run pdftohtml, which PDF is read with");
		return err_hint(err, "install it: apt-get install poppler-utils");
	}
	proc_wait(&proc, &watch, &result);
	ok = check_end(&result, in, err);
	if (ok) {
		*ret = result.out;
		result.out = (struct str){0};
	}
	proc_result_release(&result);
	return ok;
}

void pdf_release(struct pdf *p)
{
	vec_release(&p->pages);
	vec_release(&p->pieces);
	vec_release(&p->lines);
	vec_release(&p->outline);
}

static bool has_text(const struct pdf *p, const char *name, struct err *err)
{
	size_t words = pdf_words(p), pages = p->pages.len;

	if (!pages)
		return err_set(err, ERR_INPUT, "'%s' has no pages", name);
	if (words >= WORDS_OF_A_PAGE * pages)
		return true;
	err_set(err, ERR_INPUT,
		"'%s' has no text, but %zu words on %zu pages: it seems to be scanned", name, words,
		pages);
	return err_hint(err, "make its text first, as with ocrmypdf in.pdf out.pdf");
}

bool pdf_read_xml(
	struct text_document *d, const char *xml, size_t len, const char *name, struct err *err)
{
	struct arena scratch = {0};
	struct pdf p = {.a = &scratch};
	bool ok = pdf_parse(&p, xml, len, name, err) && has_text(&p, name, err);

	if (ok) {
		d->pages = p.pages.len;
		pdf_make_lines(&p);
		pdf_drop_lines(&p);
		pdf_find_headings(&p);
		pdf_add_blocks(&p, d);
		if (p.is_cut || p.pages.len == PDF_PAGES_MAX)
			text_document_note(d, "only the first %zu pages are read", p.pages.len);
	}
	pdf_release(&p);
	arena_release(&scratch);
	return ok;
}

bool text_read_pdf(struct text_document *d, const struct text_input *in, struct err *err)
{
	int file = file_of(in, err);
	struct str xml = {0};
	bool ok;

	if (file < 0)
		return false;
	ok = run(in, file, &xml, err);
	close(file);
	ok = ok && pdf_read_xml(d, str_text(&xml), xml.len, in->name, err);
	str_release(&xml);
	return ok;
}
