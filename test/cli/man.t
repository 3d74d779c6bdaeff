# The manual: mandoc finds nothing wrong, every option of a command stands in
# its page and none beside, the exit statuses agree, and the examples run.
. "$(dirname "$0")/lib.sh"

MAN=$ROOT/man

# Words after a command line, as completion tells them.
words() { blokctl completion words -- "$@" | cut -f 1 | grep -v '^:'; }

# Completion drops its own "--", so the dashes to complete stand behind one.
words_options() { blokctl completion words -- "$@" -- | cut -f 1 | sed 's/=$//' | grep '^--' | sort -u; }

# The page that the help of a command names.
page_of() { blokctl help "$@" | tr '\n' ' ' | sed -n "s/.*'man \([a-z-]*\)'.*/\1/p"; }

# The long options that a page's text defines or mentions.
page_options() { sed -n 's/\.Fl Fl /Fl Fl /g; s/Fl Fl /\
FlFl /gp' "$1" | sed -n 's/^FlFl \([a-z][a-z0-9-]*\).*/--\1/p' | sort -u; }

# --- mandoc
for page in "$MAN"/man?/*.?; do
	title="mandoc accepts ${page#"$MAN"/}"
	if ! command -v mandoc >/dev/null; then
		skip 'mandoc is not installed' "$title"
		continue
	fi
	run mandoc -T lint -W warning "$page"
	out_empty "$title"
done

# --- options, both ways
words_options >"$T/global"
for command in $(words ''); do
	name=$(page_of $command)
	page=$(ls "$MAN"/man1/"$name".1 2>/dev/null)
	if [ -z "$page" ]; then
		not_ok "$command has a page: $name(1)"
		continue
	fi
	ok "$command has a page: $name(1)"
	page_options "$page" >"$T/in_page"
	{
		words_options $command
		for sub in $(words $command ''); do
			[ "$command" = help ] || words_options $command $sub
		done
	} | sort -u >"$T/all"
	comm -23 "$T/all" "$T/global" >"$T/own"
	[ "$name" = blokctl ] && cp "$T/all" "$T/own"
	is "$(comm -23 "$T/own" "$T/in_page" | tr '\n' ' ')" '' "$command: every option is in $name(1)"
	is "$(comm -13 "$T/all" "$T/in_page" | tr '\n' ' ')" '' "$command: every option of $name(1) exists"
	[ "$name" = blokctl ] && continue
	missing=
	for sub in $(words $command ''); do
		grep -q "^\.\(It\|Ss\|Nm\|Ic\|Cm\).*\(^\|[ ]\)$sub\( \|$\)" "$page" || missing="$missing $sub"
	done
	is "$missing" '' "$command: every subcommand is in $name(1)"
done

# --- each subcommand's options stand where the subcommand is described; lists
# such as ".Fl Fl with , mock" name several
section_options() { # PAGE SUBCOMMAND
	awk -v sub_="$2" '
	/^\.It Cm / { inside = $3 == sub_ }
	/^\.Sh / { inside = 0 }
	inside' "$1" | sed -n 's/.*Fl Fl //p' | sed 's/ , /\
/g' | sed 's/^\([a-z][a-z0-9-]*\).*/--\1/' | sort -u
}
for sub in $(words workflow ''); do
	words_options workflow $sub | comm -23 - "$T/global" >"$T/own"
	section_options "$MAN/man1/blokctl-workflow.1" $sub >"$T/in_page"
	is "$(comm -23 "$T/own" "$T/in_page" | tr '\n' ' ')" '' \
		"workflow $sub: every option is where it is described"
done

# --- exit status
sed -n '/^\.Sh EXIT STATUS/,/^\.El/p' "$MAN/man1/blokctl.1" |
	sed -n 's/^\.It //p' | tr '\n' ' ' >"$T/in_page"
is "$(blokctl help exit-codes | awk '{ printf "%s ", $1 }')" "$(cat "$T/in_page")" \
	'help exit-codes and blokctl(1) list the same'
sed -n '/^\.Sh EXIT STATUS/,/^\.El/p' "$MAN/man1/blokctl.1" | grep -v '^\.' >"$T/in_page"
is "$(blokctl help exit-codes | sed 's/^ *[0-9]*  //')" "$(cat "$T/in_page")" \
	'and say the same about it'

# --- examples: the "$ " lines of EXAMPLES run in one new folder for each page.
# A comment line before one says when its status is another: .\" status 75
examples() {
	awk '
	/^\.Sh/ { inside = /EXAMPLES/ }
	!inside { next }
	/^\.\\" status / { status = $3; next }
	/^\.Dl \$ / { sub(/^\.Dl /, "") }
	/^\$ / {
		sub(/^\$ /, "")
		gsub(/\\\(dq/, "\""); gsub(/\\\(aq/, "\047"); gsub(/\\-/, "-"); gsub(/\\&/, ""); gsub(/\\e/, "\\")
		print status + 0 "\t" $0
		status = 0
	}' "$1"
}

shell=$(command -v bash || command -v sh)
for page in "$MAN"/man?/*.?; do
	name=$(basename "$page")
	examples "$page" >"$T/examples"
	[ -s "$T/examples" ] || continue
	rm -rf "$T/place" && mkdir "$T/place"
	while IFS='	' read -r want line; do
		last_command=$line
		(cd "$T/place" && $shell -c "$line") >"$T/out" 2>"$T/err" </dev/null
		status=$?
		status_is "$want" "$name: $line"
	done <"$T/examples"
done

done_testing
