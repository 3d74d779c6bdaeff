# What people read in English and German; what programs read in neither.
. "$(dirname "$0")/lib.sh"

catalogue=$ROOT/templates/locale/de.po
words() { blokctl completion words -- "$@"; }
names() { words "$@" | cut -f 1 | grep -v '^[:-]'; }

# --- every text that is marked is translated, and nothing else is
if command -v xgettext >/dev/null && command -v msgmerge >/dev/null; then
	sh "$ROOT/test/tools/locale.sh" pot "$T/texts.pot" 2>"$T/err"
	is $? 0 'the texts can be extracted'
	is "$(cat "$T/err")" '' 'without a warning'
	msgmerge -q --no-fuzzy-matching -o "$T/merged.po" "$catalogue" "$T/texts.pot"
	for what in untranslated fuzzy obsolete; do
		option=--only-$what
		[ $what != untranslated ] || option=--untranslated
		is "$(msgattrib $option "$T/merged.po" | grep -c '^\(#~ \)*msgid "..*"')" 0 "no $what text ('make locale')"
	done
	run msgfmt --check -o /dev/null "$catalogue"
	status_is 0 'directives and line ends fit'
	msgcat --no-wrap "$catalogue" | sed -n 's/^msgid "\(.*\)"$/\1/p' |
		sed 's/\\"/"/g; s/\\\\/\\/g; s/  */ /g' | sort -u >"$T/marked"
else
	skip 'there is no xgettext' 'every text is translated'
	: >"$T/marked"
fi

# A note is for people: its words are in tr(), also where the call goes on in the next line.
is "$(sed -e ':more' -e '/app_\(note\|detail\)([^";]*$/{N;b more' -e '}' "$ROOT"/cmd/*.c |
	grep 'app_\(note\|detail\)([^"(]*"[^"]*[a-z][a-z][a-z]')" '' 'every note goes through tr()'

