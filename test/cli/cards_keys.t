# What keys do while cards are learnt and asked, and what settings of learning may say.
. "$(dirname "$0")/lib.sh"

on_terminal true
[ -z "$unavailable" ] || skip_all "$unavailable"

export BLOKCTL_STORE="$T/work/s.db" BLOKCTL_NOW=2025-03-10T09:00:00Z
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
cat >cards.csv <<'C'
question,answer,cloze,deck,guid
What is ebb?,falling water,,Sea,g1
What is flood?,rising water,,Sea,g2
Wie heißt ein Ort im Meer?,Öland,,Isle,g3
What is a keel?,the beam that a ship is built upon,,Ship,g4
What is a mast?,the pole that carries the sails of a ship,,Ship,g5
What is a hull?,the body of a ship that lies in the water,,Ship,g6
What is a rudder?,the blade that steers a ship through the water,,Ship,g7
C
run blokctl cards import cards.csv
esc=$(printf '\033')
backspace=$(printf '\177')
end=$(printf '\004')

review() { # review KEYS [ARGUMENT]...
	keys=$1
	shift
	on_terminal -k "$keys" timeout --foreground 5 blokctl cards review "$@"
	last_command="cards review $*"
}
due() { # due DECK: as 'cards show' has it
	run blokctl cards list --deck "$1" --json
	run blokctl cards show "$(json_get cards.0.id)"
	sed -n 's/^due *//p' "$T/out"
}
columns() { run blokctl ask-sql --db s.db --format csv --sql "$1"; sed 1d "$T/out" | tr '\n' ' '; }

# --- review: each key on each side
review "${esc}[A${esc}OP${esc}[1;5Cq" --deck Sea
status_is 0
out_has 'space shows the answer' 'an arrow is no answer'
review " ${esc}xq" --deck Sea
out_has '1 again, 2 hard' 'nor is Escape with a key'
review "z zq" --deck Sea
is "$(grep -c 'space shows\|1 again, 2 hard' "$T/out")" 3 'other keys tell what keys there are'
review "$end" --deck Sea
out_has '0 cards reviewed' '^D ends'
review '

' --deck Isle --limit 1
status_is 0
out_has '1 card reviewed, 1 known' 'Enter behind it is good'
is "$(columns 'SELECT rating FROM card_review ORDER BY id DESC LIMIT 1')" '3 '
is "$(due Isle)" 'in 10m00s'
run blokctl cards review --json --limit 0
json_is due '[]' 'a limit holds for what is being learnt, too'
BLOKCTL_NOW=2025-03-10T09:15:00Z
is "$(due Isle)" now
run blokctl cards review --json --deck Isle --limit 0
json_is due '[]'
run blokctl cards review --json --limit 2
json_is due.# 2
json_is due.0.card.state learning
review ' 3q' --deck Isle
out_has '1 card reviewed, 1 known'
interval=$(columns 'SELECT interval FROM card WHERE state = 2')
is "$(due Isle)" "in ${interval% } days"
BLOKCTL_NOW=2025-03-$((10 + ${interval% }))T09:00:00Z
is "$(due Isle)" today
run blokctl cards show "$(columns "SELECT uuid FROM card_note WHERE deck = 'Isle'" | tr -d ' ')" --json
json_is cards.0.state review
BLOKCTL_NOW=2025-03-$((11 + ${interval% }))T09:00:00Z
is "$(due Isle)" '1 day ago'
review ' 1 3q' --deck Isle
out_has '2 cards reviewed, 1 known' 'what was forgotten comes again'
is "$(columns 'SELECT state, lapses FROM card WHERE lapses')" '2,1 '
BLOKCTL_NOW=2025-03-10T09:00:00Z

# new ones are counted by the day, reviews where a number says so
review ' 4q' --deck Sea
BLOKCTL_CARDS_NEW_PER_DAY=2 run blokctl cards review --json --deck Sea
json_is due.# 1 'one of two is done today'
BLOKCTL_CARDS_NEW_PER_DAY=1 run blokctl cards review --json --deck Sea
json_is due '[]'
BLOKCTL_NOW=2026-03-10T09:00:00Z
run blokctl cards review --json --deck Isle
json_is due.# 1
review ' 4q' --deck Isle
BLOKCTL_NOW=2027-03-10T09:00:00Z
BLOKCTL_CARDS_REVIEWS_PER_DAY=0 run blokctl cards review --json --deck Isle
json_is due '[]'
BLOKCTL_CARDS_REVIEWS_PER_DAY=1 run blokctl cards review --json --deck Isle
json_is due.# 1
review ' zq' --deck Isle
out_matches '2 hard [0-9]*d\|2 hard [0-9.]*mo\|2 hard [0-9.]*y' 'long pauses have long units'
BLOKCTL_NOW=2025-03-10T09:00:00Z

# drafts are approved by their grade
printf 'A wharf is a place where ships are moored.\n' >wharf.md
run blokctl gen-cards wharf.md --deck Quay
run blokctl cards review --deck Quay
err_has "1 draft waits: 'blokctl cards approve'"
review ' 3q' --deck Quay --drafts
out_has ' draft'
is "$(columns "SELECT status FROM card_note WHERE deck = 'Quay'")" '1 '

