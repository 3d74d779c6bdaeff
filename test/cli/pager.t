# What is longer than the screen is shown by the pager (the terminal of `on_terminal` has 24 lines).
. "$(dirname "$0")/lib.sh"

cat >"$T/bin/show" <<'S'
#!/bin/sh
echo "PAGED LESS=$LESS"
cat
echo "END PAGED"
S
chmod +x "$T/bin/show"
unset PAGER
BLOKCTL_PAGER=show
export BLOKCTL_PAGER

on_terminal blokctl workflow nodes
status_is 0
out_has 'PAGED LESS=FRX' 'a long table is paged'
out_has csv-parse
out_has 'END PAGED' 'and blokctl waits for the reader'

on_terminal blokctl help exit-codes
out_lacks PAGED 'a short text is printed'
out_has '75  not now'
on_terminal blokctl help workflow run
out_has PAGED 'help is paged'

LESS=X
export LESS
on_terminal blokctl workflow nodes
out_has 'PAGED LESS=X' "the user's LESS stays"
unset LESS

on_terminal blokctl --no-pager workflow nodes
out_lacks PAGED '--no-pager'
out_has csv-parse
on_terminal blokctl workflow nodes --json
out_lacks PAGED 'JSON is not paged'
run blokctl workflow nodes
out_lacks PAGED 'nor is what goes into a pipe'
for off in BLOKCTL_PAGER= BLOKCTL_PAGER=cat TERM=dumb CI=true; do
	on_terminal env $off blokctl workflow nodes
	out_lacks PAGED "$off"
	out_has csv-parse "$off: it is printed"
done
unset BLOKCTL_PAGER
on_terminal env PAGER=show blokctl workflow nodes
out_has PAGED 'PAGER counts, too'
on_terminal env BLOKCTL_PAGER=cat PAGER=show blokctl workflow nodes
out_lacks PAGED 'BLOKCTL_PAGER wins'

# one that is not there, or is left early
on_terminal env PAGER=/nosuch/pager blokctl workflow nodes
out_has /nosuch/pager 'a pager that is not there is told of'
on_terminal env PAGER='head -2' blokctl workflow nodes
out_lacks 'cannot write' 'who leaves early hears no complaint'

# an error behind a long text stays readable, and the status is ours
{
	printf 'name: many\nversion: 1.0.0\ntrigger: { manual: {} }\nsteps:\n'
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do echo "  - { id: s$i, use: nosuch$i }"; done
} >many.yaml
on_terminal env PAGER=show blokctl workflow validate many.yaml
status_is 3
out_has PAGED
out_has '13 errors'
done_testing
