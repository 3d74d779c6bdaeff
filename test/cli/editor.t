# What is edited in an editor: cards, settings, statements; which editor, and what it may do wrong.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/work/s.db"
unset VISUAL EDITOR
printf 'question,answer,cloze,deck,guid\nWhat is ebb?,falling water,,Sea,g1\n' >cards.csv
run blokctl cards import cards.csv
run blokctl cards list --json
id=$(json_get cards.0.id)
answer() { run blokctl cards show "$id" --json; json_get answer; }
editor() { # editor NAME SCRIPT: $1 of it is the file
	printf '#!/bin/sh\n%s\n' "$2" >"$T/bin/$1"
	chmod +x "$T/bin/$1"
}
editor changes 'sed "s/falling/sinking/" "$1" >"$1.new" && mv "$1.new" "$1"'
editor back 'sed "s/sinking/falling/" "$1" >"$1.new" && mv "$1.new" "$1"'
editor nothing ':'
editor fails 'exit 3'
editor dies 'kill -9 $$'
editor removes 'rm "$1"'
editor adds 'shift; sed "s/falling/rising/" "$1" >"$1.new" && mv "$1.new" "$1"'

run blokctl cards edit "$id"
status_is 2
err_has 'there is no terminal to edit in'
err_has 'EDITOR names an editor'
VISUAL= EDITOR= run blokctl cards edit "$id"
status_is 2 'an empty name is none'
EDITOR=changes run blokctl cards edit "$id"
status_is 0
is "$(answer)" 'sinking water' 'EDITOR'
VISUAL=back EDITOR=fails run blokctl cards edit "$id"
is "$(answer)" 'falling water' 'VISUAL comes first'
VISUAL='adds --wait' run blokctl cards edit "$id"
is "$(answer)" 'rising water' 'an editor with arguments'
VISUAL=nothing run blokctl cards edit "$id"
status_is 0
is "$(answer)" 'rising water' 'nothing was changed'
for wrong in fails dies nosuch-editor; do
	EDITOR=$wrong run blokctl cards edit "$id"
	status_is 1 "$wrong"
	err_has "the editor '$wrong' has failed"
done
EDITOR=removes run blokctl cards edit "$id"
status_is 1
is "$(answer)" 'rising water' 'a file that is gone changes nothing'
TMPDIR=$T/none EDITOR=changes run blokctl cards edit "$id"
status_is 1
err_has 'cannot make a folder'
TMPDIR=relative EDITOR=nothing run blokctl cards edit "$id"
status_is 0 'a relative TMPDIR is passed over'
is "$(ls -d /tmp/blokctl-??????/ 2>/dev/null | xargs -r -n 1 ls | grep -c card)" 0 'no file is left'

# --- settings: what has errors is not taken over
mkdir .blok
printf 'ai: {tier: fast}\n' >.blok/config.yaml
editor good 'printf "ai: {tier: balanced}\n" >"$1"'
editor wrong 'printf "ai: {tier: hug}\n" >"$1"'
editor worse 'printf "ai: [\n" >"$1"'
editor meanwhile 'printf "ai: {tier: powerful}\n" >.blok/config.yaml; printf "ai: {tier: fast}\n" >"$1"'
edit() { # edit EDITOR STATUS [TEXT]
	EDITOR=$1 run blokctl config edit
	is "$status" "$2" "config edit: $1"
	cat "$T/err" >>"$T/out"
	[ -z "${3:-}" ] || out_has "$3" "config edit: $1: $3"
}
edit nothing 0
edit good 0
is "$(cat .blok/config.yaml)" 'ai: {tier: balanced}' 'what was edited is there'
edit wrong 3 "tier"
edit worse 3
is "$(cat .blok/config.yaml)" 'ai: {tier: balanced}' 'what is wrong is not'
edit fails 1
edit removes 1
edit meanwhile 75
is "$(cat .blok/config.yaml)" 'ai: {tier: powerful}' 'what somebody else wrote meanwhile stays'
rm .blok/config.yaml
edit good 0
[ -s .blok/config.yaml ]
is $? 0 'a file that was not there'
EDITOR=good run blokctl config edit --user
status_is 0
[ -s "$HOME/.config/blokctl/config.yaml" ]
is $? 0 'of the user, with its folder'
EDITOR=good BLOKCTL_SYSTEM_CONFIG=$T/work/none/deep/c.yaml run blokctl config edit --system
status_is 0
TMPDIR=$T/none edit good 1
: >file
EDITOR=good BLOKCTL_SYSTEM_CONFIG=$T/work/file/c.yaml run blokctl config edit --system
[ "$status" -ne 0 ]
is $? 0 'a file in the place of a folder'
done_testing
