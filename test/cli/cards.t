# gen-cards and cards: from a document to what is learnt, and out to Anki and back.
. "$(dirname "$0")/lib.sh"

# What is learnt on the terminal is looked at everywhere below.
on_terminal true
[ -z "$unavailable" ] || skip_all "$unavailable"

export BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
export BLOKCTL_NOW=2025-03-10T09:00:00Z
cat >walls.md <<'M'
# Building

## Lime

A kiln is an oven that burns limestone into quicklime.

Mortar is a paste of lime, sand and water that binds the stones of a wall.

## Stone

The keystone holds the other stones of an arch in their place.

A vault is a roof of stone that is built as a row of arches.
M

# --- the cards of a document
run blokctl gen-cards walls.md --dry-run --json
status_is 0
json_is cards.# 4
json_is cards.0.id null
run blokctl cards list --json
json_is cards '[]' 'what is shown only is not kept'
run blokctl gen-cards walls.md --json --tags 'stone,lime'
status_is 0
json_is cards.# 4
json_is cards.0.question 'What is a kiln?'
json_is cards.0.answer 'an oven that burns limestone into quicklime'
json_is cards.0.kind definition
json_is cards.0.source.line 5
json_is cards.0.source.heading 'Building > Lime'
json_is cards.2.source.sentence 'The keystone holds the other stones of an arch in their place.'
json_is coverage.sections 2
json_is coverage.sections_used 2
err_has "deck 'walls': 4 new"
err_has 'blokctl cards approve --deck walls'
err_has 'blokctl cards review --drafts --deck walls'
run blokctl gen-cards walls.md
status_is 0
err_has "deck 'walls': 0 new, 4 as before"
with_input 'A trowel is a tool that spreads mortar.' blokctl gen-cards - --deck tools
status_is 0
out_has 'What is a trowel?'
run blokctl gen-cards walls.md --kinds fact --dry-run --json
json_is cards.# 1
run blokctl gen-cards walls.md --max 2 --dry-run --json
json_is cards.# 2
run blokctl gen-cards walls.md --kinds facts
status_is 2
err_has "fact"
run blokctl gen-cards nothing.md
status_is 1
err_is "blokctl: cannot open 'nothing.md': No such file or directory"
out_empty
: >empty.md
run blokctl gen-cards empty.md
status_is 0
err_has '0 new'

# --- looking through
run blokctl cards list --deck walls --status draft --json
json_is cards.# 4
id=$(json_get cards.1.id)
run blokctl cards reject "$id" --reason 'I know it'
status_is 0
run blokctl gen-cards walls.md
err_has 'rejected'
run blokctl cards list --deck walls --json
json_is cards.# 3
run blokctl cards undo
status_is 0
run blokctl cards list --deck walls --json
json_is cards.# 4
run blokctl cards show "$id" --json
json_is status draft
run blokctl cards edit "$id" --question 'What binds stones?' --answer mortar
status_is 0
run blokctl gen-cards walls.md
err_has '0 new'
run blokctl cards show "$id" --json
json_is question 'What binds stones?' 'a document leaves the words of its user'
run blokctl cards approve --deck walls
status_is 0
run blokctl cards show nobody
status_is 1
err_has "there is no card 'nobody'"
err_has 'hint:'

# --- review: space, a grade; what was graded is kept, u takes it back
on_terminal -i ' 3 4q' blokctl cards review --deck walls
status_is 0
out_has 'What is a kiln?'
out_has '3 good 10m'
out_has '2 cards reviewed, 2 known'
run blokctl cards stats --json --deck walls
json_is new 2
json_is learning_reviews 2
on_terminal -i ' 1uq' blokctl cards review --deck walls
out_has '0 cards reviewed'
run blokctl cards stats --json --deck walls
json_is learning_reviews 2 'a grade that was taken back is none'
BLOKCTL_NOW=2025-03-10T09:11:00Z
run blokctl cards decks --json
json_is decks.1.deck walls
json_is decks.1.learning 1
BLOKCTL_NOW=2025-03-10T09:00:00Z
run blokctl cards review --deck walls
status_is 2
err_has 'terminal'

# --- hints never say the answer
run blokctl cards show "$id" --json
for level in 1 2 3; do
	run blokctl cards hint "$id" --level $level
	status_is 0
	out_lacks mortar
done

