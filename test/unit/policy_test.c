#include "core/net/policy.h"
#include "test/unit/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static enum net_denial denies(const struct net_policy *p, const char *text)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	struct sockaddr_in v4 = {.sin_family = AF_INET};

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return policy_denies_address(p, (struct sockaddr *)&v4);
	if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
		return policy_denies_address(p, (struct sockaddr *)&v6);
	test_failed(__FILE__, __LINE__, "'%s' is no address", text);
	return NET_REACHABLE;
}

TEST(link_local_and_metadata_addresses_are_denied)
{
	static const char *const denied[] = {"169.254.169.254", "169.254.0.1", "100.100.100.200",
		"192.0.0.192", "fe80::1", "febf::1", "fd00:ec2::254", "::ffff:169.254.169.254",
		"::169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"};
	static const char *const allowed[] = {"127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1",
		"93.184.216.34", "::1", "fd12::1", "2606:2800:220:1::1", "::ffff:127.0.0.1"};

	for (size_t i = 0; i < sizeof denied / sizeof *denied; i++)
		if (!denies(NULL, denied[i]))
			test_failed(__FILE__, __LINE__, "%s is reached", denied[i]);
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (denies(NULL, allowed[i]))
			test_failed(__FILE__, __LINE__, "%s is denied", allowed[i]);
}

TEST(a_host_is_denied_in_every_spelling)
{
	static const char *const denied[] = {"169.254.169.254", "169.254.169.254.", "2852039166",
		"0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe", "0251.0376.0251.0376", "169.16689662",
		"169.254.43518", "[fe80::1]", "[fe80::1%25eth0]", "[::ffff:169.254.169.254]",
		"[::ffff:a9fe:a9fe]", "[fd00:ec2::254]", "metadata.google.internal",
		"METADATA.google.internal."};
	static const char *const allowed[] = {"localhost", "127.0.0.1", "[::1]", "example.org",
		"2130706433", "my-metadata.example"};

	for (size_t i = 0; i < sizeof denied / sizeof *denied; i++)
		if (!policy_denies_host(NULL, denied[i]))
			test_failed(__FILE__, __LINE__, "%s is reached", denied[i]);
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (policy_denies_host(NULL, allowed[i]))
			test_failed(__FILE__, __LINE__, "%s is denied", allowed[i]);
}

/* "-10.0.0.0/8 +10.1.0.0/16": what is denied and allowed. */
static void configure(struct net_policy *p, const char *rules)
{
	struct err err;

	*p = (struct net_policy){0};
	for (size_t len; *rules; rules += len + (rules[len] == ' ')) {
		char text[64] = "";

		len = strcspn(rules, " ");
		memcpy(text, rules + 1, len - 1);
		CHECK(net_policy_add(p, *rules == '+' ? NET_ALLOW : NET_DENY, text, &err));
	}
}

