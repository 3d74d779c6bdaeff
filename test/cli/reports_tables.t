# Findings of each checker in each report; prompts that are checked; words that are completed.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/work/s.db"

# --- what is checked, and what its findings are told as
mkdir migrations
printf -- '-- migrate:up\nDROP TABLE a;\n' >migrations/1_a.sql
printf 'name: bad flow, with a comma\nsteps:\n  - {id: a, use: nope}\n  - {id: a, use: expr}\n' >'odd name,%:x.yaml'
printf 'name: fine\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: abc, use: expr, inputs: {expression: "1"}}]\n' >fine.yaml
printf 'task: chat\nuser: "x ${nope}"\n' >bad-prompt.yaml
printf 'name: ok-prompt\nversion: 1\ntask: chat\ndescription: d\nuser: "x ${a}"\nvariables: {a: {type: string}}\n' >ok-prompt.yaml
printf 'name: warned\nversion: 1\ntask: chat\ndescription: d\nuser: "x"\nvariables: {a: {type: string}}\n' >warned.yaml
printf 'ai: {tier: huge}\n' >settings.yaml
checks() { # checks STATUS COMMAND...: with every report
	want=$1
	shift
	rm -f r.sarif r.json
	run blokctl "$@" --report sarif=r.sarif --report gitlab=r.json --report github
	is "$status" "$want" "$*: status $want"
	[ -s r.sarif ] && [ -s r.json ]
	is $? 0 "$*: both files"
	if [ "$want" = 0 ]; then
		out_lacks '::error'
	else
		out_has '::error ' "$*: ::error"
	fi
	run blokctl "$@" --json
	is "$status" "$want" "$* --json: the same"
	"$TOOLS/json" r.sarif runs.0.results.0.ruleId >"$T/rule"
	"$TOOLS/json" r.json 0.check_name >"$T/name"
	is "$(cat "$T/rule")" "$(cat "$T/name")" "$*: one rule in both"
	run blokctl "$@" --report sarif=none/r.sarif
	[ "$status" -ne 0 ]
	is $? 0 "$*: a report that cannot be written"
	run blokctl "$@" --report gitlab=none/r.json
	[ "$status" -ne 0 ]
	is $? 0 "$*: nor this one"
	run blokctl "$@" --report odd
	status_is 2
}
checks 3 workflow validate 'odd name,%:x.yaml'
checks 0 workflow validate fine.yaml
checks 3 prompt lint bad-prompt.yaml
checks 0 prompt lint ok-prompt.yaml
checks 3 migrate lint
GITHUB_STEP_SUMMARY=$T/work/summary.md run blokctl workflow validate 'odd name,%:x.yaml' --report github
[ -s summary.md ]
is $? 0 'a summary of the step'
out_has '%2C'

# --- prompts: files, folders, names
says() { # says STATUS TEXT ARGUMENT...
	want=$1 text=$2
	shift 2
	run blokctl prompt lint "$@"
	cat "$T/err" >>"$T/out"
	is "$status" "$want" "prompt lint $*: status $want"
	[ -z "$text" ] || out_has "$text" "prompt lint $*: $text"
}
says 0 '1 prompt checked: no error' ok-prompt.yaml
says 0 '2 prompts checked' ok-prompt.yaml ok-prompt.yaml
says 0 'see the warnings' warned.yaml
says 0 'no error, see the warnings' warned.yaml ok-prompt.yaml
says 3 'error' bad-prompt.yaml warned.yaml
says 0 '1 prompt checked' summarise
says 1 '' nosuch-prompt
mkdir -p prompts empty .blok/prompts "$HOME/.config/blokctl/prompts"
cp ok-prompt.yaml prompts/ok-prompt.yaml
echo text >prompts/README
says 0 '1 prompt checked' prompts
says 1 "no prompt below 'empty'" empty
cp ok-prompt.yaml .blok/prompts/ok-prompt.yaml
cp ok-prompt.yaml "$HOME/.config/blokctl/prompts/ok-prompt.yaml"
says 0 '' # all of them
says 0 '' ok-prompt
cp bad-prompt.yaml .blok/prompts/bad-prompt.yaml
says 3 ''
rm .blok/prompts/bad-prompt.yaml
mkdir prompts/dir.yaml
says 0 '1 prompt checked' prompts
chmod 000 prompts/ok-prompt.yaml
[ "$(id -u)" = 0 ] || says 1 '' prompts
chmod 644 prompts/ok-prompt.yaml

# --- completion: words of every kind, whatever stands before
words() { # words WANT WORD...: one of the words, or a mark for the shell
	want=$1
	shift
	run blokctl completion words -- "$@"
	status_is 0 "words $*"
	[ -z "$want" ] || out_has "$want" "words $*: $want"
}
blokctl workflow run fine.yaml -q >/dev/null
blokctl panel create pan --db sales.csv --sql 'SELECT 1' >/dev/null 2>&1
printf 'a\n1\n' >sales.csv
blokctl panel create pan --db sales.csv --sql 'SELECT 1' >/dev/null 2>&1
blokctl dashboard create dash pan >/dev/null 2>&1
mkdir workflows
cp fine.yaml workflows/fine.yaml
words workflow work
words workflow ''
words run workflow r
words '' nothing ''
words last workflow show ''
words run_ workflow show run_
words pan panel show ''
words dash dashboard show ''
words pan dashboard add dash ''
words summarise prompt show s
words expr workflow nodes ex
words fine workflow run ''
words fine workflow run f
words :file gen-cards ''
words :folder migrate up --dir ''
words '' workflow run --wi
words --with workflow run --wi
words :file workflow run --request ''
words '' workflow run --request=
words '' workflow run -
words --json --
words --json workflow runs --js
words '' workflow runs --limit ''
words '' workflow runs -n ''
words '' workflow runs --limit=
words failed workflow runs --status ''
words failed workflow runs --status fa
words fast ai ask --tier ''
words ai. config get ai.
words ai.tier config set ai.ti
words '' config set ai.tier ''
words bash completion ''
words '' --store s.db workflow show ''
words '' --store=s.db workflow show ''
words '' --store=none.db workflow show ''
words '' -C . workflow show ''
words '' -C
words '' --store
words '' --color ''
words workflow help work
words '' help ''
words '' cards list --kind ''
words '' panel run pan ''
words '' workflow graph --format m
words stats ai cache ''
words '' ai cache show ''
done_testing