# --- out and back: nothing is twice, nothing learnt is lost
run blokctl cards export --deck walls -o walls.apkg --with-scheduling
status_is 0
cp walls.apkg first.apkg
run blokctl cards export --deck walls -o walls.apkg --with-scheduling
cmp -s walls.apkg first.apkg && ok 'the same cards make the same bytes' || not_ok 'the same cards make the same bytes'
for format in apkg txt csv json; do
	run blokctl cards export --deck walls -o walls.$format --with-scheduling
	status_is 0
	run blokctl cards import walls.$format
	status_is 0
	err_has '0 added'
	run blokctl --store $format.db cards import walls.$format
	status_is 0
	err_has '4 added'
	run blokctl --store $format.db cards import walls.$format
	err_has '0 added, 0 updated'
done
for format in apkg json; do
	run blokctl --store $format.db cards decks --json
	json_is decks.0.new 2 "$format: what was learnt is known on the other side"
done
run blokctl cards export --deck walls -o walls.md2 --format markdown
status_is 0
run cat walls.md2
out_has 'What is a kiln?'
run blokctl cards edit "$id" --answer 'mortar of lime'
run blokctl cards export --deck walls -o walls.apkg
run blokctl --store apkg.db cards import walls.apkg
err_has '0 added, 1 updated'
run blokctl cards export --deck nothing -o nothing.apkg
[ ! -e nothing.apkg ] && ok 'no empty package' || not_ok 'no empty package'

# --- what is not ours is refused
printf 'PK\003\004 no archive' >broken.apkg
run blokctl cards import broken.apkg
status_is 3
err_has 'broken.apkg'
printf 'one column\n' >one.csv
run blokctl cards import one.csv
status_is 3
err_has 'one.csv'
err_has 'hint:'
run blokctl cards delete --deck walls
status_is 2
run blokctl cards delete --deck walls --force
status_is 0
run blokctl cards undo
status_is 0
run blokctl cards list --deck walls --json
json_is cards.# 4

# --- what gen-cards can be told
kept=$BLOKCTL_STORE
BLOKCTL_STORE=$T/work/more.db
run blokctl gen-cards walls.md --min-score 1 --json
status_is 0
json_is cards '[]'
run blokctl gen-cards walls.md --min-score 2
status_is 2
err_has min-score
run blokctl gen-cards walls.md --max 0
status_is 2
run blokctl gen-cards
status_is 2
run blokctl gen-cards walls.md --format rtf
status_is 2
run blokctl gen-cards walls.md --kinds 'definition, fact' --deck 'Old::Walls' --tags 'a b' --json
status_is 0
json_is cards.# 4
run blokctl cards show "$(json_get cards.0.id)" --json
json_is deck Old::Walls
json_is tags 'a b'
run blokctl cards list --tag a --json
json_is cards.# 4
run blokctl cards list --tag c --json
json_is cards '[]'
run blokctl cards list --deck Old --kind definition --json
json_is cards.# 3
run blokctl cards list --document walls.md --limit 1 --offset 3 --json
json_is cards.# 1
json_is total 4
run blokctl cards list --text KEYSTONE --json
json_is cards.# 1
run blokctl cards list --kind nonsense
status_is 2
run blokctl cards list --status nonsense
status_is 2
cat >bauen.md <<'M'
# Bauen

## Kalk

Ein Kalkofen ist ein Ofen, der Kalkstein zu Branntkalk brennt.

Der Mörtel ist eine Masse aus Kalk, Sand und Wasser.
M
run blokctl gen-cards bauen.md --json --deck Bauen
status_is 0
json_is cards.0.question 'Was ist ein Kalkofen?'
json_is cards.0.source.heading 'Bauen > Kalk'
printf '<p>A kiln is an oven that burns limestone.</p>' >page
run blokctl gen-cards page --format html --dry-run
out_has 'What is a kiln?'
out_lacks '<p>'
run blokctl gen-cards page --format plain --dry-run --json
status_is 0
with_input '# A

- **Granite**: a hard rock that cooled slowly
- **Basalt**: a dark rock that cooled quickly
' blokctl gen-cards - --format markdown --deck Rocks --json
status_is 0
json_is cards.# 2
json_is cards.0.source.heading A
printf ' \n\n\t\n' >blank.md
run blokctl gen-cards blank.md
status_is 0
run blokctl gen-cards .
status_is 1
err_has 'it is a folder'
out_empty

