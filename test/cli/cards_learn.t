# Learning: review by keys, quizzes, hints, gaps and bridges; what was graded is never lost.
. "$(dirname "$0")/lib.sh"

# What is learnt on the terminal is looked at everywhere below.
on_terminal true
[ -z "$unavailable" ] || skip_all "$unavailable"

export BLOKCTL_STORE="$T/work/s.db" BLOKCTL_NOW=2025-03-10T09:00:00Z
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
cat >cards.csv <<'C'
question,answer,cloze,deck,guid
What is ebb?,falling water,,Sea,g1
What is flood?,rising water,,Sea,g2
How many tides has a day?,2,,Sea::Tides,g3
,,The {{c1::moon}} and the {{c2::sun}} make tides.,Sea::Tides,g4
What is a keel?,the beam that a ship is built upon,,Ship,g5
C
run blokctl cards import cards.csv
status_is 0
err_has '5 added'

stat() { # stat NAME [DECK]: a figure of 'cards stats'
	run blokctl cards stats --json ${2:+--deck "$2"}
	json_get "$1"
}
id_of() { # id_of TEXT: the card with it
	run blokctl cards list --text "$1" --json
	json_get cards.0.id
}

# --- review: what is due, as JSON
run blokctl cards review --json
status_is 0
json_is due.# 6 'a cloze of two gaps is two cards'
json_is due.0.question 'What is ebb?'
json_is due.0.card.state new
json_is due.3.card.ord 0
json_is due.4.card.ord 1
run blokctl cards review --json --deck Sea
json_is due.# 5
run blokctl cards review --json --deck Sea::Tides
json_is due.# 3
run blokctl cards review --json --new 1
json_is due.# 1
run blokctl cards review --json --limit 2
json_is due.# 2
run blokctl cards review --json --deck Se
status_is 1
json_is error.hint "there is 'Sea'"
run blokctl cards review --deck Se
status_is 1
err_has "there is no deck 'Se'"
run blokctl cards review extra
status_is 2

# --- every key
on_terminal -i ' 1q' blokctl cards review --deck Sea
no_terminal=$unavailable
status_is 0
out_has 'What is ebb?'
out_has 'falling water'
out_matches '1 again 1m  *2 hard 6m  *3 good 10m  *4 easy'
out_has '1 card reviewed, 0 known'
is "$(stat learning_reviews)" 1 'a grade is kept'
on_terminal -i ' 4q' blokctl cards review --deck Ship
out_has '1 card reviewed, 1 known'
run blokctl cards review --json --deck Ship
json_is due '[]' 'what was easy is done for today'
on_terminal -i 'hhh 4q' blokctl cards review --deck Sea --new 1
out_has '11 letters' 'the first hint is the form'
out_has '__' 'the others have gaps'
out_has 'with a hint: at most hard'
run blokctl ask-sql --db s.db --format csv --sql 'SELECT hint, rating FROM card_review ORDER BY id DESC LIMIT 1'
out_is 'hint,rating
3,2' 'a strong hint counts as hard at most'
on_terminal -i 'hhh 4u 4uq' blokctl cards review --deck Sea --new 1
status_is 0
is "$(grep -c 'with a hint: at most hard' "$T/out")" 2 'what is taken back keeps its hint'
before=$(stat learning_reviews)
on_terminal -i ' 2 2 2uuuuq' blokctl cards review --deck Sea::Tides
status_is 0
out_has 'taken back'
out_has 'nothing to undo' 'undo ends with the session'
out_has '0 cards reviewed'
is "$(stat learning_reviews)" "$before" 'what was taken back is not there'
on_terminal -i 'xq' blokctl cards review --deck Sea::Tides
out_has 'space shows the answer' 'another key shows the keys'
on_terminal -i 'sq' blokctl cards review --deck Sea::Tides
out_has 'suspended'
run blokctl cards review --json --deck Sea::Tides
json_is due.# 2
run blokctl cards resume --deck Sea::Tides
status_is 0
run blokctl cards review --json --deck Sea::Tides
json_is due.# 3