TEST(the_longest_prefix_decides)
{
	static const struct {
		const char *rules, *address;
		enum net_denial want;
	} rows[] = {
		{"-127.0.0.0/8", "127.0.0.1", NET_CONFIGURED},
		{"-127.0.0.0/8", "128.0.0.1", NET_REACHABLE},
		{"-127.0.0.0/8", "0.0.0.0", NET_CONFIGURED},
		{"-127.0.0.0/8", "::1", NET_REACHABLE},
		{"-::1", "::1", NET_CONFIGURED},
		{"-::1", "::", NET_CONFIGURED},
		{"-::1", "::2", NET_REACHABLE},
		{"-10.0.0.0/8 +10.1.0.0/16", "10.1.2.3", NET_REACHABLE},
		{"+10.1.0.0/16 -10.0.0.0/8", "10.2.2.3", NET_CONFIGURED},
		{"+10.0.0.0/8 -10.1.2.3", "10.1.2.3", NET_CONFIGURED},
		{"+10.0.0.0/8 -10.1.2.3", "10.1.2.2", NET_REACHABLE},
		{"+10.0.0.0/8 -10.0.0.0/8", "10.1.2.3", NET_CONFIGURED},
		{"-10.0.0.0/8 +10.0.0.0/8", "10.1.2.3", NET_CONFIGURED},
		{"-10.1.2.3/8", "10.200.0.1", NET_CONFIGURED},
		{"-192.168.4.0/22", "192.168.7.255", NET_CONFIGURED},
		{"-192.168.4.0/22", "192.168.8.0", NET_REACHABLE},
		{"-0.0.0.0/0", "8.8.8.8", NET_CONFIGURED},
		{"-0.0.0.0/0", "2001:db8::1", NET_REACHABLE},
		{"-0.0.0.0/0", "::1", NET_REACHABLE},
		{"-::/0", "2001:db8::1", NET_CONFIGURED},
		{"-::/0", "8.8.8.8", NET_REACHABLE},
		{"-::/0", "::ffff:8.8.8.8", NET_REACHABLE},
		{"-0.0.0.0/0 -::/0 +127.0.0.1", "127.0.0.1", NET_REACHABLE},
		{"-0.0.0.0/0 -::/0 +127.0.0.1", "127.0.0.2", NET_CONFIGURED},
		{"-2001:db8::/33", "2001:db8:7fff::", NET_CONFIGURED},
		{"-2001:db8::/33", "2001:db8:8000::", NET_REACHABLE},
		/* one address of IPv4 in the clothes of IPv6 */
		{"-10.0.0.0/8", "::ffff:10.1.2.3", NET_CONFIGURED},
		{"-::ffff:10.0.0.0/104", "10.1.2.3", NET_CONFIGURED},
		{"-::ffff:10.1.2.3", "10.1.2.3", NET_CONFIGURED},
		{"-10.0.0.0/8", "::10.1.2.3", NET_CONFIGURED},
		{"-10.0.0.0/8", "64:ff9b::a01:203", NET_CONFIGURED},
		{"-10.0.0.0/8 +64:ff9b::/96", "64:ff9b::a01:203", NET_CONFIGURED},
		{"-10.0.0.0/8", "2002:a01:203::1", NET_CONFIGURED},
		{"-2002::/16", "2002:a01:203::1", NET_CONFIGURED},
		/* what is built in stays unless it is allowed */
		{"+10.0.0.0/8", "169.254.169.254", NET_BUILT_IN},
		{"-10.0.0.0/8", "fe80::1", NET_BUILT_IN},
		{"+169.254.1.1", "169.254.1.1", NET_REACHABLE},
		{"+169.254.1.1", "::ffff:169.254.1.1", NET_REACHABLE},
		{"+169.254.1.1", "169.254.169.254", NET_BUILT_IN},
		{"+169.254.0.0/16 -169.254.169.254", "169.254.1.1", NET_REACHABLE},
		{"+169.254.0.0/16 -169.254.169.254", "169.254.169.254", NET_CONFIGURED},
		{"+fe80::/10", "fe80::1", NET_REACHABLE},
		{"+fd00:ec2::254", "fd00:ec2::254", NET_REACHABLE},
		{"+100.64.0.0/10", "100.100.100.200", NET_REACHABLE},
	};
	struct net_policy p;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		configure(&p, rows[i].rules);
		if (denies(&p, rows[i].address) != rows[i].want)
			test_failed(__FILE__, __LINE__, "%s under %s: %d", rows[i].address,
				rows[i].rules, (int)denies(&p, rows[i].address));
		net_policy_release(&p);
	}
}

TEST(what_is_configured_holds_for_every_spelling)
{
	static const char *const denied[] = {"127.0.0.1", "127.1", "2130706433", "0x7f000001",
		"0177.0.0.1", "127.0.0.1.", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0", "0.0.0.0"};
	static const char *const reached[] = {"localhost", "[::1]", "128.0.0.1", "metadata.goog"};
	struct net_policy p;

	configure(&p, "-127.0.0.0/8 +169.254.169.254");
	for (size_t i = 0; i < sizeof denied / sizeof *denied; i++)
		if (policy_denies_host(&p, denied[i]) != NET_CONFIGURED)
			test_failed(__FILE__, __LINE__, "%s is reached", denied[i]);
	for (size_t i = 0; i < sizeof reached / sizeof *reached; i++)
		if (policy_denies_host(&p, reached[i]) != NET_REACHABLE)
			test_failed(__FILE__, __LINE__, "%s is denied", reached[i]);
	CHECK_INT((int)policy_denies_host(&p, "169.254.1.1"), NET_BUILT_IN);
	net_policy_release(&p);
	configure(&p, "-169.254.169.254");
	CHECK_INT((int)policy_denies_host(&p, "metadata.goog"), NET_CONFIGURED);
	net_policy_release(&p);
}

TEST(networks_are_written_in_one_way)
{
	static const char *const bad[] = {"", "/8", "localhost", "10", "10.1", "010.0.0.1",
		"10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8/8",
		"10.0.0.0/ 8", "10.0.0.0/8 ", " 10.0.0.0", "10.0.0.0/255.0.0.0", "10.0.0.1:80",
		"[::1]", "::1/129", "fe80::1%eth0", "::g", "10.0.0.0/99999999999999999999",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:0000"};
	struct net_policy p = {0};
	struct err err;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (net_policy_add(&p, NET_DENY, bad[i], &err))
			test_failed(__FILE__, __LINE__, "'%s' is taken", bad[i]);
	CHECK_INT((int)p.networks.len, 0);
	CHECK(!net_policy_add(&p, NET_DENY, "10", &err));
	CHECK_STR(err.message, "'10' is no address and no network");
	net_policy_release(&p);
}
