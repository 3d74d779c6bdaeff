# Cards shown in every state, chosen by every filter, found lacking; hints, imports and sources.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/work/s.db" BLOKCTL_NOW=2025-03-10T09:00:00Z
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST

says() { # says STATUS TEXT COMMAND...: in stdout or stderr
	want=$1 text=$2
	shift 2
	run blokctl "$@"
	cat "$T/err" >>"$T/out"
	is "$status" "$want" "$*: status $want"
	[ -z "$text" ] || out_has "$text" "$*: $text"
}
count() { # count WANT OPTION...: so many are listed
	want=$1
	shift
	run blokctl cards list --json --status all --limit 0 "$@"
	json_is cards.# "$want" "list $*"
}

# --- nothing yet
says 0 'no cards' cards list
says 1 "there is no card" cards show 1234
says 0 '' cards decks
says 0 '' cards stats
says 0 '' cards gaps
says 1 '' cards bridge Osmosis
says 0 'nothing is due' cards review
says 1 'nothing to undo' cards undo

# --- a document with everything
cat >bio.md <<'M'
# Cells

Osmosis is the movement of water through a membrane. A membrane is the thin layer around a cell.
Diffusion is the spreading of particles. Osmosis uses diffusion.

## Numbers

The heart has 4 chambers.

## Left out

It rained a lot that day, and nobody said anything of note to anybody about it at all.

## Code

    code only
M
says 0 "deck 'bio'" gen-cards bio.md
says 0 'as before' gen-cards bio.md
count 3
count 3 --kind definition
count 0 --kind faq
count 1 --text spreading
count 3 --document bio.md
count 3 --deck bio
for command in list stats review quiz gaps approve reject suspend resume; do
	says 1 "there is no deck 'bi'" cards $command --deck bi
	says 1 "there is 'bio'" cards $command --deck bi
done
says 1 "'blokctl cards decks' shows them" cards list --deck nosuch
says 1 "there is no deck 'nosuch'" cards export --deck nosuch --format csv
count 3 --min-score 0.1
count 0 --tag none
count 3 --kind definition --text '' --deck bio --status draft
says 2 min-score cards list --min-score 2
says 2 min-score cards list --min-score x
says 2 min-score cards list --min-score 0.5x
says 2 status cards list --status odd
says 2 kind cards list --kind odd
says 1 none.md cards list --document none.md
says 0 'Osmosis' cards list --limit 2
says 0 '' cards list --limit 1 --offset 2
run blokctl cards list --limit 1
err_has '1 of 3; --limit and --offset show the others'
says 2 '' cards approve
says 0 '' cards approve --text Osmosis --document bio.md
run blokctl cards list --text Osmosis --json
osmosis=$(json_get cards.0.id)
says 0 'approved' cards show "$osmosis"
run blokctl cards show "$osmosis" --json
json_is status approved
says 0 '' cards reject --text layer --reason 'too easy'
run blokctl cards list --status rejected --json
heart=$(json_get cards.0.id)
says 0 'too easy' cards show "$heart"
on_terminal -c 40 blokctl cards show "$osmosis"
out_has 'movement of'
on_terminal blokctl cards list --status all
out_has rejected

# what the document does not say any more
sed -i 's/^Diffusion is the spreading of particles. //' bio.md
says 0 'no longer in the document' gen-cards bio.md
run blokctl cards list --text Diffusion --status all --json
gone=$(json_get cards.0.id)
says 0 'gone: the document does not say it any more' cards show "$gone"
run blokctl cards list --status all
out_has gone

# a cloze of two gaps, a card of a page, one without words
printf 'question,answer,cloze,deck,guid,tags\n,,The {{c1::moon}} and the {{c2::sun}} make tides.,Sea::Tides,g1,a b\nWhat is ebb?,falling water,,Sea,g2,\nEmpty?,,,Sea,g3,\n' >cards.csv
says 0 '' cards import cards.csv
run blokctl cards list --text moon --json
cloze=$(json_get cards.0.id)
says 0 'tides' cards show "$cloze"
run blokctl cards show "$cloze" --json
json_is cards.# 2
says 0 '' cards stats --deck Sea
says 0 '' cards suspend "$cloze"
says 0 suspended cards show "$cloze"
says 0 '' cards resume "$cloze"

# --- gaps and bridges
says 0 'a section without a card' cards gaps --document bio.md
run blokctl cards gaps --document bio.md --json
status_is 0
run blokctl cards gaps --document bio.md --limit 1 --json
json_is gaps.# 1
run blokctl cards gaps --document bio.md --limit 0 --json
status_is 0
says 1 none.md cards gaps --document none.md
says 0 '' cards gaps --deck Sea
says 0 'Osmosis' cards bridge Osmosis --dry-run
run blokctl cards list --tag bridge::Osmosis --json
json_is cards '[]' '--dry-run tags none'
says 0 'tagged bridge::Osmosis' cards bridge Osmosis
says 0 '' cards bridge Osmosis --max 1
run blokctl cards bridge Osmosis --json
status_is 0
says 1 '' cards bridge membrane # its card was rejected
says 1 '' cards bridge 'no such topic'

