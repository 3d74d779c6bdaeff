#!/bin/sh
# What `make demo` shows: each command is printed, then run, in a folder of its
# own that is removed at the end.  A command that is not built in is left out.
set -eu

blokctl=${BLOKCTL:-$(pwd)/blokctl}
folder=$(mktemp -d "${TMPDIR:-/tmp}/blokctl-demo.XXXXXX")
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
ln -s "$blokctl" "$folder/bin/blokctl"
PATH=$folder/bin:$PATH
unset BLOKCTL_STORE
mkdir "$folder/demo"
examples=$(cd "$(dirname "$0")/../.." && pwd)/workflows
cd "$folder/demo"

say() { printf '\n# %s\n' "$*"; }

show() {
	printf '$ %s\n' "$*"
	sh -c "$*"
}

has() { blokctl help "$@" >/dev/null 2>&1; }

say 'A project: settings, and a workflow to begin with.'
show 'blokctl init'
show 'grep -v "^#" workflows/hello.yaml'

if has workflow validate; then
	say 'Findings come with line, column and a hint.'
	show 'blokctl workflow validate workflows/hello.yaml'
fi
if has workflow run; then
	say 'Run it. Each step is recorded, so a run that was cut off can go on.'
	show "blokctl workflow run workflows/hello.yaml --input '{\"name\": \"Ada\", \"hour\": 20}'"
fi
if has workflow run; then
	say 'Something real: a CSV file becomes a report, one recorded step after the other.'
	cp -r "$examples/sales-report.yaml" "$examples/data" workflows/
	show 'head -4 workflows/data/sales.csv'
	show 'blokctl workflow run sales-report'
	show 'cat sales-report.md'
fi
if has ask-sql; then
	say 'A question in plain language, to a folder of CSV files: no model, no network.'
	show "blokctl ask-sql --db workflows/data/shop --chart line 'How many orders per month in 2024?'"
	show "blokctl ask-sql --db workflows/data/shop --chart bar 'top 5 customers by number of orders'"
fi
if has gen-cards; then
	say 'Study cards of a text, by rules: three of them.'
	show 'blokctl gen-cards workflows/data/tides.md --deck Sea --max 3'
fi
if has migrate; then
	say 'A schema, step by step: files of SQL, applied once each, checked before.'
	cp -r "$examples/data/migrations" .
	show 'blokctl migrate up --db shop.db'
	show 'blokctl migrate test && blokctl migrate drift --db shop.db'
	show 'blokctl migrate down --db shop.db --dry-run'
fi
if has workflow runs; then
	say 'What ran, and how.'
	show 'blokctl workflow runs'
	show 'blokctl workflow show last'
fi
say "More: 'blokctl help', man man/man1/blokctl.1"
