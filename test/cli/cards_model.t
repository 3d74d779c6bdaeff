# Cards by a model: the same checks as for rules, one repair, only what the text says,
# and what was paid for is kept whatever comes after it.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_STORE="$T/work/s.db" BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$T/work/replies.yaml"
export BLOKCTL_AI_RETRIES=0
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
cat >walls.md <<'M'
# Lime

A kiln is an oven that burns limestone into quicklime at 900 degrees. Quicklime is slaked
with water before it becomes mortar.
M

# --- good ones are kept; a faulty one goes back once; what the text does not say is dropped
cat >replies.yaml <<'Y'
replies:
  - match: Mend these cards
    json:
      cards:
        - {question: What does a kiln burn?, answer: limestone, source: A kiln is an oven that burns limestone into quicklime at 900 degrees.}
  - match: flashcards
    json:
      cards:
        - {question: At how many degrees does a kiln burn limestone?, answer: "900", source: A kiln is an oven that burns limestone into quicklime at 900 degrees.}
        - {question: What does it burn?, answer: limestone, source: A kiln is an oven that burns limestone into quicklime at 900 degrees.}
        - {question: Who invented the kiln?, answer: the Sumerians of Mesopotamia, source: The Sumerians invented the kiln.}
Y
run blokctl gen-cards walls.md --engine model --json
status_is 0
json_is cards.# 2
json_is cards.0.question 'At how many degrees does a kiln burn limestone?'
json_is cards.0.source.sentence 'A kiln is an oven that burns limestone into quicklime at 900 degrees.'
json_is cards.0.source.heading Lime
json_is cards.1.question 'What does a kiln burn?'
out_lacks Sumerians
run blokctl cards list --json
json_is cards.# 2
json_is cards.0.engine model
run blokctl quota history --by task --json
json_is rows.0.calls 2

# --- again: the kept answers, nothing is asked, nothing comes twice
printf 'replies: [{status: 500, message: nobody should ask}]\n' >replies.yaml
run blokctl gen-cards walls.md --engine model
status_is 0
err_has '0 new, 2 as before'
# The rules' cards stand beside those of the model.
run blokctl gen-cards walls.md --engine builtin
status_is 0
err_lacks 'no longer in the document'

# --- a limit in the middle: the first part stays, and the second goes on from there
{
	printf '# One\n\n'
	i=0
	while [ $i -lt 220 ]; do
		printf 'The lever of the press was made of iron, as all of the others were in that year. '
		i=$((i + 1))
	done
	printf '\n\n# Two\n\nA vault is a roof of stone. '
	i=0
	while [ $i -lt 220 ]; do
		printf 'The door of the tower was made of oak, as many others were in the town. '
		i=$((i + 1))
	done
	echo
} >long.md
cat >replies.yaml <<'Y'
replies:
  - match: A vault is a roof
    status: 429
    headers: {retry-after: 0}
    message: slow down
    code: rate_limit_exceeded
  - match: the lever of the press
    json: {cards: [{question: What was the lever of the press made of?, answer: iron, source: The lever of the press was made of iron}]}
  - match: flashcards
    json: {cards: [{question: What was the lever of the press made of?, answer: iron, source: The lever of the press was made of iron}]}
Y
run blokctl gen-cards long.md --engine model
[ "$status" != 0 ] && ok 'a limit is an error' || not_ok 'a limit is an error'
err_has 'slow down'
run blokctl cards list --document long.md --json
json_is cards.# 1 'what came before it is kept'
cat >replies.yaml <<'Y'
replies:
  - match: A vault is a roof
    json: {cards: [{question: What is a vault?, answer: a roof of stone, source: A vault is a roof of stone.}]}
  - match: flashcards
    times: 0
    status: 500
    message: this part was paid for
Y
run blokctl gen-cards long.md --engine model
status_is 0
err_lacks 'paid for'
run blokctl cards list --document long.md --json
json_is cards.# 2

# --- no money, no call
printf 'replies: [{match: flashcards, json: {cards: []}}]\n' >replies.yaml
echo 'A trowel is a tool that spreads mortar.' >tool.md
run blokctl quota set --daily-requests 0
status_is 0
run blokctl gen-cards tool.md --engine model
status_is 5
# Where no model is configured, auto is by rules: it needs no quota.
run blokctl gen-cards tool.md
status_is 0
out_has 'What is a trowel?'