# --- hints, by rules and by a model
for level in 1 2 3; do says 0 '' cards hint "$osmosis" --level $level; done
says 2 level cards hint "$osmosis" --level 4
says 0 '' cards hint "$cloze" --json
says 1 '' cards hint 9999
cat >replies.yaml <<'Y'
replies:
  - {text: think of a sponge}
Y
export BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$T/work/replies.yaml"
says 0 'think of a sponge' cards hint "$osmosis" --no-cache --engine model
echo 'replies: [{text: "it is the movement of water through a membrane"}]' >replies.yaml
says 0 'made by rules' -v cards hint "$osmosis" --no-cache --engine model --attempt water
echo 'replies: [{status: 400, message: not this one}]' >replies.yaml
says 1 'not this one' cards hint "$cloze" --no-cache --engine model
says 0 '' cards hint "$cloze" --no-cache --engine builtin
says 2 engine cards hint "$osmosis" --engine odd
unset BLOKCTL_AI_PROVIDER BLOKCTL_AI_SCRIPT

# --- imports
says 2 "which format has 'cards'?" cards import cards
says 2 "which format has 'cards.doc'?" cards import cards.doc
says 2 "which format has 'cards.tx'?" cards import cards.tx
says 1 none.csv cards import none.csv
says 1 none.apkg cards import none.apkg
says 0 'none was kept' cards import cards.csv --dry-run
run blokctl cards import cards.csv --dry-run --json
json_is added 0
json_is notes 2 'one has no answer'
says 0 '0 added' cards import cards.csv
cp cards.csv cards.data
says 0 '' cards import cards.data --format csv --deck New --tags 'x y' --drafts --without-scheduling
says 2 format cards import cards.csv --format doc
echo '{"notes": 5}' >bad.json
says 3 bad.json cards import bad.json
echo 'not a package' >bad.apkg
says 3 '' cards import bad.apkg
printf 'a\tb\nonly one\n' >anki.txt
says 0 '' cards import anki.txt
printf 'question,answer\nWhat is slack?,\n,still water\nWhat is a shoal?,shallow water\n' >half.csv
says 0 'has no answer and is left out' cards import half.csv --dry-run
says 0 'has no question and is left out' cards import half.csv --dry-run
run blokctl cards import half.csv --dry-run --json
json_is notes 1
json_is problems.0 'line 2 has no answer and is left out'
echo '[{"question": "a", "answer": ""}, {"cloze": ""}, {"question": "", "answer": "b"}, {"question": "c", "answer": "d", "cloze": ""}]' >half.json
says 0 'note 1 has no answer and is left out' cards import half.json --dry-run
run blokctl cards import half.json --dry-run --json
json_is notes 1
json_is problems.# 3
json_is problems.1 'note 2 has no cloze and is left out'
json_is problems.2 'note 3 has no question and is left out'
printf 'question,answer\na,b\n"open,c\n' >quote.csv
says 3 "'quote.csv': line 3: a quote that never closes" cards import quote.csv
printf '"open,c\n' >quote.csv
says 3 "'quote.csv': line 1: a quote that never closes" cards import quote.csv
for format in apkg txt csv json md; do
	says 0 '' cards export --status all --out "out.$format"
	[ -s "out.$format" ]
	is $? 0 "out.$format"
done
says 2 '' cards export --out out.doc
for format in apkg txt csv json; do says 0 '' cards import "out.$format" --dry-run; done
says 0 '' cards export --format csv --with-scheduling

# --- sources: formats, languages, addresses
says 0 '' gen-cards bio.md --dry-run --format markdown --lang de
says 0 '' gen-cards bio.md --dry-run --lang en --min-score 0.9
says 2 min-score gen-cards bio.md --min-score 1.5
says 2 min-score gen-cards bio.md --min-score x
says 2 "there is no kind of card 'odd'" gen-cards bio.md --kinds odd
says 2 "there is no kind of card 'note'" gen-cards bio.md --kinds definition,note
says 0 '' gen-cards bio.md --dry-run --kinds ,definition,,number,
says 2 format gen-cards bio.md --format odd
says 2 lang gen-cards bio.md --lang odd
says 1 none.md gen-cards none.md
with_input 'Osmosis is the movement of water through a membrane.' blokctl gen-cards - --dry-run --json
json_is cards.0.question 'What is Osmosis?'
mkfifo hold
"$TOOLS/stub" <hold >port 2>/dev/null &
exec 9>hold
wait_for . cat port
says 0 '' gen-cards "http://127.0.0.1:$(cat port)/txt" --dry-run
says 1 404 gen-cards "http://127.0.0.1:$(cat port)/status/404"
says 1 '' gen-cards http://127.0.0.1:9/x
mkdir .blok
printf 'network: {deny: [127.0.0.0/8]}\n' >.blok/config.yaml
says 5 'denied' gen-cards "http://127.0.0.1:$(cat port)/txt"
rm -r .blok

# --- figures
says 0 '' cards stats
says 0 '' cards stats --deck New --days 3
run blokctl cards stats --deck New --json
status_is 0
says 0 'bio' cards decks
run blokctl cards decks --json
status_is 0
done_testing