# --- edit while learning: an editor that writes, one that fails, one that leaves no card
cat >"$T/bin/ed1" <<'E'
#!/bin/sh
sed 's/^2$/two, as a rule/' "$1" >"$1.new" && cat "$1.new" >"$1" && rm "$1.new"
E
printf '#!/bin/sh\nexit 3\n' >"$T/bin/ed2"
printf '#!/bin/sh\nprintf "Question:\\n\\nAnswer:\\n\\n" >"$1"\n' >"$T/bin/ed3"
cat >"$T/bin/ed4" <<'E'
#!/bin/sh
sed 's/{{c2::sun}}/sun/' "$1" >"$1.new" && cat "$1.new" >"$1" && rm "$1.new"
E
chmod +x "$T/bin/ed1" "$T/bin/ed2" "$T/bin/ed3" "$T/bin/ed4"
export EDITOR=ed1
on_terminal -i 'e q' blokctl cards review --deck Sea::Tides
status_is 0
out_has 'two, as a rule'
id=$(id_of 'How many tides')
run blokctl cards show "$id" --json
json_is answer 'two, as a rule'
json_is edited true
EDITOR=ed2
on_terminal -i 'e q' blokctl cards review --deck Sea::Tides
status_is 0
out_has 'two, as a rule' 'an editor that fails changes nothing'
EDITOR=ed3
on_terminal -i 'e q' blokctl cards review --deck Sea::Tides
out_has 'the card is as it was'
out_has 'two, as a rule' 'what is no card is not shown either'
run blokctl cards edit "$id"
status_is 3
err_has 'the card is as it was'
run blokctl cards show "$id" --json
json_is answer 'two, as a rule'
run blokctl cards edit "$id" --cloze 'no gap'
status_is 3
run blokctl cards undo
run blokctl cards show "$id" --json
json_is answer 2 'undo takes the edit back'

# --- a card that an edit took away cannot be graded
run blokctl store backup kept.db
run blokctl cards suspend "$id"
on_terminal -i ' 4sq' blokctl cards review --deck Sea::Tides
run blokctl cards resume "$(id_of moon)"
EDITOR=ed4
on_terminal -i 'e 4q' blokctl cards review --deck Sea::Tides
status_is 0
run blokctl ask-sql --db s.db --format csv --sql 'SELECT count(*) AS n FROM card_review WHERE card NOT IN (SELECT id FROM card)'
out_is 'n
0' 'no review is of a card that is gone'
cp kept.db s.db
rm -f s.db-wal s.db-shm
unset EDITOR

# --- kill -9 in the middle: every grade that was given is there
if [ -z "$no_terminal" ]; then
	before=$(stat learning_reviews)
	"$TOOLS/pty" -i ' 4 4' sh -c 'echo $$ >pid; exec blokctl cards review --deck Sea' >screen 2>&1 &
	pty=$!
	i=0
	while [ $i -lt 100 ] && [ "$(stat learning_reviews)" -lt $((before + 2)) ]; do
		sleep 0.05
		i=$((i + 1))
	done
	kill -9 "$(cat pid)" 2>/dev/null
	wait "$pty" 2>/dev/null
	is "$(stat learning_reviews)" $((before + 2)) 'grades outlive kill -9'
	run blokctl store check
	status_is 0
fi