# --- the switch of whoever runs it
run blokctl quota set --daily-requests 1000
status_is 0
echo 'A chisel is a tool that cuts stone.' >chisel.md
run env BLOKCTL_FEATURES_AI_GENERATION=false blokctl gen-cards chisel.md --engine model
status_is 5
err_has AI_GENERATION
out_empty
run blokctl cards list --document chisel.md --json
status_is 1
# What is no JSON, twice, or none of the schema, is an error, and keeps nothing.
printf 'replies: [{text: "I would rather not."}]\n' >replies.yaml
run blokctl gen-cards chisel.md --engine model --no-cache
[ "$status" != 0 ] && ok 'an answer without JSON is an error' || not_ok 'an answer without JSON is an error'
run blokctl cards list --document chisel.md --json
status_is 1 'nothing is kept of it'
printf 'replies: [{json: {cards: []}}]\n' >replies.yaml
run blokctl gen-cards chisel.md --engine model --no-cache
status_is 0
err_has '0 new'
# A document that gives orders is material: its cards are judged like others.
cat >replies.yaml <<'Y'
replies:
  - match: Mend these cards
    json: {cards: []}
  - match: flashcards
    json:
      cards:
        - {question: "What is **a chisel**?", answer: a tool that cuts stone, source: A chisel is a tool that cuts stone.}
        - {question: "See Figure 2: what is it?", answer: stone, source: A chisel is a tool that cuts stone.}
        - {question: What does a chisel cut?, answer: stone, source: A chisel is a tool that cuts stone.}
        - {question: What does a chisel cut?, answer: stone, source: A chisel is a tool that cuts stone.}
Y
run blokctl gen-cards chisel.md --engine model --no-cache --json
status_is 0
json_is cards.# 1 'faulty ones and a twin are left out'
json_is cards.0.question 'What does a chisel cut?'

# --- hints: what tells the answer is thrown away
id=$(json_get cards.0.id)
cat >replies.yaml <<'Y'
replies:
  - match: level 1
    text: What is under your feet in a quarry?
  - match: level 2
    text: It rhymes with bone, and it is STONE.
  - match: level 3
    status: 500
    message: out of order
Y
run blokctl cards hint "$id" --engine model --attempt wood
status_is 0
out_is 'What is under your feet in a quarry?'
run blokctl cards hint "$id" --engine model --level 2 --json
status_is 0
json_is level 2
out_lacks STONE
out_lacks stone
run blokctl cards hint "$id" --engine model --level 3
status_is 0 'where the model fails the next of the route makes one'
err_has 'trying builtin/hint'
out_lacks stone
run blokctl cards hint "$id" --engine builtin --level 3
status_is 0
out_has 'st___'
run env BLOKCTL_FEATURES_AI_HINTS=false blokctl cards hint "$id" --engine model
status_is 5
run env BLOKCTL_FEATURES_AI_HINTS=false blokctl cards hint "$id"
status_is 0

# --- through a server
. "$ROOT/test/cli/stub.sh"
start_stub
unset BLOKCTL_AI_PROVIDER BLOKCTL_AI_SCRIPT
export OPENAI_API_KEY=sk-stub
server() { mode=$1; shift; OPENAI_BASE_URL=$stub/$mode/v1 run "$@" -m openai/gpt-4o-mini --no-cache; }
echo 'A mallet is a hammer of wood.' >mallet.md
server ok blokctl cards hint "$id"
status_is 0
out_is 'Hello from the stub.'
server ok blokctl gen-cards mallet.md --engine model
[ "$status" != 0 ] && ok 'a server that does not answer with cards' || not_ok 'a server that does not answer with cards'
err_has 'blokctl: '
server limited blokctl gen-cards mallet.md --engine model
status_is 75
out_empty
server spent blokctl gen-cards mallet.md --engine model
status_is 1
err_has 'no money left'
run blokctl cards list --document mallet.md
status_is 1 'nothing is kept of a document that no model has read'

done_testing
