#define _GNU_SOURCE /* inet_aton */
#include "core/net/policy.h"

#include "core/base/num.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define METADATA 0xa9fea9feu /* 169.254.169.254 */
#define LOOPBACK 0x7f000001u

/* ---- addresses ---- */

struct address {
	bool v6;
	unsigned char at[16];
};

static struct address v4_address(uint32_t a)
{
	return (struct address){.at = {(unsigned char)(a >> 24), (unsigned char)(a >> 16),
					(unsigned char)(a >> 8), (unsigned char)a}};
}

static uint32_t v4_at(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static const unsigned char zeros[15], mapped[12] = {[10] = 0xff, [11] = 0xff};

/* What else is reached by it: the IPv4 address that an IPv6 one stands for; the
 * loopback that Linux connects to for an address of zeros. */
static bool other_form(const struct address *a, struct address *ret)
{
	static const unsigned char nat64[12] = {0, 0x64, 0xff, 0x9b};
	const unsigned char *b = a->at;

	if (!a->v6) {
		*ret = v4_address(LOOPBACK);
		return v4_at(b) == 0;
	}
	if (memcmp(b, zeros, 15) == 0 && b[15] <= 1) {
		*ret = (struct address){.v6 = true, .at = {[15] = 1}};
		return b[15] == 0; /* ::1 is no form of 0.0.0.1 */
	}
	if (memcmp(b, mapped, 12) == 0 || memcmp(b, nat64, 12) == 0 || memcmp(b, zeros, 12) == 0)
		*ret = v4_address(v4_at(b + 12));
	else if (b[0] == 0x20 && b[1] == 0x02) /* 6to4 */
		*ret = v4_address(v4_at(b + 2));
	else
		return false;
	return true;
}

/* ---- what is built in ---- */

static bool is_denied_v4(uint32_t a)
{
	/* 169.254.0.0/16 is link-local (RFC 3927) and holds 169.254.169.254;
	 * 100.100.100.200 and 192.0.0.192 are metadata services, too. */
	return (a & 0xffff0000u) == 0xa9fe0000u || a == 0x646464c8u || a == 0xc00000c0u;
}

static bool is_denied(const struct address *a)
{
	static const unsigned char ec2[16] = {0xfd, 0, 0x0e, 0xc2, [14] = 0x02, [15] = 0x54};

	if (!a->v6)
		return is_denied_v4(v4_at(a->at));
	/* fe80::/10, fd00:ec2::254 */
	return (a->at[0] == 0xfe && (a->at[1] & 0xc0) == 0x80) || memcmp(a->at, ec2, 16) == 0;
}

/* ---- what is configured ---- */

static bool covers(const struct net_network *n, const struct address *a)
{
	unsigned whole = n->bits / 8, rest = n->bits % 8;

	if (n->v6 != a->v6 || memcmp(n->at, a->at, whole) != 0)
		return false;
	return !rest || (n->at[whole] ^ a->at[whole]) >> (8 - rest) == 0;
}

/* The network that decides, or NULL. */
static const struct net_network *rule_of(const struct net_policy *p, const struct address *a)
{
	const struct net_network *found = NULL;

	for (size_t i = 0; p && i < p->networks.len; i++) {
		const struct net_network *n = &p->networks.at[i];

		if (!covers(n, a))
			continue;
		if (!found || n->bits > found->bits ||
			(n->bits == found->bits && n->rule == NET_DENY))
			found = n;
	}
	return found;
}

static enum net_denial denies(const struct net_policy *p, const struct address *a)
{
	const struct net_network *rule = rule_of(p, a), *rule_of_other = NULL;
	struct address other;
	bool has_other = other_form(a, &other);

	/* A mapped address is the IPv4 one: no network of IPv6 is about it. */
	if (a->v6 && memcmp(a->at, mapped, 12) == 0)
		rule = NULL;
	if (has_other)
		rule_of_other = rule_of(p, &other);
	if ((rule && rule->rule == NET_DENY) || (rule_of_other && rule_of_other->rule == NET_DENY))
		return NET_CONFIGURED;
	if (rule || rule_of_other)
		return NET_REACHABLE;
	return is_denied(a) || (has_other && is_denied(&other)) ? NET_BUILT_IN : NET_REACHABLE;
}

/* Digits without a leading zero. */
static bool parse_bits(const char *text, long long most, unsigned *ret)
{
	long long bits;

	if (strspn(text, "0123456789") != strlen(text) || (text[0] == '0' && text[1]) ||
		!num_parse_int(text, 0, most, &bits))
		return false;
	*ret = (unsigned)bits;
	return true;
}

bool net_network_parse(const char *text, struct net_network *ret)
{
	struct net_network n = {0};
	char address[INET6_ADDRSTRLEN];
	size_t len = strcspn(text, "/");

	if (len >= sizeof address)
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	n.v6 = strchr(address, ':');
	n.bits = n.v6 ? 128 : 32;
	if (inet_pton(n.v6 ? AF_INET6 : AF_INET, address, n.at) != 1 ||
		(text[len] && !parse_bits(text + len + 1, n.bits, &n.bits)))
		return false;
	if (n.v6 && n.bits >= 96 && memcmp(n.at, mapped, 12) == 0) {
		n.v6 = false;
		n.bits -= 96;
		memmove(n.at, n.at + 12, 4);
	}
	*ret = n;
	return true;
}

bool net_policy_add(struct net_policy *p, enum net_rule rule, const char *text, struct err *err)
{
	struct net_network network;

	if (!net_network_parse(text, &network))
		return err_set(err, ERR_INPUT, "'%s' is no address and no network", text);
	network.rule = rule;
	vec_push(&p->networks, network);
	return true;
}

void net_policy_release(struct net_policy *p)
{
	vec_release(&p->networks);
}

enum net_denial policy_denies_address(const struct net_policy *p, const struct sockaddr *address)
{
	struct address a = {0};

	if (address->sa_family == AF_INET) {
		memcpy(a.at, &((const struct sockaddr_in *)address)->sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		a.v6 = true;
		memcpy(a.at, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
	} else {
		return NET_BUILT_IN; /* nothing else is a web server */
	}
	return denies(p, &a);
}

static bool is_metadata_name(const char *host)
{
	static const char *const names[] = {"metadata.google.internal", "metadata.goog", "metadata",
		"instance-data", "instance-data.ec2.internal"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(host, names[i]) == 0)
			return true;
	return false;
}

enum net_denial policy_denies_host(const struct net_policy *p, const char *host)
{
	char copy[256];
	size_t len = (size_t)snprintf(copy, sizeof copy, "%s", host);
	struct address a = {.v6 = true};
	struct in_addr v4;

	if (len >= sizeof copy)
		return NET_BUILT_IN;
	if (len && copy[len - 1] == '.')
		copy[--len] = '\0';
	if (copy[0] == '[' && len && copy[len - 1] == ']') {
		copy[len - 1] = '\0';
		copy[strcspn(copy, "%")] = '\0'; /* a zone */
		return inet_pton(AF_INET6, copy + 1, a.at) == 1 ? denies(p, &a) : NET_REACHABLE;
	}
	/* inet_aton() takes every spelling that resolvers take */
	if (is_metadata_name(copy))
		a = v4_address(METADATA);
	else if (inet_aton(copy, &v4))
		a = v4_address(ntohl(v4.s_addr));
	else
		return NET_REACHABLE;
	return denies(p, &a);
}