# --- help: every command and subcommand, as completion tells them
# What a command's tables hold must be marked: the texts that completion prints,
# the explanations of examples (but results, such as a file's name), and details.
unmarked() { # unmarked COMMAND...
	{
		[ $# -gt 1 ] || words "$@" '' | cut -s -f 2 # beyond, operands come
		words "$@" -- -- | cut -s -f 2
		blokctl help "$@" | awk '
			/^  \$ / { example = 1; next }
			example && !/^      [a-z]*\// { sub(/^ */, ""); print }
			{ example = 0 }'
		blokctl help "$@" | awk '
			/^Usage:/ { inside = 1; next }
			inside && /^[A-Z][A-Za-z ]*:$/ { exit }
			inside && /^More:/ { exit }
			inside { text = text " " $0 }
			END { gsub(/  +/, " ", text); gsub(/^ | $/, "", text); print text }'
	} | sed 's/  */ /g; /^$/d' | sort -u | grep -vxF -f "$T/marked" | grep -v '^\(SQLite\|bash\|zsh\|fish\)'
}
page() { # page COMMAND...: its help in German is there, short and narrow
	run blokctl --lang de help "$@"
	status_is 0
	err_empty
	out_matches "^Aufruf: blokctl $*"
	out_lacks 'Usage:' "help $*: no English heading"
	is "$([ "$(wc -l <"$T/out")" -le 60 ] && echo short)" short "help $* has at most 60 lines in German"
	is "$(grep -v '^  \$ ' "$T/out" | LC_ALL=C.UTF-8 grep -E '^.{81,}$')" '' "help $* fits 80 columns in German"
	[ ! -s "$T/marked" ] || is "$(unmarked "$@")" '' "help $*: N_() is around every text"
}
for command in $(names ''); do
	page $command
	[ $command = help ] && continue
	for sub in $(names $command ''); do
		blokctl help $command $sub >/dev/null 2>&1 && page $command $sub
	done
done
run blokctl --lang de --help
out_has 'Aufruf: blokctl'
out_has '      --lang=LANGUAGE      Sprache'
run blokctl --lang de
err_has 'Befehle:'
run blokctl --lang de help exit-codes
out_has '75  nicht jetzt'

# --- who says which language
german() { # german TITLE COMMAND...: it speaks German
	title=$1
	shift
	run "$@" help
	out_has Befehle "$title: German"
}
english() {
	title=$1
	shift
	run "$@" help
	out_has Commands "$title: English"
}
english 'nothing is said' env -u LC_ALL blokctl
for locale in de de_DE de_AT.UTF-8 de_CH@euro de_DE.ISO-8859-1; do
	german "LANG=$locale" env -u LC_ALL LANG=$locale blokctl
done
for locale in C POSIX C.UTF-8 en_US.UTF-8 fr_FR.UTF-8 deu den_XX x ''; do
	english "LANG=$locale" env -u LC_ALL LANG=$locale blokctl
done
german 'LC_MESSAGES before LANG' env -u LC_ALL LC_MESSAGES=de_DE LANG=en_US blokctl
english 'LC_ALL before LC_MESSAGES' env LC_ALL=en_US LC_MESSAGES=de_DE LANG=de_DE blokctl
german 'LANGUAGE before LC_ALL' env LC_ALL=en_US LANGUAGE=de blokctl
german 'LANGUAGE: the first that there is' env LC_ALL=en_US LANGUAGE=fr:de_AT:en blokctl
english 'LANGUAGE: English is one' env LC_ALL=de_DE LANGUAGE=en_GB:de blokctl
english 'LANGUAGE: none that there is' env LC_ALL=de_DE LANGUAGE=fr:it: blokctl
german 'LANGUAGE alone' env -u LC_ALL LANGUAGE=de blokctl
german 'LANGUAGE with C.UTF-8, as in a container' env LC_ALL=C.UTF-8 LANGUAGE=de blokctl
english 'LC_ALL=C is for the original texts' env LC_ALL=C LANGUAGE=de blokctl
german 'BLOKCTL_LANG before the locale' env BLOKCTL_LANG=de LC_ALL=C blokctl
german 'BLOKCTL_LANG, a locale' env BLOKCTL_LANG=de_AT.UTF-8 blokctl
english 'BLOKCTL_LANG=en' env BLOKCTL_LANG=en LC_ALL=de_DE.UTF-8 blokctl
german 'BLOKCTL_LANG that is no language: the locale' env BLOKCTL_LANG=klingon LC_ALL=de_DE blokctl
german 'BLOKCTL_LANG=auto' env BLOKCTL_LANG=auto LC_ALL=de_DE.UTF-8 blokctl
english '--lang before BLOKCTL_LANG' env BLOKCTL_LANG=de blokctl --lang=en
german '--lang=de' env BLOKCTL_LANG=en blokctl --lang=de
german '--lang=auto' env BLOKCTL_LANG=en LC_ALL=de_DE blokctl --lang=auto
mkdir set
run blokctl -C set init
run blokctl -C set config set lang de
status_is 0
german 'the setting' blokctl -C set
german 'the setting before the locale' env LC_ALL=en_US.UTF-8 blokctl -C set
english 'BLOKCTL_LANG before the setting' env BLOKCTL_LANG=en blokctl -C set
german 'BLOKCTL_LANG=auto before the setting' env BLOKCTL_LANG=auto LC_ALL=de_DE blokctl -C set
english '--lang before the setting' blokctl -C set --lang en
run blokctl -C set config list --show-origin
out_matches 'file:.*lang=de'
run blokctl -C set config set lang klingon
status_is 3
printf 'lang: de\nno_such: 1\n' >set/.blok/config.yaml
english 'settings with errors' blokctl -C set
err_empty 'which the command that wants them tells'
run blokctl -C set config validate
status_is 3
rm -r set
for wrong in fr de_DE '' DE; do
	run blokctl "--lang=$wrong" help
	status_is 2
	out_empty
	err_has 'hint: '
done
run blokctl --lang dee help
err_has "did you mean 'de'?"

# --- children speak the language too
run blokctl --lang de repl -c 'help'
out_has Befehle
printf '#!/bin/sh\necho $BLOKCTL_LANG\n' >"$T/bin/blokctl-which"
chmod +x "$T/bin/blokctl-which"
run blokctl --lang de which
out_is de

# --- plurals
export BLOKCTL_STORE="$T/work/s.db" BLOKCTL_NOW=2025-06-18T12:00:00Z BLOKCTL_SEED=7
: >empty.yaml
printf 'quota:\n  timezone: UTC\n' >full.yaml
run blokctl --lang de config validate empty.yaml
err_is '1 Datei geprüft: keine Fehler'
run blokctl --lang de config validate empty.yaml full.yaml
err_is '2 Dateien geprüft: keine Fehler'
run blokctl --lang de workflow prune --older-than 1d
out_is '0 Läufe entfernt'

# --- a project with something of everything
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
printf 'region,day,amount\nNorth,2025-01-03,10\nSouth,2025-01-09,25.5\nNorth,2025-02-01,7\n' >sales.csv
printf '# Plants\n\nOsmosis is the movement of water through a membrane.\n\nA cell is the smallest unit of life.\n' >plants.md
{
	blokctl init
	blokctl workflow new mine
	blokctl workflow run workflows/hello.yaml
	blokctl workflow run workflows/hello.yaml --input '{"name": "Ada"}'
	blokctl gen-cards plants.md --engine builtin
	blokctl cards approve --deck plants
	blokctl panel create revenue --db sales.csv --sql 'SELECT region, sum(amount) AS STATE FROM sales GROUP BY region ORDER BY 1'
	blokctl dashboard create shop revenue
	blokctl quota set --daily-requests 7
	mkdir migrations
	printf '%s\n' '-- migrate:up' 'CREATE TABLE t (a INTEGER PRIMARY KEY);' '-- migrate:down' \
		'DROP TABLE t;' >migrations/20250101000000_first.sql
	printf '%s\n' '-- migrate:up' 'CREATE TABLE u (a INTEGER PRIMARY KEY);' '-- migrate:down' \
		'DROP TABLE u;' >migrations/20250102000000_second.sql
	blokctl migrate up 1 --db app.db
} >"$T/log" 2>&1
is "$(grep '^blokctl: ' "$T/log")" '' 'the project is made'

# Documents, rows and words of the shell: the same bytes in both languages.
same() { # same COMMAND...; times that were measured do not count
	LANGUAGE=en run blokctl "$@"
	sed 's/"duration_ms":[0-9.]*//g' "$T/out" >"$T/english"
	english_status=$status
	LANGUAGE=de run blokctl "$@"
	sed -i 's/"duration_ms":[0-9.]*//g' "$T/out"
	is "$status" "$english_status" "$*: the same status"
	is "$(cmp "$T/english" "$T/out" 2>&1)" '' "$*: the same bytes"
}
while read -r line; do
	same --json $line
	same $line --json
done <<'LINES'
--version
help exit-codes
nosuch
workflow runs
workflow show last
workflow logs last
workflow nodes
workflow nodes shell
workflow validate workflows
workflow validate workflows/mine.yaml
workflow graph workflows/hello.yaml
workflow prune --older-than 900d
workflow cancel last
workflow new --list
ask-sql --db sales.csv amount per region
ask-sql --db sales.csv --taught
cards list
cards decks
cards stats
cards gaps
cards quiz --history
cards show nosuch
migrate status --db app.db
migrate plan --db app.db
migrate lint
migrate lint --rules
migrate verify --db app.db
migrate drift --db app.db
migrate status --db store:
panel list
panel show revenue
panel run revenue
dashboard list
dashboard show shop
dashboard render shop
ai features
ai prices
ai route
ai cache
ai models
prompt list
prompt lint
prompt show cards
quota
quota history
quota check nosuch.json
audit list
audit verify
store
store check
config list
config get quota.timezone
config validate
schema
LINES
for format in csv tsv json ndjson markdown html table; do
	same panel run revenue --format $format
	same ask-sql --db sales.csv --format $format amount per region
done
same workflow run workflows/hello.yaml --no-store
same ask-sql --db sales.csv --sql-only amount per region
same ask-sql --db sales.csv --chart-only amount per region
same cards export --format csv
same cards export --format json
same panel export
same audit export
same prompt show cards
same migrate dump --db app.db
same schema workflow
same completion bash
same completion words -- cards ''
same workflow graph workflows/hello.yaml --format dot
same workflow test workflows/mine.yaml --report tap
same dashboard render shop --out -

# --- errors are English, and the same
while read -r line; do
	same $line
	mv "$T/err" "$T/german"
	LANGUAGE=en run blokctl $line
	is "$(cmp "$T/err" "$T/german" 2>&1)" '' "$line: the same error"
	err_has 'blokctl: '
done <<'LINES'
workflwo
workflow
workflow run
workflow run nosuch.yaml
workflow show nosuch
workflow runs --status nosuch
cards show nosuch
cards export --format nosuch
panel run nosuch
dashboard show nosuch
config get nosuch
config set quota.daily_usd much
migrate up --db app.db --dir nosuch
prompt run nosuch
quota set --daily-requests many
ask-sql --db nosuch.db q
ask-sql --db sales.csv zorgle the frobs
store backup sales.csv
schema nosuch
help nosuch
repl -c \nosuch
LINES

# --- and people read German
reads() { # reads TEXT COMMAND...: on one of its two streams
	wanted=$1
	shift
	LANGUAGE=de run blokctl "$@"
	cat "$T/err" >>"$T/out"
	out_has "$wanted"
}
reads ' STATUS  BEGINN ' workflow runs
reads fertig workflow runs
reads 'Dauer      ' workflow show last
reads 'Wirkung  wirkt: ' workflow nodes shell
reads 'Nicht hier: braucht einen Browser' workflow nodes
blokctl workflow nodes >"$T/english"
LANGUAGE=de run blokctl workflow nodes
is "$(grep -xF -f "$T/english" "$T/out")" '' 'every node is explained in German'
reads '1 Workflow geprüft: keine Fehler' workflow validate workflows/hello.yaml
reads ' bestanden (' workflow test workflows/mine.yaml
reads 'FÄLLIG' cards decks
reads angenommen cards list
reads 'keine Wiederholungen in den letzten 30 Tagen' cards stats
reads 'noch kein Quiz' cards quiz --history
reads '2 Karten abgelehnt; ' cards reject --deck plants --status approved
reads 'zurückgenommen: Ablehnen von 2 Karten' cards undo
reads '1 angewendet, 1 ausstehend' migrate status --db app.db
reads 'anzuwenden 20250102000000_second (1 Anweisung, 0 Zeilen, ' migrate up --dry-run --db app.db
reads 'nichts wurde geändert' migrate up --dry-run --db app.db
reads '1 steht aus' migrate plan --db app.db
reads 'ohne Grenze' quota
reads 'ÜBRIG' quota
reads '1 Zeile, Kopf' audit verify
reads 'DIAGRAMM' panel list
reads 'STATE' panel run revenue
reads 'Datenbank ' panel show revenue
reads 'ZUSTAND' migrate status --db app.db
reads 'WAS ER SCHALTET' ai features
reads 'US-Dollar je Million Tokens' ai prices
reads 'eingebaut' prompt list
reads 'Welche der gegebenen Kennzeichen zu einem Text passen' prompt list
reads 'Jeden Morgen eine Seite mit Zahlen schreiben' workflow new --list
reads 'Notizen, eine Seite davon' schema
reads 'in Ordnung, ' doctor
reads 'Speicher       ' doctor
reads '2 Läufe' store
reads 'nichts ist beschädigt' store check
reads 'dies' repl -c '\help'
is "$(LC_ALL=C.UTF-8 grep -E '^.{81,}$' "$T/out")" '' 'the list of the REPL fits 80 columns'
BLOKCTL_LANG=de on_terminal -c 80 blokctl workflow runs
out_has fertig 'a terminal: German'
BLOKCTL_LANG=de on_terminal -i '\quit' blokctl
out_has '\help zeigt' 'the place to work in greets in German'

# --- a question takes the letter of its language, and the English one
mkdir inn
printf 'room_id,day_rate,night_rate\n1,10,20\n2,12,25\n3,30,40\n' >inn/rooms.csv
BLOKCTL_LANG=de on_terminal -i 2 blokctl ask-sql --db inn --sql-only 'rooms whose rate is more than 15'
status_is 0
out_has 'Welche ausführen? [1-2, sonst keine] '
done_testing
