#!/bin/sh
# TAP: what expressions give, a line for each subject of expr_table.tsv; see there.
table=$(dirname "$0")/expr_table.tsv
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export TZ=UTC

printf '{}\n' >"$work/scope"
awk -F '\t' '
/^(#|$)/ { next }
{
	gsub(/[\\"]/, "\\\\&", $1)
	gsub(/␤/, "\\n", $1)
	gsub(/␍/, "\\r", $1)
	gsub(/␉/, "\\t", $1)
	printf "{\"expr\": \"%s\"}\n", $1
}' "$table" >"$work/expressions"
"$BUILD/expr_eval" "$work/scope" <"$work/expressions" >"$work/answers" ||
	echo "# expr_eval ended with $?"

# An answer of expr_eval as the table has it.
awk -F '\t' -v answers="$work/answers" '
function answer(line) {
	if ((getline line < answers) <= 0)
		return "no answer"
	if (line == "{}")
		return "undefined"
	if (sub(/^{"value":/, "", line))
		return substr(line, 1, length(line) - 1)
	if (sub(/^{"syntax":"/, "!SyntaxError: ", line))
		sub(/","offset":[0-9]+}$/, "", line)
	else if (sub(/^{"error":"/, "!", line))
		sub(/","limit":(true|false)}$/, "", line)
	return line
}
function subject() {
	if (count)
		printf "%sok %d - %s: %d expressions\n", wrong ? "not " : "", ++number, title, count
	failed += wrong
	count = wrong = 0
}
/^# / { subject(); title = substr($0, 3); next }
/^(#|$)/ { next }
{
	count++
	got = answer()
	if (got == $2)
		next
	wrong++
	printf "# %s\n#   wanted %s\n#   got    %s\n", $1, $2, got
}
END {
	subject()
	printf "1..%d\n", number
	exit failed > 0
}' "$table"
