# blokctl repl on a terminal: its history, its secrets, and what signals do to it.
. "$(dirname "$0")/lib.sh"

history=$HOME/.local/state/blokctl/history
esc=$(printf '\033') tab=$(printf '\t')
printf 'city,people\nOslo,709\nBergen,291\n' >cities.csv
kept() { # kept TEXT COUNT TITLE
	is "$(grep -cF -e "$1" "$history")" "$2" "$3"
}
session() { # session LINE...: each is typed, then the session is left
	typed=
	for line; do
		typed="$typed$line
"
	done
	on_terminal -i "$typed\\quit" blokctl repl --norc
}

# --- sessions beside each other
session '= "first"'
kept first 1 'a session is kept'
rm "$history"
on_terminal -i "= 'outer'
workflow nodes mapper
\\quit" sh -c '"$0" -i "= \"inner\"
\quit" blokctl repl --norc >/dev/null; blokctl repl --norc' "$TOOLS/pty"
kept outer 1 'a session that ends later'
kept inner 1 'does not take the lines of another'
# one that was there first, and leaves last
rm "$history"
on_terminal -i "= 'before'
\\edit
\\quit" env EDITOR="sh -c 'blokctl repl --norc -c \"= 1\" >/dev/null; \"$TOOLS/pty\" -i \"= \\\"other\\\"
\\\\\\\\quit\" blokctl repl --norc >/dev/null 2>&1; echo \"= 5\" >\"\$1\"' ed" blokctl repl --norc
kept other 1 'the other session is kept'
kept before 1 'and this one'
ls "$HOME/.local/state/blokctl" >"$T/out"
is "$(grep -cv -e '^history$' -e '^history.lock$' "$T/out")" 0 'nothing is left beside it'

# --- signals
i=0
{
	echo _HiStOrY_V2_
	while [ $i -lt 3000 ]; do
		i=$((i + 1))
		printf '=\\040%s\n' $i
	done
} >"$history"
for signal in TERM HUP; do
	on_terminal -i "= 'kept at $signal'.length" timeout --foreground --preserve-status -s $signal 1 \
		blokctl repl --norc
	status_is 143 "$signal ends the session"
	kept "at\\040$signal" 1 "$signal: what was typed is kept"
	is "$(grep -o '?2004.' "$T/out" | tail -1)" '?2004l' "$signal: the terminal marks pastes no more"
	on_terminal sh -c "timeout --foreground -s $signal 1 blokctl repl --norc; stty -a"
	out_matches ' icanon' "$signal: the terminal reads lines again"
done
kept '=\0403000' 1 'the lines of before are still there'

# --- what is not kept
rm "$history"
session ' = 1' ' select 2' 'as hidden;' '= "shown"'
kept shown 1 'a line is kept'
kept hidden 0 'a statement whose first line begins with a blank is not'
session '\open postgres://me:hunter2@127.0.0.1:1/d?sslpassword=hunter3&a=b' \
	'ask-sql --db postgres://me:hunter2@127.0.0.1:1/d hi'
kept hunter 0 'no password of a URL'
kept 'postgres://me:***@127.0.0.1:1/d?sslpassword=***&a=b' 1 'stars stand for it'
out_has 'postgres://me@127.0.0.1:1/d?a=b' 'what is open is shown without it'
mkdir -p .blok
printf '#!/bin/sh\necho "= \\"sk-verysecret edited\\"" >"$1"\n' >"$T/bin/ed"
chmod +x "$T/bin/ed"
printf 'secrets: {KEY: {command: [printf, sk-verysecret]}}\n' >.blok/config.yaml
EDITOR=ed session '\edit'
kept edited 1 'what was edited is kept'
kept sk-verysecret 0 'without the secret'
printf '#!/bin/sh\nprintf "secrets: {NEW: {command: [printf, sk-brandnew]}}\\n" >"$1"\n' >"$T/bin/ed2"
chmod +x "$T/bin/ed2"
EDITOR=ed2 session 'config edit' '= "sk-brandnew later".length'
kept later 1 'a line behind a new secret'
kept sk-brandnew 0 'is kept without it'
rm -r .blok

# --- keys
printf '#!/bin/sh\necho "workflow nodes mapper" >"$1"\n' >"$T/bin/ed"
EDITOR=ed session '\edit'
out_has 'Build a value' 'a command from the editor, which ends its line'
echo 'bind -v' >"$HOME/.editrc"
on_terminal -i "select peo${tab}from citie${tab};
\\quit" blokctl repl --norc --db cities.csv
out_has 709 'keys of vi: TAB'
on_terminal -i "${esc}[200~= 6 *
7${esc}[201~
\\quit" blokctl repl --norc
out_has 42 'what is pasted'
on_terminal -i "= 6 * 8
${esc}[A
\\quit" blokctl repl --norc
is "$(grep -o 48 "$T/out" | wc -l)" 2 'the arrow up'
rm "$HOME/.editrc"
on_terminal -i '= 42
\quit' env TERM=dumb blokctl repl --norc
out_has 42
out_lacks '?2004' 'a plain terminal gets no marks'
on_terminal -i "select 40 + 2 as n

\\quit" blokctl repl --norc --db cities.csv
out_has 42 'an empty line ends a statement'

# --- interrupted
printf '= "one"\n\\watch 0.1\n= "three"\n' >lines
on_terminal -i '\read lines
= "behind"
\quit' timeout --foreground -s INT 1.5 blokctl repl --norc
out_has '"one"'
out_lacks '"three"' 'Ctrl-C ends the lines of a file'
out_has '"behind"' 'and not the place'

# --- names of decks and cards
cat >deck.csv <<'S'
question,answer
What is a cell?,The unit of life
S
run blokctl cards import deck.csv --deck biology
on_terminal -i "cards list --deck biol${tab}
\\quit" blokctl repl --norc
out_has 'What is a cell' 'TAB: decks'

# --- pages
cat >"$T/bin/show" <<'S'
#!/bin/sh
echo PAGED
cat
S
chmod +x "$T/bin/show"
on_terminal -i '\help
\quit' env BLOKCTL_PAGER=show LINES=10 sh -c 'stty rows 10; blokctl repl --norc'
out_has PAGED '\help is paged'
run blokctl ai cache
err_has "'blokctl ai cache' needs a subcommand"
done_testing
