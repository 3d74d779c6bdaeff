#define _GNU_SOURCE /* inet_aton */
#include "core/net/policy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool denies_v4(uint32_t a)
{
	/* 169.254.0.0/16 is link-local (RFC 3927) and holds 169.254.169.254;
	 * 100.100.100.200 and 192.0.0.192 are metadata services, too. */
	return (a & 0xffff0000u) == 0xa9fe0000u || a == 0x646464c8u || a == 0xc00000c0u;
}

static uint32_t v4_at(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool denies_v6(const struct in6_addr *address)
{
	static const unsigned char zeros[12], mapped[12] = {[10] = 0xff, [11] = 0xff};
	static const unsigned char nat64[12] = {0, 0x64, 0xff, 0x9b};
	static const unsigned char ec2[16] = {0xfd, 0, 0x0e, 0xc2, [14] = 0x02, [15] = 0x54};
	const unsigned char *b = address->s6_addr;

	if (b[0] == 0xfe && (b[1] & 0xc0) == 0x80)
		return true; /* fe80::/10 */
	if (memcmp(b, ec2, sizeof ec2) == 0)
		return true; /* fd00:ec2::254 */
	if (memcmp(b, mapped, 12) == 0 || memcmp(b, zeros, 12) == 0 || memcmp(b, nat64, 12) == 0)
		return denies_v4(v4_at(b + 12));
	return b[0] == 0x20 && b[1] == 0x02 && denies_v4(v4_at(b + 2)); /* 6to4 */
}

bool policy_denies_address(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return denies_v4(ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr));
	if (address->sa_family == AF_INET6)
		return denies_v6(&((const struct sockaddr_in6 *)address)->sin6_addr);
	return true; /* nothing else is a web server */
}

bool policy_denies_host(const char *host)
{
	static const char *const names[] = {"metadata.google.internal", "metadata.goog", "metadata",
		"instance-data", "instance-data.ec2.internal"};
	char copy[256];
	size_t len = (size_t)snprintf(copy, sizeof copy, "%s", host);
	struct in6_addr v6;
	struct in_addr v4;

	if (len >= sizeof copy)
		return true;
	if (len && copy[len - 1] == '.')
		copy[--len] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(copy, names[i]) == 0)
			return true;
	if (copy[0] == '[' && len && copy[len - 1] == ']') {
		copy[len - 1] = '\0';
		copy[strcspn(copy, "%")] = '\0'; /* a zone */
		return inet_pton(AF_INET6, copy + 1, &v6) == 1 && denies_v6(&v6);
	}
	/* inet_aton() takes every spelling that resolvers take */
	return inet_aton(copy, &v4) && denies_v4(ntohl(v4.s_addr));
}
