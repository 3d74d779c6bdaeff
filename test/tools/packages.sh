#!/bin/sh
# packages.sh flags FILE    write the compiler and linker flags of our libraries
#                           to FILE, for make; say what is missing and fail
# packages.sh install FILE  the same, but install what is missing first (apt)
# packages.sh check         install what only the tests want, where that is easy
set -u

needed='sqlite3 libcjson yaml-0.1 libpcre2-8 libcurl libcrypto libpq zlib md4c libxml-2.0 libzip libzstd uchardet libutf8proc libedit'
linked='sqlite3 libcjson yaml-0.1 libpcre2-8'
apt='pkg-config libsqlite3-dev libcjson-dev libyaml-dev libpcre2-dev libcurl4-openssl-dev libssl-dev libpq-dev zlib1g-dev'
apt="$apt libmd4c-dev libxml2-dev libzip-dev libzstd-dev libuchardet-dev libutf8proc-dev libedit-dev poppler-utils gettext"

have() { command -v "$1" >/dev/null 2>&1; }

pc() { "${PKG_CONFIG:-pkg-config}" "$@"; }

# Names what is missing, one by one: pkg-config stops at the first.
missing() {
	if ! have "${PKG_CONFIG:-pkg-config}"; then
		echo pkg-config
		return
	fi
	have msgfmt || echo gettext # compiles the translations
	for package in $needed; do
		pc --exists "$package" 2>/dev/null || echo "$package"
	done
}

# Not for the build: what blokctl calls when it reads a PDF.
missing_programs() {
	have pdftohtml || echo poppler-utils
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@"
	elif have sudo; then
		sudo env DEBIAN_FRONTEND=noninteractive "$@"
	else
		echo "packages: neither root nor sudo" >&2
		return 1
	fi
}

# Without lists (a fresh container) or with old ones the first try cannot work.
apt_install() {
	set -- apt-get install -y -q --no-install-recommends "$@"
	if ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 && as_root "$@"; then
		return 0
	fi
	as_root apt-get update -q && as_root "$@"
}

# The line for this system, or all of them when we cannot tell.
instructions() {
	dnf='sudo dnf install pkgconf-pkg-config sqlite-devel cjson-devel libyaml-devel pcre2-devel libcurl-devel openssl-devel libpq-devel zlib-devel md4c-devel libxml2-devel libzip-devel libzstd-devel uchardet-devel utf8proc-devel libedit-devel poppler-utils gettext'
	apk='sudo apk add pkgconf sqlite-dev cjson-dev yaml-dev pcre2-dev curl-dev openssl-dev libpq-dev zlib-dev md4c-dev libxml2-dev libzip-dev zstd-dev uchardet-dev utf8proc-dev libedit-dev poppler-utils gettext linux-headers'
	pacman='sudo pacman -S --needed pkgconf sqlite cjson libyaml pcre2 curl openssl postgresql-libs zlib md4c libxml2 libzip zstd uchardet utf8proc libedit poppler gettext'
	brew='brew install pkgconf sqlite cjson libyaml pcre2 curl openssl libpq zlib md4c libxml2 libzip zstd uchardet utf8proc libedit poppler gettext'
	if have apt-get; then
		echo "    sudo apt-get install $apt"
		echo "or let 'make packages' do it"
	elif have dnf; then echo "    $dnf"
	elif have apk; then echo "    $apk"
	elif have pacman; then echo "    $pacman"
	elif have brew; then echo "    $brew"
	else
		printf '    %s\n' "sudo apt-get install $apt" "$dnf" "$apk" "$pacman" "$brew"
	fi
}

write_flags() {
	mkdir -p "$(dirname "$1")"
	{
		echo "# Made by test/tools/packages.sh; 'make clean' forgets it."
		echo "PKG_CPPFLAGS := $(pc --cflags $needed)"
		echo "PKG_LIBS := $(pc --libs $linked)"
	} >"$1.tmp" && mv "$1.tmp" "$1"
}

case ${1:-} in
check)
	have mandoc || ! have apt-get || apt_install mandoc >/dev/null 2>&1 ||
		echo "packages: mandoc cannot be installed; its tests are skipped" >&2
	exit 0
	;;
flags | install) ;;
*)
	echo "usage: packages.sh flags|install FILE | check" >&2
	exit 2
	;;
esac

absent=$(missing)
wanted=$absent$([ "$1" = flags ] || missing_programs)
if [ -n "$wanted" ] && [ "$1" = install ] && have apt-get; then
	echo "packages: installing, for want of:" $wanted >&2
	apt_install $apt >&2 || echo "packages: apt-get failed" >&2
	absent=$(missing)
fi
if [ -n "$absent" ]; then
	echo "packages: missing:" $absent >&2
	echo "packages: to install what blokctl is built from:" >&2
	instructions >&2
	exit 1
fi
write_flags "$2"
