#include "core/text/entity.h"

#include "core/text/xml.h"

#include <stdlib.h>
#include <string.h>

/* "#8217", "#x2019", "hellip"; 0: none.  The common ones are here, for most texts need no
 * more; libxml2 has all. */
static uint32_t value_of(const char *name)
{
	static const struct {
		const char *name;
		uint32_t cp;
	} common[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
		{"nbsp", 0xa0}, {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026},
		{"rsquo", 0x2019}, {"lsquo", 0x2018}, {"rdquo", 0x201d}, {"ldquo", 0x201c}};
	const struct xml_api *xml;
	const htmlEntityDesc *found;
	struct err err;

	if (*name == '#') {
		bool is_hex = name[1] == 'x' || name[1] == 'X';
		const char *digits = name + 1 + is_hex;
		unsigned long cp = strtoul(digits, NULL, is_hex ? 16 : 10);

		if (digits[strspn(digits, is_hex ? "0123456789abcdefABCDEF" : "0123456789")])
			return 0;
		return cp <= 0x10ffff && !(cp >= 0xd800 && cp < 0xe000) ? (uint32_t)cp : 0xfffd;
	}
	for (size_t c = 0; c < sizeof common / sizeof *common; c++)
		if (strcmp(common[c].name, name) == 0)
			return common[c].cp;
	xml = xml_load(&err);
	found = xml ? xml->entity((const xmlChar *)name) : NULL;
	return found ? found->value : 0;
}

uint32_t text_entity(const char *text, size_t len)
{
	char name[32];

	if (len < 3 || len - 2 >= sizeof name || *text != '&' || text[len - 1] != ';')
		return 0;
	memcpy(name, text + 1, len - 2);
	name[len - 2] = '\0';
	return value_of(name);
}
