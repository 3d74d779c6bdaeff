#include "core/data/schema_impl.h"

#include <string.h>

/* The parts of a reference as byte ranges (RFC 3986 appendix B). */
struct uri {
	struct part {
		const char *at;
		size_t len;
		bool is_set;
	} scheme, authority, path, query, fragment;
};

static struct part take(const char **p, size_t len)
{
	struct part part = {.at = *p, .len = len, .is_set = true};

	*p += len;
	return part;
}

static struct uri split(const char *text)
{
	struct uri uri = {0};
	const char *p = text;
	size_t scheme = strcspn(p, ":/?#");

	if (scheme && p[scheme] == ':') {
		uri.scheme = take(&p, scheme);
		p++;
	}
	if (p[0] == '/' && p[1] == '/') {
		p += 2;
		uri.authority = take(&p, strcspn(p, "/?#"));
	}
	uri.path = take(&p, strcspn(p, "?#"));
	if (*p == '?') {
		p++;
		uri.query = take(&p, strcspn(p, "#"));
	}
	if (*p == '#') {
		p++;
		uri.fragment = take(&p, strlen(p));
	}
	return uri;
}

/* Section 5.2.4: "." and ".." segments go away. */
static void add_path(struct str *out, const char *path, size_t len)
{
	size_t start = out->len;

	while (len) {
		const char *slash = memchr(path + 1, '/', len - 1);
		size_t segment = slash ? (size_t)(slash - path) : len;
		size_t name = segment - (*path == '/');
		const char *text = path + (*path == '/');

		if (name == 1 && text[0] == '.') {
			if (segment == len)
				str_add_char(out, '/');
		} else if (name == 2 && text[0] == '.' && text[1] == '.') {
			size_t kept = out->len;

			while (kept > start && out->at[--kept] != '/')
				;
			str_truncate(out, kept);
			if (segment == len)
				str_add_char(out, '/');
		} else {
			str_add_bytes(out, path, segment);
		}
		path += segment;
		len -= segment;
	}
}

/* Section 5.2.3: the reference's path beside the last segment of the base's. */
static void merge_path(struct str *out, const struct uri *base, struct part path)
{
	struct str merged = {0};
	size_t keep = base->path.len;

	while (keep && base->path.at[keep - 1] != '/')
		keep--;
	if (base->authority.is_set && !base->path.len)
		str_add_char(&merged, '/');
	str_add_bytes(&merged, base->path.at, keep);
	str_add_bytes(&merged, path.at, path.len);
	add_path(out, str_text(&merged), merged.len);
	str_release(&merged);
}

static void add_part(struct str *out, const char *before, struct part part, const char *after)
{
	if (!part.is_set)
		return;
	str_add(out, before);
	str_add_bytes(out, part.at, part.len);
	str_add(out, after);
}

char *schema_uri_resolve(struct arena *a, const char *base_text, const char *reference)
{
	struct uri base = split(base_text), r = split(reference);
	struct str out = {0};
	char *result;

	if (r.scheme.is_set)
		return arena_strdup(a, reference);
	add_part(&out, "", base.scheme, ":");
	add_part(&out, "//", r.authority.is_set ? r.authority : base.authority, "");
	if (r.authority.is_set || (r.path.len && r.path.at[0] == '/'))
		add_path(&out, r.path.at, r.path.len);
	else if (r.path.len)
		merge_path(&out, &base, r.path);
	else
		str_add_bytes(&out, base.path.at, base.path.len);
	add_part(&out, "?",
		r.query.is_set || r.path.len || r.authority.is_set ? r.query : base.query, "");
	add_part(&out, "#", r.fragment, "");
	result = arena_strdup(a, str_text(&out));
	str_release(&out);
	return result;
}