# --- names of decks
tab=$(printf '\t')
run blokctl cards list --json
id=$(json_get cards.0.id)
for name in :: ::A A:: A::::B 'A:: ::B' ' ' "A${tab}B" "A
B"; do
	run blokctl gen-cards walls.md --deck "$name"
	status_is 2 "gen-cards --deck '$name'"
	err_has 'is no name of a deck'
	run blokctl cards import words.csv --deck "$name"
	status_is 2 "import --deck '$name'"
	run blokctl cards edit "$id" --deck "$name"
	status_is 2 "edit --deck '$name'"
done
printf 'An ebb is the fall of water.\n' >quoted.md
run blokctl --store quoted.db gen-cards quoted.md --deck "A:B::it's \$HOME"
status_is 0
err_has "blokctl cards review --drafts --deck 'A:B::it'\\''s \$HOME'"
sed -n 's/^.*take them all: //p' "$T/err" >approve.sh
HOME=/elsewhere BLOKCTL_STORE=$T/work/quoted.db run sh approve.sh
status_is 0
err_has '1 card approved' 'the command holds as it is copied'
printf 'A reef is a ridge of rock.\n' >plain.md
run blokctl --store quoted.db gen-cards plain.md --deck 'Größe-1.b'
err_has 'blokctl cards approve --deck Größe-1.b'

# --- many at once, and back again
run blokctl cards approve --deck Bauen --json
status_is 0
total=$(json_get approved)
run blokctl cards list --deck Bauen --status approved --json
json_is cards.# "$total"
run blokctl cards list --deck Bauen --status approved --json
id=$(json_get cards.0.id)
for twice in 1 2; do
	run blokctl cards approve "$id"
	status_is 0
	err_has '0 cards approved'
	err_lacks undo
done
run blokctl cards undo
err_has "approve of $total card" 'nothing that was done is nothing to undo'
run blokctl cards approve --deck Bauen --json
json_is approved "$total"
run blokctl cards reject --deck Bauen --status approved --reason 'not mine'
status_is 0
run blokctl cards list --deck Bauen --status rejected --json
json_is cards.# "$total"
json_is cards.0.reason 'not mine'
run blokctl cards undo --json
json_is undone reject
json_is cards "$total"
run blokctl cards undo
run blokctl cards list --deck Bauen --status draft --json
json_is cards.# "$total" 'two steps back'
run blokctl cards undo --json
status_is 1
json_is error.message 'there is nothing to undo'
run blokctl cards approve
status_is 2
run blokctl cards approve nobody
status_is 1
run blokctl cards delete
status_is 2
run blokctl cards suspend
status_is 2
run blokctl cards edit nobody --answer x
status_is 1
run blokctl cards nonsense
status_is 2

# --- an editor
run blokctl cards list --text kiln --json
id=$(json_get cards.0.id)
cat >"$T/bin/rewrite" <<'E'
#!/bin/sh
printf 'Question:\nWhat burns\nlimestone?\nAnswer: a kiln\nTags: x y\nDeck: New\n' >"$1"
E
chmod +x "$T/bin/rewrite"
EDITOR=rewrite run blokctl cards edit "$id"
unset EDITOR
status_is 0
run blokctl cards show "$id" --json
json_is question 'What burns
limestone?' 'lines of a question stay'
json_is answer 'a kiln'
json_is tags 'x y'
json_is deck New
json_is edited true
run blokctl cards edit "$id" --answer 'a kiln' --json
status_is 0
run blokctl cards edit "$id" --answer ''
status_is 3
run blokctl cards edit "$id" --cloze 'A {{c1::kiln}} burns {{c2::lime}}.'
status_is 0
run blokctl cards show "$id" --json
json_is question null
json_is cards.# 2
run blokctl cards undo
run blokctl cards show "$id" --json
json_is cards.# 1
json_is answer 'a kiln'

