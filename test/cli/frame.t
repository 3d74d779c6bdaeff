# The frame: global options, help, errors, exit status, output.
. "$(dirname "$0")/lib.sh"

# --- version and help
run blokctl --version
status_is 0
out_matches '^blokctl [0-9][0-9.]*$'
is "$(wc -l <"$T/out" | tr -d ' ')" 1 '--version is one line'
err_empty

run blokctl --json --version
json_is version "$(blokctl --version | sed 's/blokctl //')"

for form in --help -h help; do
	run blokctl $form
	status_is 0
	err_empty
	out_has 'Usage: blokctl'
	out_has 'Examples:'
	out_has --json
	is "$([ "$(wc -l <"$T/out")" -le 60 ] && echo short)" short "$form has at most 60 lines"
	out_lacks "$(printf '\033')" "$form: no colour in a pipe"
done

# Every command and subcommand, as completion tells them.
words() { blokctl completion words -- "$@" | cut -f 1 | grep -v '^:'; }
for command in $(words ''); do
	run blokctl $command --help
	status_is 0
	err_empty
	out_has "Usage: blokctl $command"
	out_matches "'man blokctl"
	cp "$T/out" "$T/long"
	run blokctl help $command
	is "$(cat "$T/out")" "$(cat "$T/long")" "help $command is $command --help"
	[ "$command" = help ] && continue
	for sub in $(words $command ''); do
		run blokctl help $command $sub
		status_is 0
		out_has "blokctl $command $sub"
		is "$([ "$(wc -l <"$T/out")" -le 60 ] && echo short)" short "help $command $sub has at most 60 lines"
	done
done

is "$(words help workflow r | sort | tr '\n' ' ')" "$(words workflow r | sort | tr '\n' ' ')" 'behind help a command is followed by its own'
is "$(words help --json cards learn x)" '' 'and nothing by nothing'
run blokctl help exit-codes
status_is 0
out_has '75  not now'
run blokctl help workflow run --json
json_is command 'blokctl workflow run'
json_is arguments 'FILE|NAME'
out_has '"name":"input","letter":"i"' 'help as a document'
run blokctl help --json
out_has '{"name":"workflow","summary":'
run blokctl workflow --help --json
out_has '{"name":"validate",'
run blokctl help topics --json
json_is topics.0.name exit-codes
run blokctl help topics
status_is 0
if command -v man >/dev/null; then
	for topic in $(sed 1d "$T/out" | awk '{ print $1 }'); do
		run blokctl help $topic
		status_is 0 "help $topic"
		is "$([ "$(wc -c <"$T/out")" -gt 400 ] && echo text)" text 'there is something to read'
	done
fi
run blokctl help expresions
status_is 2
err_has "did you mean 'expressions'?"
run blokctl help expressions --json
status_is 2
run env PATH= "$BLOKCTL" help expressions
status_is 1
err_has "no program 'man'"
run blokctl help nosuch
status_is 2
run blokctl help compleiton
err_has "did you mean 'completion'?"

# --- no command
run blokctl
status_is 2 'no command, no terminal: status 2'
out_empty
err_has 'Usage: blokctl'
on_terminal -i '\quit' blokctl
status_is 0 'no command on a terminal is a place to work in'
out_has '\help shows'
run blokctl --json
status_is 2
json_is error.code usage

# --- errors are one short text on stderr
for line in 'workflwo' '--no-such-flag-xyz' '-X' 'init --folder' 'init a b' 'completion' \
	'completion bsah' '--color=pink' '--color' '-C' '--json=yes' 'help help help help'; do
	run blokctl $line
	status_is 2
	out_empty
	is "$([ "$(wc -l <"$T/err")" -le 3 ] && echo short)" short "$line: at most 3 lines"
done
run blokctl workflwo
err_has "did you mean 'workflow'?"
run blokctl --jsn
err_has "did you mean '--json'?"
run blokctl --no-such-flag-xyz
err_has no-such-flag-xyz
run blokctl completion bsah
err_has "did you mean 'completion bash'?"
run blokctl --color=alwys help
err_has "did you mean 'always'?"
run blokctl "$(printf '\377\376\033[31m')"
status_is 2
err_has '\xff\xfe\x1b[31m' 'control characters and broken UTF-8 are made visible'

# Commands that are built later are simply unknown now.
for later in ask-sql gen-cards cards quota ai migrate repl config doctor prompt; do
	blokctl completion words -- '' | grep -q "^$later	" && continue
	run blokctl $later
	status_is 2
done

# People who know Blok are told what serves here; what is named exists.
for theirs in dev check trace studio create build deploy routes graph monitor nodes generate run \
	validate; do
	run blokctl $theirs
	status_is 2
	hint=$(sed -n "s/^hint: 'blokctl \([a-z]*\( [a-z]*\)\{0,1\}\).*/\1/p" "$T/err")
	case $hint in
	'' | help) ;;
	*)
		run blokctl help $hint
		status_is 0 "the hint for '$theirs' names a command: $hint"
		;;
	esac
done
run blokctl create project shop
err_has "'blokctl init'"
run blokctl migrate workflows old.json
err_has 'load as they are'

# --- --json
run blokctl nosuch --json
status_is 2
err_empty
json_is error.code usage
json_is error.exit_status 2
json_is error.message "unknown command 'nosuch'"
run blokctl --json "$(printf 'a\377b')"
json_is error.message "unknown command 'a�b'" 'broken UTF-8 does not break the JSON'
run blokctl --json -C /nonexistent init
status_is 1
json_is error.code failed
json_is error.hint null
json_is error.# 4

