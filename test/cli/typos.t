# Slips of the finger in every command, subcommand and option: the hint names what was meant.
. "$(dirname "$0")/lib.sh"

words() { blokctl completion words -- "$@" | cut -f 1 | grep -v '^:'; }
# Four slips of a word of four letters or more: swapped, left out, doubled, another letter.
slips() {
	[ ${#1} -lt 4 ] || printf '%s\n' "$1" | sed -E '
		h; s/^(..)(.)(.)/\1\3\2/; p
		g; s/^(..)./\1/; p
		g; s/^(..)(.)/\1\2\2/; p
		g; s/^(.*).$/\1x/'
}
tried=0 right=0 wrong=
# try WANT COMMAND... SLIP: the hint quotes WANT
try() {
	want=$1
	shift
	blokctl "$@" >"$T/out" 2>"$T/err" </dev/null
	status=$?
	tried=$((tried + 1))
	if [ $status = 2 ] && grep -q "did you mean '\(.* \)\{0,1\}$want'" "$T/err"; then
		right=$((right + 1))
	else
		wrong="$wrong '$*'"
	fi
	[ $status = 2 ] && [ ! -s "$T/out" ] || ran="$ran '$*'"
}
ran=
for command in $(words ''); do
	for slip in $(slips "$command"); do
		[ "$slip" = "$command" ] || words '' | grep -qx -- "$slip" || try "$command" "$slip"
	done
	for sub in $(words "$command" ''); do
		case $sub in -* | '') continue ;; esac
		blokctl help "$command" "$sub" >"$T/help" 2>/dev/null || continue
		grep -q "^blokctl $command $sub" "$T/help" || continue
		for slip in $(slips "$sub"); do
			words "$command" '' | grep -qx -- "$slip" || try "$sub" "$command" "$slip"
		done
		option=$(words "$command" "$sub" -- | grep '^--[a-z]*$' | head -1)
		for slip in $(slips "${option#--}"); do
			[ "--$slip" = "$option" ] || try "$option" "$command" "$sub" "--$slip"
		done
	done
done
echo "# $right of $tried;$(printf %s "$wrong" | head -c 800)"
is "$([ $tried -ge 100 ] && echo many)" many "$tried slips"
is "$([ $((right * 100)) -ge $((tried * 95)) ] && echo right)" right "$right of $tried hints are right, at least 95 of 100"
is "$ran" '' 'and none of them ran anything'

done_testing
