#include "core/text/read_pdf.h"
#include "test/fuzz/document_check.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What pdftohtml writes; pages with hardly a word are filled up, so that they are read. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text_document d = {0};
	struct err err = {0};
	struct str xml = {0};

	str_add(&xml, "<pdf2xml><page number=\"1\" width=\"900\" height=\"1200\">"
		      "<text top=\"100\" left=\"100\" width=\"700\" height=\"15\" font=\"0\">");
	for (int word = 0; word < 200; word++)
		str_add(&xml, "word ");
	str_add(&xml, "</text></page>");
	str_add_bytes(&xml, (const char *)data, size);
	if (pdf_read_xml(&d, str_text(&xml), xml.len, "a", &err))
		check_document(&d);
	else if (err.kind != ERR_INPUT)
		abort();
	text_document_release(&d);
	str_release(&xml);
	return 0;
}