# --- --log-format
cp -r "$ROOT/workflows" flows
cat >log.yaml <<'Y'
name: log
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: say, use: log, inputs: { message: hello, level: warn } }
  - { id: bad, use: throw, inputs: { message: no } }
Y
run blokctl workflow run log.yaml --no-store --log-format=json
status_is 4
is "$(grep -vc '^{"at":"[0-9T:.Z-]*","level":"[a-z]*",.*}$' "$T/err")" 0 'every line of stderr is JSON'
is "$(grep -c '"level":"warn","event":"log",.*"message":"hello"' "$T/err")" 1 'what the workflow logs'
is "$(grep -c '"level":"error","event":"step.ended",.*"path":"bad"' "$T/err")" 1 'the step that failed'
is "$(grep -c '"level":"error","message":"the step .*"exit_status":4' "$T/err")" 1 'and the error'
run blokctl workflow run log.yaml --no-store --log-format=json -q
is "$(wc -l <"$T/err" | tr -d ' ')" 1 '-q leaves the error alone'
run blokctl --lang de init said --log-format=json
is "$(grep -c '"level":"info"' "$T/err")" "$(wc -l <"$T/err" | tr -d ' ')" 'notes are information'
is "$(grep -c 'hint' "$T/err")" 1 'and English, whatever people read'
run blokctl init --log-format=xml
status_is 2
rm -r flows said log.yaml

# --- options before, after and among operands
mkdir one two
run blokctl -C one init --json
status_is 0
json_is folder .
run blokctl init -Ctwo --json
is "$(ls two)" workflows '-C after the command, joined'
run blokctl --directory=. init --json -- --odd
status_is 0
is "$(ls -d ./--odd)" ./--odd 'after -- everything is an operand'
run blokctl -qC one init
err_empty 'bundled letters: -qC one'

# --- output that cannot be written
if [ -c /dev/full ]; then
	blokctl --help >/dev/full 2>"$T/err"
	is $? 1 'a full disk: status 1'
	err_has 'cannot write the output'
fi
blokctl --help >&- 2>"$T/err"
is $? 1 'stdout closed: status 1'
err_has 'cannot write the output' 'stdout closed: a message'
(
	trap '' PIPE
	sleep 0.3 # until the reader is gone
	blokctl help 2>"$T/err"
	echo $? >"$T/status"
) | :
err_empty 'a closed pipe: no message'
is "$(cat "$T/status")" 141 'a closed pipe: the status of SIGPIPE'
blokctl init three 2>&- >/dev/null
is $? 0 'stderr closed: works'

# --- colour
esc=$(printf '\033')
on_terminal blokctl --help
out_has "$esc[" 'colour on a terminal'
NO_COLOR=1 on_terminal blokctl --help
out_lacks "$esc[" 'NO_COLOR'
TERM=dumb on_terminal blokctl --help
out_lacks "$esc[" 'TERM=dumb'
on_terminal blokctl --color=never --help
out_lacks "$esc[" '--color=never'
NO_COLOR=1 on_terminal blokctl --help --color=always
out_has "$esc[" '--color=always beats NO_COLOR'
run env CLICOLOR_FORCE=1 blokctl --help
out_has "$esc[" 'CLICOLOR_FORCE'
run env CLICOLOR_FORCE=0 blokctl --help
out_lacks "$esc[" 'CLICOLOR_FORCE=0'
on_terminal -c 40 blokctl --color=never --help
is "$(awk 'length($0) > 50' "$T/out" | wc -l | tr -d ' ')" 0 'help fits a narrow terminal'

# --- without a home, without a locale
run env -u HOME blokctl --help
status_is 0 'HOME unset'
run env HOME=/nonexistent LC_ALL=C blokctl --help
status_is 0 'HOME that is not there, LC_ALL=C'
run env -i "$BLOKCTL" --version
status_is 0 'an empty environment'

# --- commands of others
cat >"$T/bin/blokctl-greet" <<'SCRIPT'
#!/bin/sh
echo "greet:$*:$(pwd):$BLOKCTL_STORE"
exit 7
SCRIPT
chmod +x "$T/bin/blokctl-greet"
run blokctl -C one --store /s greet --json x
status_is 7 'blokctl-greet on PATH is run'
out_is "greet:--json x:$T/work/one:/s"
cp "$T/bin/blokctl-greet" ./blokctl-here
chmod +x blokctl-here
PATH=.:$PATH run blokctl here
status_is 2 'a relative entry of PATH does not count'
run blokctl ../bin/greet
status_is 2 'a path is no command'

# --- completion
for shell in bash zsh fish; do
	run blokctl completion $shell
	status_is 0
	cp "$T/out" "$T/script.$shell"
	if command -v $shell >/dev/null; then
		run $shell -n "$T/script.$shell"
		status_is 0 "$shell accepts its script"
	else
		skip "$shell is not installed" "$shell accepts its script"
	fi
done
if command -v bash >/dev/null; then
	cat >"$T/complete.bash" <<'SCRIPT'
eval "$(blokctl completion bash)"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_blokctl 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
SCRIPT
	run bash "$T/complete.bash" blokctl in
	out_is init
	run bash "$T/complete.bash" blokctl completion b
	out_is bash
	run bash "$T/complete.bash" blokctl --col
	out_is --color=
	run bash "$T/complete.bash" blokctl --color = al
	out_is always
	mkdir 'a folder'
	run bash "$T/complete.bash" blokctl -C 'a f'
	out_is 'a folder'
fi
run blokctl completion words -- help ''
out_has init
out_lacks words 'hidden commands are not offered'

done_testing
