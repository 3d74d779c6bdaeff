#!/bin/sh
# deb.sh BINARY VERSION: a Debian package of an installed tree, .build/blokctl_VERSION_ARCH.deb.
# It depends on what the program is linked with and on what it loads on first use
# (core/base/library.c). The same tree gives the same package, byte by byte.
set -eu
cd "$(dirname "$0")/../.."

binary=$1
version=$2
work=.build/deb
root=$work/root
doc=$root/usr/share/doc/blokctl

for tool in dpkg-deb dpkg-shlibdeps; do
	command -v $tool >/dev/null || {
		echo "deb: there is no $tool (apt-get install dpkg-dev)" >&2
		exit 1
	}
done
# The time of the last change; a tree without history has that of its newest document.
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y README.md)}"
export SOURCE_DATE_EPOCH
# Whoever gives it to others puts a name here.
: "${DEB_MAINTAINER:=the developers of blokctl <blokctl@localhost>}"
arch=$(dpkg --print-architecture)
umask 022

rm -rf "$work"
mkdir -p "$root/DEBIAN" "$work/debian"
${MAKE:-make} --no-print-directory install DESTDIR="$PWD/$root" PREFIX=/usr BINARY="$binary" >"$work/install.log"
strip --strip-unneeded "$root/usr/bin/blokctl"
find "$root/usr/share/man" -type f -exec gzip -9n {} +
mv "$doc/LICENSE" "$doc/copyright"
{
	printf 'blokctl (%s) stable; urgency=low\n\n  * See README.md.\n\n' "$version"
	printf ' -- %s  %s\n' "$DEB_MAINTAINER" \
		"$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$doc/changelog.gz"

# What is linked, with the versions that its symbols ask for.
printf 'Source: blokctl\n\nPackage: blokctl\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O -e root/usr/bin/blokctl 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
# What is loaded: of each library the first name that is here, and its package.
sed -n 's/^\t\[LIBRARY_[A-Z0-9]*\] = {{\([^}]*\)}.*/\1/p' core/base/library.c | tr -d '" ' >"$work/loaded"
while IFS= read -r names; do
	package=
	for name in $(echo "$names" | tr , ' '); do
		path=$(ldconfig -p | awk -v name="$name" '$1 == name { print $NF; exit }')
		[ -n "$path" ] || continue
		package=$(dpkg -S "$(readlink -f "$path")" 2>/dev/null | sed 's/:.*//' | head -1)
		break
	done
	[ -n "$package" ] || {
		echo "deb: no package has one of $names" >&2
		exit 1
	}
	case ", $depends, " in
	*", $package,"* | *", $package ("*) ;;
	*) depends="$depends, $package" ;;
	esac
done <"$work/loaded"

cat >"$root/DEBIAN/control" <<END
Package: blokctl
Version: $version
Architecture: $arch
Maintainer: $DEB_MAINTAINER
Installed-Size: $(du -k -s --apparent-size "$root/usr" | cut -f 1)
Depends: $depends, poppler-utils
Section: utils
Priority: optional
Description: workflows, questions to databases, study cards and migrations
 One small program that runs Blok workflows durably, asks databases in plain
 language, makes and reviews study cards, guards budgets of model calls and
 migrates schemas. It works offline and keeps everything in one SQLite file.
END
(cd "$root" && find usr -type f -exec md5sum {} + | LC_ALL=C sort -k 2 >DEBIAN/md5sums)
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=.build/blokctl_${version}_$arch.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
echo "$package"