# a signal ends the session
on_terminal -k '' blokctl cards review --deck Ship
status_is 130
out_has 'interrupted; every grade is kept'

# --- quiz: lines that are typed on a terminal
quiz() { # quiz LINES [ARGUMENT]...
	lines=$1
	shift
	on_terminal ${columns:+-c $columns} -k "$lines" timeout --foreground 5 blokctl cards quiz --time 0 "$@"
	last_command="cards quiz $*"
}
quiz 'rising water
falling watr e
' --deck Sea --per-card 0
status_is 0
out_has 'right, '
out_has 'close: falling water' 'a slip is forgiven'
out_has '1 of 2 right'
out_has 'the schedule is as it was'
quiz "no${backspace}${backspace}${backspace}rising wateé${backspace}r
x
" --deck Sea --count
out_has 'right, ' 'what was erased does not count'
out_has 'no: falling water'
out_has 'counted as reviews'
is "$(columns 'SELECT rating FROM card_review WHERE kind = 1')" '3 1 '
quiz "falling${esc}[D water
$end" --deck Sea
out_has '1 of 1 right' '^D ends a quiz, arrows are passed over'
quiz "$end" --deck Sea
status_is 0
out_lacks ' right, '
on_terminal -k '' blokctl cards quiz --deck Ship --typed --time 0 --per-card 0
status_is 130
out_has interrupted
on_terminal timeout 5 blokctl cards quiz --deck Sea --time 0 --per-card 100ms
out_has 'too late: ' 'each question has its time'
out_has 'late'
on_terminal timeout 5 blokctl cards quiz --deck Sea --time 100ms --per-card 0
out_has 'too late: '
on_terminal -c 15 -k 'x
' timeout --foreground 5 blokctl cards quiz --deck Isle
out_has 'Öland' 'a terminal of 15 columns'
quiz '1
2
3
' --deck Ship --choice --limit 3
out_matches '  1  the ' 'choices are numbered'
columns=40 quiz '1
' --deck Ship --choice --limit 1
out_matches '^     [a-z]' 'what is longer goes on below itself'
is "$(tr -d '\r' <"$T/out" | grep '^  [123]  ' | awk 'length > 40')" '' 'and is no wider'
quiz '9
the beam
' --deck Ship --limit 2
out_has '2 right' 'long answers are chosen unless they are to be typed'
quiz 'x
' --deck Ship --typed --limit 1
out_lacks '  1  the '
with_input 'falling water
rising water
' blokctl cards quiz --deck Sea --json --time 0
status_is 0
json_is right 2
json_is questions.0.verdict right
with_input 'fast
' blokctl cards quiz --deck Sea --json --time 0 --limit 1
json_is questions.0.verdict wrong
json_is questions.0.given fast
with_input '' blokctl cards quiz --deck Sea --time 1
status_is 0
run blokctl cards quiz --history --json
json_is quizzes.0.asked 1
json_is quizzes.0.deck Sea
run blokctl cards quiz --deck Nothing
status_is 1
err_has "'blokctl cards decks' shows them"
run blokctl cards quiz --typed --choice
status_is 2

# --- settings of learning: each holds or is told
sets() { # sets VARIABLE VALUE MESSAGE
	run env "BLOKCTL_CARDS_$1=$2" blokctl cards review --json
	is "$status $(json_get error.message)" "3 $3" "cards.$1: $2"
}
sets RETENTION 0.5 "cards.retention wants a number from 0.7 to 0.99, not '0.5'"
sets RETENTION 1 "cards.retention wants a number from 0.7 to 0.99, not '1'"
sets RETENTION x "cards.retention wants a number from 0.7 to 0.99, not 'x'"
sets RETENTION 0.9x "cards.retention wants a number from 0.7 to 0.99, not '0.9x'"
sets MAX_INTERVAL 0 'cards.max_interval wants 1 to 36500 days'
sets MAX_INTERVAL 36501 'cards.max_interval wants 1 to 36500 days'
sets ROLLOVER 24 'cards.rollover wants an hour from 0 to 23'
sets PARAMETERS '1, 2, x' "cards.parameters: 'x' is no number"
sets PARAMETERS '1 2 3' 'cards.parameters: FSRS has 21 parameters (or 19, or 17), not 3'
sets LEARNING_STEPS '1m soon' "cards.learning_steps wants times like '1m 10m', not '1m soon'"
sets RELEARNING_STEPS '1' "cards.relearning_steps wants times like '1m 10m', not '1'"
sets TIMEZONE Nowhere/Town "cards.timezone: there is no time zone 'Nowhere/Town'"
parameters='0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542'
for setting in RETENTION=0.8 MAX_INTERVAL=30 ROLLOVER=0 PARAMETERS= "PARAMETERS=$parameters" LEARNING_STEPS='30s 2h' \
	RELEARNING_STEPS=1d TIMEZONE=Europe/Berlin FUZZ=false; do
	run env "BLOKCTL_CARDS_$setting" blokctl cards review --json --deck Sea
	status_is 0 "cards.$setting"
done
for zone in :Europe/Berlin Nowhere/Town ''; do
	TZ=$zone run blokctl cards review --json --deck Sea
	status_is 0 "TZ='$zone' is no reason not to learn"
done
done_testing
