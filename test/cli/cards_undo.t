# What is done to a card here outlives files without dates; undo takes back what it was told to,
# and nothing that has become of the card since.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_STORE="$T/work/s.db"

card() { # PATH WANT TITLE: of the deck's only card
	run blokctl cards list --status all --json
	json_is "cards.0.$1" "$2" "$3"
}
id_of() {
	run blokctl cards list --status all --json
	id=$(json_get cards.0.id)
}

# --- files that tell no time
for format in csv txt; do
	rm -f "$T/work"/s.db*
	printf 'question,answer\nWhich gas do plants take in?,carbon dioxide\n' >words.csv
	run blokctl cards import words.csv
	run blokctl cards export --format csv -o out.csv
	run blokctl cards export --format anki -o out.txt
	id_of
	run blokctl cards edit "$id" --answer 'carbon dioxide, by day'
	run blokctl cards import out.$format
	status_is 0
	err_has '0 updated'
	err_has '1 left'
	card answer 'carbon dioxide, by day' "$format: an edited card is left"
done
# What was written into the file is taken, again and again, where nobody edits here.
printf '# Gas\n\nOxygen is a gas that feeds every flame.\n' >gas.md
rm -f "$T/work"/s.db*
run blokctl gen-cards gas.md --max 1
run blokctl cards export --format csv -o out.csv
for word in fire flame blaze; do
	sed "s/feeds every [a-z]*/feeds every $word/" out.csv >again.csv
	run blokctl cards import again.csv
	card answer "a gas that feeds every $word" "the file says $word"
done
id_of
run blokctl cards edit "$id" --answer 'what a flame eats'
run blokctl cards import out.csv
err_has '1 left'
card answer 'what a flame eats' 'and where somebody does, it is left'

# --- approve; newer text; undo
rm -f "$T/work"/s.db*
run blokctl gen-cards gas.md --max 1
id_of
run blokctl cards approve "$id"
printf '# Gas\n\nOxygen is a gas that feeds fire and rusts iron.\n' >gas.md
run blokctl gen-cards gas.md --max 1
card answer 'a gas that feeds fire and rusts iron' 'the newer text'
run blokctl cards undo
status_is 0
card status draft 'the approval is taken back'
card answer 'a gas that feeds fire and rusts iron' 'the newer text stays'

# --- edit of tags; approve; newer text; undo of each
run blokctl cards edit "$id" --tags chemistry
run blokctl cards approve "$id"
printf '# Gas\n\nOxygen is a gas that all animals breathe.\n' >gas.md
run blokctl gen-cards gas.md --max 1
run blokctl cards undo
err_has 'approve of 1 card'
run blokctl cards undo
err_has 'edit of 1 card'
card tags '' 'the tags are taken back'
card answer 'a gas that all animals breathe' 'the words are the newer ones'

# --- a grade approves: undo of an edit before it makes no draft
run blokctl cards edit "$id" --tags x
on_terminal -i ' 3q' blokctl cards review --drafts
if [ -z "$unavailable" ]; then
	run blokctl cards undo
	card tags '' 'the edit is taken back'
	card status approved 'what is learnt is no draft again'
else
	skip "$unavailable" 'a card that was graded'
fi

# --- words that an import replaced
rm -f "$T/work"/s.db*
run blokctl cards import words.csv
id_of
run blokctl cards edit "$id" --answer 'CO2'
run blokctl cards edit "$id" --tags air
run blokctl cards export --format json -o out.json
sed -e 's/CO2/carbon(IV) oxide/' -e 's/"modified_ms":[0-9]*/"modified_ms":4102444800000/' out.json >newer.json
run blokctl cards import newer.json
card answer 'carbon(IV) oxide' 'a newer file'
run blokctl cards undo
status_is 1
err_has 'has been changed since'
err_has 'hint:'
card answer 'carbon(IV) oxide' 'undo of an older edit leaves them'
rm -f "$T/work"/s.db*
run blokctl cards import words.csv
id_of
run blokctl cards edit "$id" --answer 'CO2'
run blokctl cards undo
card answer 'carbon dioxide' 'else they come back'

# --- a bridge that was laid since
cat >bridge.csv <<'C'
question,answer,kind
What is osmosis?,the passage of water through a membrane,definition
What is a membrane?,a thin wall that lets some matter pass,definition
C
rm -f "$T/work"/s.db*
run blokctl cards import bridge.csv --drafts
run blokctl cards list --json
membrane=$(json_get cards.1.id)
run blokctl cards approve "$membrane"
run blokctl cards edit "$membrane" --tags cell
run blokctl cards bridge osmosis
run blokctl cards show "$membrane" --json
json_is tags 'cell bridge::osmosis'
run blokctl cards undo
run blokctl cards show "$membrane" --json
json_is tags bridge::osmosis 'the edit goes, the bridge stays'
run blokctl cards undo
run blokctl cards show "$membrane" --json
json_is status draft
json_is tags bridge::osmosis 'so it does with the approval'

# --- gaps: what was learnt of those that an edit took away comes back
rm -f "$T/work"/s.db*
printf 'question,answer\n"{{c1::Iron}} and {{c2::zinc}} are metals that rust and tarnish.",\n' >gaps.csv
run blokctl cards import gaps.csv
id_of
run blokctl cards edit "$id" --cloze '{{c1::Iron}} and zinc are metals that rust and tarnish.'
run blokctl cards undo
status_is 0
run blokctl cards decks --json
json_is decks.0.cards 2
run blokctl cards delete "$id"
run blokctl cards undo
run blokctl cards decks --json
json_is decks.0.cards 2
done_testing
