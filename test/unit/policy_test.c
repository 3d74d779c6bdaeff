#include "core/net/policy.h"
#include "test/unit/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static bool denies(const char *text)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	struct sockaddr_in v4 = {.sin_family = AF_INET};

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return policy_denies_address((struct sockaddr *)&v4);
	if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
		return policy_denies_address((struct sockaddr *)&v6);
	test_failed(__FILE__, __LINE__, "'%s' is no address", text);
	return false;
}

TEST(link_local_and_metadata_addresses_are_denied)
{
	static const char *const denied[] = {"169.254.169.254", "169.254.0.1", "100.100.100.200",
		"192.0.0.192", "fe80::1", "febf::1", "fd00:ec2::254", "::ffff:169.254.169.254",
		"::169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"};
	static const char *const allowed[] = {"127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1",
		"93.184.216.34", "::1", "fd12::1", "2606:2800:220:1::1", "::ffff:127.0.0.1"};

	for (size_t i = 0; i < sizeof denied / sizeof *denied; i++)
		if (!denies(denied[i]))
			test_failed(__FILE__, __LINE__, "%s is reached", denied[i]);
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (denies(allowed[i]))
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
		if (!policy_denies_host(denied[i]))
			test_failed(__FILE__, __LINE__, "%s is reached", denied[i]);
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (policy_denies_host(allowed[i]))
			test_failed(__FILE__, __LINE__, "%s is denied", allowed[i]);
}
