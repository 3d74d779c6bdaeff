#ifndef NET_POLICY_H
#define NET_POLICY_H

#include <stdbool.h>
#include <sys/socket.h>

/* Addresses that no workflow may reach: link-local ones, and those where
 * clouds keep a machine's credentials.  Loopback and private networks are
 * allowed: local services are what workflows talk to. */
bool policy_denies_address(const struct sockaddr *address);

/* The host of a URL as written: a literal address in any spelling (decimal,
 * octal, hexadecimal, IPv4 in IPv6), or a name of a metadata service.  For
 * requests through a proxy, where only the proxy's address is connected to. */
bool policy_denies_host(const char *host);

#endif