# --- to other programs: names tell the format, nothing is written half
run blokctl cards export --deck Old -o out.nonsense
status_is 2
run blokctl cards export --deck Old -o /nowhere/out.apkg
status_is 1
run blokctl cards export --deck Old --format csv
status_is 0
out_has 'question,answer,cloze,deck,tags,kind,guid'
run blokctl cards export --deck Old --format json
json_is notes.# 3
run blokctl cards import nothing.apkg
status_is 1
: >empty.csv
run blokctl cards import empty.csv
status_is 3
run blokctl --store other.db cards export -o out.csv
[ ! -e out.csv ] && ok 'nothing, no file' || not_ok 'nothing, no file'
run blokctl cards export --deck Old -o out.json
run blokctl --store other.db cards import out.json --dry-run --json
json_is notes 3
run blokctl --store other.db cards list --json
json_is cards '[]' 'a dry run keeps none'
run blokctl --store other.db cards import out.json --deck Moved --tags imported --drafts
status_is 0
run blokctl --store other.db cards list --deck Moved --tag imported --status draft --json
json_is cards.# 3
run blokctl cards stats --json
status_is 0
json_is reviews 0
json_is retention null
# What commands print is the cards that are there.
run blokctl gen-cards walls.md --json
cp "$T/out" printed.json
run blokctl cards import printed.json
status_is 0
err_has '0 added'
run blokctl cards list --json --limit 0
cp "$T/out" printed.json
run blokctl cards edit "$(json_get cards.1.id)" --answer 'changed since'
run blokctl cards import printed.json
err_has '0 added, 0 updated'
run blokctl cards list --text 'changed since' --json
json_is cards.# 1 'words that were edited stay'
BLOKCTL_STORE=$kept

# --- the peers' own readers
peer=$SHARED/eval/cards
cat >hard.json <<'J'
[{"question": "a <b> & \"c\"\td\ne", "answer": "#no comment", "guid": "h1", "deck": "Hard::One::Two", "tags": "x y"},
 {"question": "#hash", "answer": "; , | \\n", "guid": "h2", "deck": "Hard"},
 {"question": "{{ name }} {{^x}}", "answer": "}} :: {{", "guid": "h3", "deck": "Hard"},
 {"cloze": "use {{cat}} & <i> in {{c1::std::vector<T>}} and {{c2::{x}::a hint}}", "guid": "h4", "deck": "Hard"},
 {"question": "日本語 🙂", "answer": "ß “quoted”", "guid": "h5", "deck": "Hard"}]
J
run blokctl --store hard.db cards import hard.json
err_has '5 added'
for format in apkg txt csv json; do
	run blokctl --store hard.db cards export -o hard.$format
	run blokctl --store hard.db cards import hard.$format
	err_has '0 added, 0 updated, 5 as they were' "$format: hard texts come back"
done
if [ -f "$peer/check_ankitxt.py" ] && command -v python3 >/dev/null; then
	run python3 "$peer/check_ankitxt.py" walls.txt
	status_is 0 'a strict reader takes the text'
	run python3 "$peer/check_ankitxt.py" hard.txt
	status_is 0 'and hard ones'
	for package in "$peer"/apkg_samples/*.apkg; do
		run blokctl --store peers.db cards import "$package"
		status_is 0
		run blokctl --store peers.db cards import "$package"
		err_has '0 added'
	done
else
	skip 'the shared data is not there (BLOKCTL_SHARED)' 'samples of other programs'
fi
python=${MNEMOSYNE_ROOT:-/usr/lib/python3/dist-packages}
if [ -f "$peer/check_apkg_mnemosyne.py" ] && [ -d "$python/mnemosyne" ]; then
	run python3 "$peer/check_apkg_mnemosyne.py" walls.apkg --root "$python"
	status_is 0 'Mnemosyne imports the package'
	json_is facts 4
	json_is empty_questions 0
	run python3 "$peer/check_apkg_mnemosyne.py" hard.apkg --root "$python" --list
	status_is 0
	json_is facts 5
	json_is cards 6 'a cloze of two gaps is two cards'
	json_is empty_questions 0
else
	skip 'Mnemosyne is not installed' 'Mnemosyne imports the package'
fi

# --- with a seed ids are the same in every process: the next that is free is taken
export BLOKCTL_STORE="$T/work/seeded.db" BLOKCTL_SEED=5
for word in ebb flood; do
	printf '# %s\n\nThe %s is the phase in which the water moves. A %s gate is a door in a sea wall.\n' $word $word $word >$word.md
	run blokctl gen-cards $word.md --deck seeded --json
	status_is 0
done
run blokctl cards list --deck seeded --json
out_has flood 'cards of both'
is "$(grep -o '"id":"[^"]*"' "$T/out" | sort -u | wc -l | tr -d ' ')" \
	"$(grep -o '"id":"[^"]*"' "$T/out" | wc -l | tr -d ' ')" 'each its own'
unset BLOKCTL_SEED

done_testing
