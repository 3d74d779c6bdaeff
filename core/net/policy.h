#ifndef NET_POLICY_H
#define NET_POLICY_H

#include "core/base/err.h"
#include "core/base/vec.h"

#include <stdbool.h>
#include <sys/socket.h>

/* Which addresses a workflow may reach.  Link-local ones, and those where clouds
 * keep a machine's credentials, are denied unless somebody allows them; loopback
 * and private networks are what workflows talk to. */

enum net_rule { NET_DENY, NET_ALLOW };

/* An address, or one with the number of its leading bits (RFC 4632, RFC 4291
 * section 2.3): 10.1.2.3, 10.0.0.0/8, ::1, fd00::/8. */
struct net_network {
	bool v6;
	unsigned char at[16]; /* in network order; those behind `bits` do not count */
	unsigned bits;
	enum net_rule rule;
};
/* False for anything else: names, ports, brackets, zones, leading zeros. */
bool net_network_parse(const char *text, struct net_network *ret);

/* What a user has configured, over what is built in.  The longest prefix that
 * covers an address decides; at equal length denial does. */
struct net_policy {
	VEC(struct net_network) networks;
};
/* ERR_INPUT when it is no network. */
bool net_policy_add(struct net_policy *p, enum net_rule rule, const char *text, struct err *err);
void net_policy_release(struct net_policy *p);

enum net_denial {
	NET_REACHABLE, /* 0 */
	NET_BUILT_IN,
	NET_CONFIGURED,
};

/* `p` NULL: only what is built in.  An IPv6 address that stands for an IPv4 one
 * (mapped, compatible, NAT64, 6to4) is denied when either of them is. */
enum net_denial policy_denies_address(const struct net_policy *p, const struct sockaddr *address);

/* The host of a URL as written: a literal address in any spelling (decimal,
 * octal, hexadecimal, IPv4 in IPv6), or a name of a metadata service, which
 * stands for 169.254.169.254.  For requests through a proxy, where only the
 * proxy's address is connected to. */
enum net_denial policy_denies_host(const struct net_policy *p, const char *host);

#endif
