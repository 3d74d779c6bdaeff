# blokctl prompt: templates are found, checked, filled and asked.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$T/work/replies.yaml" BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY
cat >replies.yaml <<'Y'
replies:
  - {match: twice, times: 1, text: '{"labels": "billing"}'}
  - {match: /labels must be array, text: '{"labels": ["billing"], "confidence": 1, "reason": "asked twice"}'}
  - {match: paid, text: "Sure:\n```json\n{labels: ['billing'], confidence: 0.9, reason: 'paid',}\n```"}
  - {match: rain, text: It rains., usage: {input: 10, output: 3}}
  - {text: something}
Y

# --- what is built in is right
run blokctl prompt lint
status_is 0
out_empty
err_has '11 prompts checked: no error'
run blokctl prompt list --json
status_is 0
json_is prompts.# 11
json_is prompts.0.name bridge
json_is prompts.0.origin 'built in'
json_is prompts.9.name sql-repair
json_is prompts.9.tier powerful
run blokctl prompt list
out_has 'Flashcards from a text'

# --- show
run blokctl prompt show summarise
status_is 0
out_has 'name: summarise'
run blokctl prompt show summarise --json
json_is variables.0.name text
json_is variables.0.required true
json_is variables.1.default 150
is "$(json_get hash)" "$(blokctl prompt show summarise | sha256sum | cut -c1-64)" 'the hash is the file'\''s'
run blokctl prompt show sumarise
status_is 1
err_has "did you mean 'summarise'?"
run blokctl prompt show ../summarise
status_is 1

# --- render
run blokctl prompt render summarise --var text=rain --var words=5 --json
status_is 0
json_is messages.0.role system
json_is messages.1.role user
case "$(json_get messages.1.text)" in
*'At most 5 words'*'<text-'*rain*'</text-'*) ok 'the text is filled' ;;
*) not_ok 'the text is filled'; show ;;
esac
cp "$T/out" first
run blokctl prompt render summarise --vars '{"text": "rain", "words": 5}' --json
is "$(cat "$T/out")" "$(cat first)" 'the same call makes the same messages'
printf 'text: rain\nwords: 7\n' >vars.yaml
run blokctl prompt render summarise --vars vars.yaml --var words=5 --json
is "$(cat "$T/out")" "$(cat first)" '--var goes before --vars'
with_input rain blokctl prompt render summarise --file text=- --var words=5 --json
is "$(cat "$T/out")" "$(cat first)" 'a value from standard input'
run blokctl prompt render hint --var question=Q --var answer=A
out_has '--- assistant'
run blokctl prompt render summarise --var "text=$(printf 'a\033[31mb\342\200\256c\363\240\201\201d')" --json
case "$(json_get messages.1.text)" in
*abcd*) ok 'what hides in a text is taken out' ;;
*) not_ok 'what hides in a text is taken out'; show ;;
esac

run blokctl prompt render summarise
status_is 3
err_has "needs the variable 'text'"
run blokctl prompt render summarise --var text=x --var word=5
status_is 3
err_has "did you mean 'words'?"
run blokctl prompt render summarise --var text=x --var words=1.5
status_is 3
err_has "'words' must be of type integer"
run blokctl prompt render summarise --var text=x --var words=many
status_is 3
err_has 'of type integer'
run blokctl prompt render summarise --vars '{"text": 5}'
status_is 3
err_has "'text' must be of type string, not number"
run blokctl prompt render summarise --vars '[]'
status_is 1
run blokctl prompt render summarise --var text
status_is 2
err_has 'name=value'

# --- run: text, and JSON that was found, repaired, asked for again
run blokctl prompt run summarise --var text=rain
status_is 0
out_is 'It rains.'
run blokctl prompt run summarise --var text=rain --json
json_is text 'It rains.'
json_is cached true
json_is value null
run blokctl prompt run classify --var text='paid' --var labels='["billing", "praise"]'
status_is 0
out_is '{"labels":["billing"],"confidence":0.9,"reason":"paid"}'
err_has 'repaired: '
run blokctl prompt run classify --var text='twice' --var labels='["billing", "praise"]' --json
status_is 0
json_is value.reason 'asked twice'
run blokctl prompt run classify --var text='nothing' --var labels='["billing"]' --no-cache
status_is 3
err_has 'does not fit the schema'

# --- the tier: the prompt's, unless the settings or the options say more
run blokctl prompt run summarise --var text=rain --tier heavy
status_is 2

