#!/bin/sh
# bare.sh deb|demo|check [FOLDER]: in a Debian that has nothing but its base system, made anew below
# FOLDER (.build/bare; kept for the next time), as root. `deb` installs the package of `make deb`
# and tries what a user would; the others run `make demo` or `make check` in a fresh clone.
set -eu
cd "$(dirname "$0")/../.."

what=${1:?deb, demo or check}
base=$(mkdir -p "${2:-.build/bare}" && cd "${2:-.build/bare}" && pwd)
suite=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
root=$base/$what
# Where this machine gets its packages from.
mirror=${MIRROR:-$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
	sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)*\([^ ]*\).*/\2/p' | head -1)}

[ "$(id -u)" = 0 ] || {
	echo "bare: chroot is root's" >&2
	exit 1
}
unmount() {
	for place in dev/pts dev/shm proc dev; do
		mountpoint -q "$root/$place" && umount -l "$root/$place"
	done
	return 0
}
trap unmount EXIT

unmount
rm -rf "$root"
[ -d "$base/$suite" ] || {
	debootstrap --variant=minbase "$suite" "$base/$suite.new" "$mirror" >"$base/debootstrap.log" 2>&1 || {
		tail -3 "$base/debootstrap.log" >&2
		exit 1
	}
	mv "$base/$suite.new" "$base/$suite"
}
cp -a "$base/$suite" "$root"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
for place in proc dev dev/pts dev/shm; do
	mkdir -p "$root/$place"
	mount --bind "/$place" "$root/$place" 2>/dev/null || echo "bare: without /$place"
done
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=xterm DEBIAN_FRONTEND=noninteractive sh -euc "$1"; }

inside 'apt-get update -q >/dev/null'
case $what in
deb)
	package=$(${MAKE:-make} -s deb | tail -1)
	cp "$package" "$root/tmp/blokctl.deb"
	cp -r workflows "$root/tmp/workflows"
	inside 'apt-get install -y -q --no-install-recommends /tmp/blokctl.deb >/tmp/install.log 2>&1 || { tail /tmp/install.log; exit 1; }'
	inside '
		cd "$(mktemp -d)"
		blokctl --version
		blokctl init >/dev/null
		blokctl workflow run hello -q --input "{\"name\": \"Ada\", \"hour\": 9}" | grep -q Ada
		blokctl ask-sql --db /tmp/workflows/data/shop "how many customers are there" --format csv | tail -1 | grep -q "[0-9]"
		blokctl gen-cards /tmp/workflows/data/tides.md --json | grep -q question
		mkdir migrations
		printf "%s\n" "-- migrate:up" "CREATE TABLE a (x);" "-- migrate:down" "DROP TABLE a;" >migrations/1_a.sql
		blokctl migrate up --db a.db -q
		blokctl migrate status --db a.db --exit-code >/dev/null
		echo "1 + 1" | sed "s/^/= /" | blokctl repl | grep -q 2
		blokctl doctor
		blokctl doctor --json | grep -q "\"check\":\"libraries\",\"status\":\"ok\""
		test -f /usr/share/man/man1/blokctl.1.gz
		apt-get remove -y -q blokctl >/dev/null
		test ! -e /usr/bin/blokctl
	'
	echo "bare: the package installs, works and goes again ($suite)"
	;;
demo | check)
	inside 'apt-get install -y -q --no-install-recommends make gcc libc6-dev git ca-certificates >/dev/null 2>&1'
	git clone -q . "$root/tmp/blokctl"
	inside "cd /tmp/blokctl && make $what"
	;;
*)
	echo "bare: deb, demo or check" >&2
	exit 2
	;;
esac
