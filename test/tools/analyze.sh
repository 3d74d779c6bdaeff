#!/bin/sh
# analyze.sh SOURCE...: gcc's analyzer, and cppcheck and clang-tidy where they
# are installed.  For reading, not for the tests: they cry wolf.
set -u

flags=$(sed -n 's/^PKG_CPPFLAGS := //p' .build/packages.mk 2>/dev/null)
flags="-I. -D_POSIX_C_SOURCE=200809L -DBLOKCTL_VERSION=\"0\" $flags"

echo "== gcc -fanalyzer"
for source; do
	"${GCC:-gcc}" -std=c17 -O1 -fanalyzer -Wall -Wextra -Wno-missing-field-initializers \
		$flags -c -o /dev/null "$source"
done
if command -v cppcheck >/dev/null; then
	echo "== cppcheck"
	cppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr \
		--suppress=missingIncludeSystem -I. "$@"
fi
if command -v clang-tidy >/dev/null; then
	echo "== clang-tidy"
	clang-tidy --quiet --checks='-*,clang-analyzer-*,bugprone-*,-bugprone-easily-swappable-parameters,-bugprone-assignment-in-if-condition' \
		"$@" -- -std=c17 $flags 2>/dev/null
fi
exit 0
