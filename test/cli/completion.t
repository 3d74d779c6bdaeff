# blokctl completion: what bash makes of the words, and pages of the manual that are not installed.
. "$(dirname "$0")/lib.sh"

# --- in bash
if command -v bash >/dev/null; then
	blokctl completion bash >script
	mkdir words && cd words || exit 1
	touch 'a b.yaml' '[x].yaml' x.yaml '*.yaml' "it's.yaml"
	mkdir 'c d'
	complete() { # complete WORD...: the last one is under the cursor; one a line, in order
		bash -c 'source ../script; compopt() { :; }; COMP_WORDS=(blokctl "$@"); COMP_CWORD=$#
			_blokctl; printf "%s\n" "${COMPREPLY[@]}"' bash "$@" 2>&1 | LC_ALL=C sort
	}
	is "$(complete config validate '')" "*.yaml
[x].yaml
a b.yaml
c d
it's.yaml
x.yaml" 'names of files are as they are'
	is "$(complete config validate a)" 'a b.yaml'
	is "$(complete -C '')" 'c d' 'and those of folders'
	is "$(complete -C 'c ')" 'c d'
	is "$(complete quota set --u)" '--user=' 'an option of two commands comes once'
	is "$(complete completion b)" bash
	is "$(complete config validate nosuch)" '' 'and nothing where there is nothing'
	cd .. || exit 1
else
	skip 'no bash' 'completion in bash'
fi
run blokctl completion words -- quota set --user=
status_is 0

# --- a script is no JSON
for shell in bash zsh fish; do
	run blokctl completion $shell --json
	status_is 2 "$shell --json"
	json_is error.message 'a completion script is no JSON'
	json_is error.exit_status 2
done

# --- pages that are not installed: a program without its folder, a man without them
mkdir alone fake
cp "$BLOKCTL" alone/blokctl
printf '#!/bin/sh\n[ "$1" != -w ] && echo shown; exit 16\n' >fake/man
chmod +x fake/man
PATH=$PWD/fake:$PATH
run alone/blokctl help migration-format
status_is 1
err_has 'the page blokctl-migration(5) is not installed'
err_has 'hint: it is man/man5/blokctl-migration.5 of the sources'
out_empty
printf '#!/bin/sh\necho "$@"\n' >fake/man
run alone/blokctl help migration-format
status_is 0 'one that is installed is shown'
out_is '5 blokctl-migration'
mkdir -p alone/bin alone/share/man/man5
mv alone/blokctl alone/bin/
: >alone/share/man/man5/blokctl-migration.5.gz
run alone/bin/blokctl help migration-format
status_is 0
out_is "-l $PWD/alone/bin/../share/man/man5/blokctl-migration.5.gz" 'or stands beside the program'
done_testing