# --- quiz: answers from a pipe
cat >quiz.csv <<'C'
question,answer,deck,guid
Which town is the capital of France?,Paris,Towns,q1
Which town is the capital of Norway?,Oslo,Towns,q2
In which year was Oslo founded?,1048,Towns,q3
C
run blokctl cards import quiz.csv
status_is 0
before=$(stat learning_reviews)
with_input 'Pariss
Oslo
1049
' blokctl cards quiz --deck Towns --typed --json
status_is 0
json_is asked 3
json_is right 2
json_is questions.0.verdict right 'a slip is forgiven'
json_is questions.0.given Pariss
json_is questions.2.verdict wrong 'a number has to be the number'
json_is questions.2.answer 1048
json_is best_streak 2
json_is counted false
err_has 'Which town is the capital of France?' 'with --json the questions stand on stderr'
is "$(stat learning_reviews)" "$before" 'a quiz leaves the schedule as it is'
with_input 'Paris
' blokctl cards quiz --deck Towns --typed
status_is 0
out_has '1 of 1 right' 'a pipe that ends ends the quiz'
with_input '' blokctl cards quiz --deck Towns --json
status_is 0
json_is asked 0
json_is questions '[]'
run blokctl --store empty.db cards quiz --json
json_is started_at null 'what did not begin has no beginning'
json_is asked 0
run blokctl cards quiz --history --json
json_is quizzes.# 2 'a quiz without an answer is none'
json_is quizzes.0.asked 1
json_is quizzes.1.right 2
json_is quizzes.1.deck Towns
run blokctl cards quiz --history
status_is 0
out_has 2/3
with_input 'Paris
nothing
1048
' blokctl cards quiz --deck Towns --typed --count --json
json_is counted true
is "$(stat learning_reviews)" $((before + 3)) 'with --count answers are reviews'
run blokctl cards list --deck Towns --text France --json
id=$(json_get cards.0.id)
run blokctl cards show "$id" --json
json_is cards.0.state learning
json_is cards.0.reps 1
with_input '1
1
1
' blokctl cards quiz --deck Towns --choice
status_is 0
out_has '  2  '
run blokctl cards quiz --deck Towns --choice --typed
status_is 2
run blokctl cards quiz --limit 0
status_is 2
run blokctl cards quiz --deck Nothing
status_is 1
err_has "there is no deck 'Nothing'"
printf 'Paris\nOslo\n' >answers
run sh -c 'blokctl cards quiz --deck Towns --limit 1 --typed --json <answers'
json_is asked 1

# --- hints
for level in 1 2 3; do
	run blokctl cards hint "$id" --level $level --json
	status_is 0
	json_is level $level
	out_lacks Paris
done
run blokctl cards hint "$id" --level 4
status_is 2
run blokctl cards hint nobody
status_is 1
run blokctl cards hint
status_is 2

# --- gaps and bridges: what is missing, and in which order to learn it
cat >vaults.md <<'M'
# Vaults

A vault is a row of arches.

An arch is a curve of stones around a keystone.

A keystone is a stone in mortar.

Mortar is a paste of lime.
M
run blokctl gen-cards vaults.md
status_is 0
run blokctl cards approve --deck vaults
run blokctl cards gaps --deck vaults --json
status_is 0
json_is gaps.# 3
json_is gaps.0.kind unlearnt
json_is gaps.0.severity low
json_is gaps.0.uses 1
json_is gaps.0.recall null
out_has '"subject":"keystone"'
out_lacks '"subject":"vault"' 'nothing stands on vaults'
run blokctl cards gaps --deck vaults --limit 1 --json
json_is gaps.# 1
run blokctl cards gaps --deck vaults
out_has keystone
run blokctl cards gaps --deck Nothing
status_is 1
err_has "there is no deck 'Nothing'"
run blokctl cards bridge vaults --dry-run --json
status_is 0
json_is cards.# 3 'two steps below'
json_is cards.0.question 'What is a keystone?'
json_is cards.1.question 'What is an arch?'
json_is cards.2.question 'What is a vault?'
run blokctl cards list --tag bridge::vaults --json
json_is cards '[]' 'a dry run leaves no tag'
run blokctl cards bridge vaults --max 2 --json
json_is cards.# 2
json_is tag bridge::vaults
run blokctl cards list --tag bridge::vaults --json
json_is cards.# 2
run blokctl cards bridge steam
status_is 1
run blokctl cards bridge
status_is 2
{
	cat vaults.md
	printf '\n## Cement\n\nSee below, it is good.\n'
} >more.md
cp more.md vaults.md
run blokctl gen-cards vaults.md
run blokctl cards gaps --document vaults.md --json
out_has Cement 'a section without a card is a gap'
run blokctl cards gaps --document nothing.md
status_is 1

done_testing
