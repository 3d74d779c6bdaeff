#!/bin/sh
# coverage.sh: after `make check COV=1`, which share of lines and branches of core/ and cmd/ the tests
# have taken, by folder and for the files that reliability asks most of. Needs gcov and awk.
set -eu
cd "$(dirname "$0")/../.."
build=$PWD/.build/cov
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

find "$build/core" "$build/cmd" -name '*.gcda' >"$work/files"
[ -s "$work/files" ] || {
	echo "coverage: nothing was run: 'make check COV=1' first" >&2
	exit 1
}
# One line a file: lines, lines taken, branches, branches taken, name.
while IFS= read -r data; do
	gcov -t -b -c -o "$(dirname "$data")" "$data" 2>/dev/null |
		awk '
		/^ *-: *0:Source:/ { sub(/.*Source:/, ""); file = $0; next }
		/^branch/ { branches[file]++; if ($0 !~ /never executed|taken 0/) taken[file]++; next }
		/^ *[0-9]+\*?: *[0-9]+:/ { lines[file]++; hit[file]++; next }
		/^ *#####: *[0-9]+:/ { lines[file]++; next }
		END {
			for (f in lines)
				if (f ~ /^(core|cmd)\/.*\.c$/)
					print lines[f] + 0, hit[f] + 0, branches[f] + 0, taken[f] + 0, f
		}'
done <"$work/files" >"$work/all"

share() { awk -v name="$1" '
	{ l += $1; h += $2; b += $3; t += $4 }
	END { if (b) printf "%-44s %6d lines %5.1f %%   %6d branches %5.1f %%\n", name, l, 100 * h / l, b, 100 * t / b }'; }
for folder in core/* cmd; do
	grep " $folder/" "$work/all" | share "$folder"
done
share all <"$work/all"
echo
grep -E ' core/(engine/(journal|record)|migrate/(apply|ledger|run_script|plan)|store/(quota|quota_limits|usage|runs|attempts))\.c$' \
	"$work/all" | share 'journal, migrate and quota core'
echo
echo 'least covered branches:'
awk '$3 >= 20 { printf "%5.1f %% of %4d  %s\n", 100 * $4 / $3, $3, $5 }' "$work/all" | sort -n | head -25
