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
done_testing
