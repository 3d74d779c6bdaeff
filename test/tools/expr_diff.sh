#!/bin/sh
# Evaluates 20,000 expressions of a seeded grammar with node and with ours and
# compares every result and every error message; then some with dates in a
# zone that changes its clocks.
#
# usage: expr_diff.sh EXPR_EVAL [SEED]
set -eu

eval=$1 seed=${2:-1}
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v node >/dev/null 2>&1; then
	echo '# SKIP node is not installed'
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node "$here/expr_diff.mjs" scope >"$work/scope.json"

# zone seed count [pattern]
round() {
	node "$here/expr_diff.mjs" generate "$2" "$3" >"$work/all"
	grep -e "${4:-}" "$work/all" >"$work/exprs"
	TZ=$1 "$eval" "$work/scope.json" <"$work/exprs" >"$work/answers"
	TZ=$1 node "$here/expr_diff.mjs" compare "$work/exprs" "$work/answers"
}
round UTC "$seed" 20000
round America/New_York "$((seed + 1000))" 20000 Date
