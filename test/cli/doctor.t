# blokctl doctor: one line for each thing that was looked at.
. "$(dirname "$0")/lib.sh"

state() { "$TOOLS/json" "$T/out" checks >"$T/checks"; grep -o "\"check\":\"$1\",\"status\":\"[a-z]*\"" "$T/checks" | sed 's/.*:"//; s/"//' | tr '\n' ' '; }

run blokctl doctor --json
status_is 0
json_is ok true
is "$(state store)" 'ok ' 'a store that is not there yet is well'
is "$(test -e home/.local && echo made)" '' 'looking makes none'
run blokctl doctor
status_is 0
out_has 'SQLite 3.'
out_has 'is not there yet'

BLOKCTL_STORE=$T/work/s.db && export BLOKCTL_STORE
blokctl migrate up --db store: -q
chmod 644 s.db
run blokctl doctor --json
is "$(state store)" 'ok warning ' 'others can read it'
run blokctl doctor --repair
status_is 0
is "$(ls -l s.db | cut -c 1-10)" '-rw-------' '--repair takes that away'

# a damaged record
printf '%s\n' 'name: one' 'version: 1.0.0' 'trigger: {manual: {}}' 'steps: [{id: a, use: expr, inputs: {expression: "1"}}]' >one.yaml
blokctl workflow run one.yaml -q >/dev/null
echo "UPDATE attempt SET checksum = 0;" >hurt.sql
mkdir hurt && mv hurt.sql hurt/
blokctl migrate seed --db s.db --seeds hurt -q
run blokctl doctor
status_is 1
out_has 'is damaged in 1 place'
out_has 'restore a backup'
run blokctl doctor --json
status_is 1
json_is ok false
json_is errors 1
rm -f s.db*
echo 'no database, whatever it looks like' >s.db
run blokctl doctor
status_is 1
rm s.db

# settings and keys
mkdir -p home 2>/dev/null
blokctl config set --user ai.providers.anthropic.kind anthropic -q
unset ANTHROPIC_API_KEY
run blokctl doctor --json
is "$(state provider)" 'warning ' 'a key is missing'
out_has ANTHROPIC_API_KEY
ANTHROPIC_API_KEY=canary-99 run blokctl doctor --json
is "$(state provider)" 'ok ' 'it is there'
out_lacks canary-99 'and is not shown'
echo 'quotas: 3' >>"$HOME/.config/blokctl/config.yaml"
run blokctl doctor --json
case $(state settings) in 'ok ') not_ok 'a wrong setting is told' ;; *) ok 'a wrong setting is told' ;; esac
out_has 'config validate'

# --- where a key would come from, for each kind of provider
rm -r "$HOME/.config"
mkdir -p .blok
echo secret >key.txt
provider() { # provider SETTINGS STATUS TEXT
	printf 'ai: {providers: {mine: %s}}\n' "$1" >.blok/config.yaml
	run blokctl doctor
	line=$(grep ' provider ' "$T/out")
	is "${line%% *}" "$2" "$1: $2"
	out_has "$3" "$1: $3"
}
provider '{kind: openai}' warning 'mine: there is no key'
OPENAI_API_KEY= provider '{kind: openai}' warning 'set OPENAI_API_KEY, or ai.providers.mine.key'
OPENAI_API_KEY=x provider '{kind: openai}' ok 'mine: a key is there'
provider '{kind: openai, key: {env: NO_SUCH_KEY}}' warning 'set NO_SUCH_KEY'
provider '{kind: openai, key: {file: key.txt}}' ok 'mine: a key is there'
provider '{kind: openai, key: {file: none.txt}}' warning 'set none.txt'
provider '{kind: openai, key: {command: [cat, key.txt]}}' ok 'mine: a key is there'
provider '{kind: ollama}' ok 'mine: without a key'
provider '{kind: script, file: replies.yaml}' ok 'mine: needs no key'

# --- prices: old ones, none that can be read
printf '{}\n' >.blok/config.yaml
run env BLOKCTL_NOW=2031-01-01T00:00:00Z blokctl doctor
out_matches '^warning  *prices  *[0-9]* days old'
out_has 'give newer ones'
run env BLOKCTL_AI_PRICES=none.json blokctl doctor
status_is 1
out_matches '^error  *prices  .*none.json'

# --- settings that cannot be read at all
mv .blok/config.yaml kept.yaml
mkdir .blok/config.yaml
run blokctl doctor
status_is 1
out_matches '^error  *settings  '
rmdir .blok/config.yaml
mv kept.yaml .blok/config.yaml

# --- the clock: against a server, one without a date, one that is not there
run blokctl doctor --clock http://127.0.0.1:9/
status_is 0
out_matches '^warning  *clock  '
mkfifo hold
mkdir got
"$TOOLS/collector" got <hold >port 2>/dev/null &
exec 9>hold
wait_for . cat port
run blokctl doctor --clock "http://127.0.0.1:$(cat port)/"
out_has 'the server says no date'
printf 'network: {deny: [127.0.0.0/8]}\n' >.blok/config.yaml
run blokctl doctor --clock "http://127.0.0.1:$(cat port)/"
out_has 'denied by network.deny'
run blokctl doctor --json --clock http://127.0.0.1:9/
is "$(state clock)" 'warning '

# --- a store of a newer program, a folder in its place
run blokctl doctor --store "$T/none/deep/s.db"
out_has 'is not there yet'
out_has "free where the store lies ($T)"
echo 'PRAGMA user_version = 99;' >newer.sql
mkdir newer && mv newer.sql newer/
blokctl migrate up --db store: -q
blokctl migrate seed --db "$BLOKCTL_STORE" --seeds newer -q
run blokctl doctor
status_is 1
out_has 'use a newer blokctl'
done_testing
