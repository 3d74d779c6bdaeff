#!/bin/sh
# pictures.sh BLOKCTL: the pictures of the README, man/pictures/*.svg, made anew.
set -eu
cd "$(dirname "$0")/../.."
blokctl=$(readlink -f "$1")
tools=$PWD/.build/tools
out=$PWD/man/pictures
data=$PWD/workflows/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/bin" "$work/home"
ln -s "$blokctl" "$work/bin/blokctl"
cp -r "$data" "$work/data"
cd "$work"
export PATH="$work/bin:$PATH" HOME="$work/home" BLOKCTL_NOW=2026-11-27T09:00:00Z PAGER=cat LC_ALL=C.UTF-8 TERM=xterm
unset NO_COLOR CI LANGUAGE

# As a terminal of 92 columns does, between words; lines of plain letters only.
wrap() {
	awk '/^[ -~]*$/ { while (length($0) > 92) { at = 92
			while (at > 40 && substr($0, at, 1) != " ") at--
			print substr($0, 1, at); $0 = substr($0, at + 1) } }
		{ print }'
}

# type COMMAND: as it was typed, and what it shows on a terminal
type() {
	printf '\033[1;32m$\033[0m \033[1m%s\033[0m\n' "$1"
	"$tools/pty" -c 92 sh -c "$1" | tr -d '\r' | wrap
	echo
}

{
	type 'blokctl init'
	type "blokctl workflow run hello --input '{\"name\": \"Ada\", \"hour\": 20}'"
	type "sed -i '20s/blokjs\/expr/blokjs\/exprr/' workflows/hello.yaml; blokctl workflow validate workflows"
} | sed '$d' | "$tools/picture" 'a project, a run, and a mistake at its place' >"$out/workflow.svg"

type "blokctl ask-sql --db data/shop 'top 5 customers by number of orders'" |
	sed '$d' | "$tools/picture" 'a question, its SQL, the rows and a chart' >"$out/ask.svg"

blokctl ask-sql --db data/shop 'number of orders per month in 2025' -q --chart-out "$out/chart.svg" >/dev/null