# --- the project's and the user's own
mkdir -p .blok/prompts "$HOME/.config/blokctl/prompts"
own() { # own NAME WORD
	printf 'name: %s\nversion: 2\ntask: chat\nvariables: {text: string}\nuser: "%s ${text}"\n' "$1" "$2"
}
own summarise users >"$HOME/.config/blokctl/prompts/summarise.yaml"
run blokctl prompt render summarise --var text=rain
out_is '--- user
users rain'
own summarise projects >.blok/prompts/summarise.yaml
own extra rain >.blok/prompts/extra.yaml
run blokctl prompt render summarise --var text=rain
out_is '--- user
projects rain'
run blokctl prompt show summarise --built-in --json
json_is path templates/prompts/summarise.yaml
run blokctl prompt list --json
json_is prompts.# 12
json_is prompts.5.name extra
json_is prompts.11.origin project
run blokctl prompt run extra --var text=x --json
json_is cached false
run blokctl prompt run extra --var text=x --json
json_is cached true
echo '# changed' >>.blok/prompts/extra.yaml
run blokctl prompt run extra --var text=x --json
json_is cached false 'a changed template asks anew'

# --- switches
run env BLOKCTL_FEATURES_AI_GENERATION=false blokctl prompt run cards --var text=x
status_is 5
err_has 'features.AI_GENERATION is false'
printf 'features: {AI_HINTS: false}\n' >.blok/config.yaml
run blokctl prompt run hint --var question=Q --var answer=A
status_is 5
run blokctl prompt render hint --var question=Q --var answer=A
status_is 0 'rendering asks nobody'

run blokctl ai features --json
status_is 0
json_is features.# 5
json_is features.3.key features.AI_HINTS
json_is features.3.on false
json_is features.3.from project
json_is features.3.prompts.0 hint
json_is features.4.prompts.1 sql-repair
run blokctl ai features
out_has 'models may give hints while cards are reviewed'

# --- the shell completes their names
for sub in show render run lint; do
	run blokctl completion words -- prompt $sub summ
	out_has 'summarise	project'
done
run blokctl prompt lint classify
status_is 0
err_has '1 prompt checked'

# --- lint
cat >bad.yaml <<'Y'
name: bad
version: none
task: chat
teir: fast
feature: AI_HINT
variables:
  text: {type: strin}
  count: {type: integer, default: many}
  spare: string
user: |
  First line
    ${text} and ${tekst}
  ${text +}
schema: {type: strange}
examples:
  - {input: {text: 5}, output: {}}
  - nothing
Y
run blokctl prompt lint bad.yaml
status_is 3
out_has "bad.yaml:2:10: error: 'version' must be a whole number from 1 on"
out_has "bad.yaml:4:1: error: unknown key 'teir'"
out_has "did you mean 'tier'?"
out_has "bad.yaml:5:10: error: there is no switch 'features.AI_HINT'"
out_has "bad.yaml:7:16: error: the type of 'text' must be"
out_has "bad.yaml:8:35: error: the default of 'count' must be of type integer"
out_has "bad.yaml:9:3: warning: the variable 'spare' stands in no text"
out_has "bad.yaml:12:19: error: there is no variable 'tekst'"
out_has "bad.yaml:13:11: error: expression: "
out_has 'bad.yaml:14:9: error: '
out_has 'bad.yaml:16:'
out_has 'bad.yaml:17:5: error: an example must be'
run blokctl prompt lint bad.yaml --json
status_is 3
json_is ok false
json_is files 1
json_is findings.0.code type
run blokctl prompt show ./bad.yaml
status_is 3
out_empty
err_has "the prompt './bad.yaml' has"
run blokctl prompt show ./bad.yaml --json
json_is error.findings.0.line 2
own other x >wrong.yaml
run blokctl prompt lint wrong.yaml
status_is 3
out_has 'one of them must be renamed'
printf '[]\n' >list.yaml
run blokctl prompt lint list.yaml
status_is 3
out_has 'a prompt must be an object'
: >empty.yaml
run blokctl prompt lint empty.yaml
status_is 3
run blokctl prompt lint nowhere.yaml
status_is 1
cp bad.yaml .blok/prompts/bad.yaml
run blokctl prompt list
status_is 0
out_has 'cannot be used'
run blokctl prompt lint
status_is 3
out_has '.blok/prompts/bad.yaml:2:10'
done_testing
