#!/bin/sh
# Study cards: making them of large documents, and a store of a hundred thousand.
# Process start, reading and writing included.
set -u
cd "$(dirname "$0")/../.." || exit 1
blokctl=${BLOKCTL:-$PWD/blokctl}
measure=.build/tools/measure
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export BLOKCTL_STORE="$work/s.db"

one() { # one RUNS LABEL COMMAND...: the median
	runs=$1
	label=$2
	shift 2
	printf '%-52s %s\n' "$label" "$("$measure" -n "$runs" "$label" -- "$@" | awk -F '\t' '{ printf "%.1f ms, %.0f MB, status %s", $2, $6 / 1024, $7 }')"
}

# Sentences of a manual, each with its own things: two in three make no card.
text() { # text SECTIONS
	awk -v sections="$1" 'BEGIN {
		split("valve pump lens kettle bridge column harbour engine ladder mirror anchor barrel candle furnace hinge lantern pulley rudder spindle wagon", noun, " ")
		split("holds turns feeds cools drives opens lifts joins", verb, " ")
		split("slow narrow heavy bright hollow round old quiet", kind, " ")
		srand(7)
		for (s = 1; s <= sections; s++) {
			printf "## Section %d\n\n", s
			for (p = 1; p <= 3; p++) {
				a = kind[int(rand() * 8) + 1] " " noun[int(rand() * 20) + 1]
				b = noun[int(rand() * 20) + 1]; c = noun[int(rand() * 20) + 1]
				printf "They had come to the %s before the others did, and nobody could say by then what was left of it. ", b
				printf "A %s %d is a kind of %s that %s the %s of the %s. ", a, s * 3 + p, b, verb[int(rand() * 8) + 1], c, noun[int(rand() * 20) + 1]
				printf "It was quiet, of course, and so it went on for a while as it had in the years before. "
				printf "The %s %s the %s because the %s is too %s for it. ", b, verb[int(rand() * 8) + 1], c, b, kind[int(rand() * 8) + 1]
				printf "What came of this is another story, which is told elsewhere and need not be told again. "
				printf "Some of them went home, and others stayed where they were until the evening.\n\n"
			}
			if (s % 5 == 0) printf "| Part | Weight |\n|---|---|\n| %s %d | %d kg |\n| %s %d | %d kg |\n\n", noun[s % 20 + 1], s, s * 3, noun[(s + 7) % 20 + 1], s, s * 5
		}
	}'
}

# A PDF of plain pages: one font, lines of text, a table of offsets.
pdf() { # pdf PAGES
	LC_ALL=C awk -v pages="$1" 'function put(s) { printf "%s", s; at += length(s) }
	function object(n, s) { offset[n] = at; put(n " 0 obj\n" s "\nendobj\n") }
	BEGIN {
		put("%PDF-1.4\n")
		object(1, "<< /Type /Catalog /Pages 2 0 R >>")
		for (p = 1; p <= pages; p++) kids = kids (2 * p + 2) " 0 R "
		object(2, "<< /Type /Pages /Count " pages " /Kids [" kids "] >>")
		object(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
		for (p = 1; p <= pages; p++) {
			s = "BT /F1 11 Tf 14 TL 60 740 Td\n"
			for (l = 1; l <= 40; l++) {
				n = p * 40 + l
				s = s "(" (l % 4 == 1 ? "A part " n " is a piece of the engine that holds" : l % 4 == 2 ? "the lever " n " in its place. Nobody had seen" : l % 4 == 3 ? "what it was for until the third year of the work," : "when all of it was taken apart and put away.") ") Tj T*\n"
			}
			s = s "ET"
			object(2 * p + 2, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents " (2 * p + 3) " 0 R >>")
			object(2 * p + 3, "<< /Length " length(s) " >>\nstream\n" s "\nendstream")
		}
		start = at
		printf "xref\n0 %d\n0000000000 65535 f \n", 2 * pages + 4
		for (n = 1; n <= 2 * pages + 3; n++) printf "%010d 00000 n \n", offset[n]
		printf "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", 2 * pages + 4, start
	}'
}

text 11000 >"$work/large.md"
size=$(wc -c <"$work/large.md")
for what in 'cards kept' 'cards shown only (--dry-run)'; do
	dry=
	case $what in *dry*) dry=--dry-run ;; esac
	ms=$(
		for i in 1 2 3 4 5; do
			rm -f "$work"/s.db*
			"$measure" -n 1 x -- sh -c "rm -f '$work'/s.db*; exec '$blokctl' gen-cards $dry '$work/large.md'" | cut -f 2
		done | sort -n | sed -n 3p
	)
	awk -v ms="$ms" -v size="$size" -v what="$what" 'BEGIN { printf "%-52s %.0f ms: %.1f MB/s (bar 5)\n", sprintf("%.1f MB of Markdown, %s", size / 1e6, what), ms, size / 1e3 / ms }'
done
one 3 'the same document again, nothing changed' "$blokctl" gen-cards "$work/large.md"
text 10 >"$work/small.md"
one 15 'a document of 10 KB' "$blokctl" gen-cards "$work/small.md" --dry-run
if command -v pdftohtml >/dev/null; then
	pdf 500 >"$work/book.pdf"
	one 3 'a PDF of 500 pages (bar 10 s)' "$blokctl" gen-cards "$work/book.pdf" --dry-run
fi

rm -f "$work"/s.db*
awk 'BEGIN { print "question,answer,deck,tags"; for (i = 1; i <= 100000; i++) printf "What is the weight of item %d in series %d?,%d grams at %d degrees,Deck%d::Part%d,bench\n", i, i % 97, i * 7, i % 40, i % 20, i % 5 }' >"$work/100k.csv"
one 3 '100,000 notes of a CSV file, an empty store' sh -c "rm -f '$work'/s.db*; exec '$blokctl' cards import '$work/100k.csv'"
one 3 'the same file again, nothing changed' "$blokctl" cards import "$work/100k.csv"
one 15 'cards review starts, 100,000 new ones (bar 30 ms)' .build/tools/pty -i q "$blokctl" cards review
one 15 'cards list (bar 50 ms)' "$blokctl" cards list
one 15 'cards list of a deck' "$blokctl" cards list --deck Deck3
one 15 'cards decks' "$blokctl" cards decks
one 3 'export, .apkg (bar 5 s, 200 MB)' "$blokctl" cards export -o "$work/x.apkg" --with-scheduling
one 3 'export, Anki text' "$blokctl" cards export -o "$work/x.txt"
one 3 'import of that .apkg into an empty store' sh -c "rm -f '$work'/i.db*; exec '$blokctl' --store '$work/i.db' cards import '$work/x.apkg'"

# The same number, all learnt: half of them are due, each with two rows of the log.
awk 'BEGIN {
	print "{\"notes\":["
	for (i = 1; i <= 100000; i++) {
		ivl = i % 300 + 2
		due = 20157 + i % 200 - 100
		printf "%s{\"guid\":\"b%d\",\"question\":\"What is the weight of item %d?\",\"answer\":\"%d grams\",", (i > 1 ? ",\n" : ""), i, i, i * 7
		printf "\"deck\":\"Deck%d::Part%d\",\"created_ms\":%.0f,\"modified_ms\":%.0f,", i % 20, i % 5, 1600000000000 + i, 1600000000000 + i
		printf "\"cards\":[{\"ord\":0,\"state\":2,\"due_day\":%d,\"stability\":%d.25,\"difficulty\":%d.5,\"last_ms\":%.0f,", due, ivl, i % 9 + 1, (due - ivl) * 86400000
		printf "\"last_day\":%d,\"interval\":%d,\"reps\":2}],", due - ivl, ivl
		printf "\"reviews\":[{\"ord\":0,\"at_ms\":%.0f,\"rating\":3,\"interval\":3,\"state\":1},", 1700000000000 + i
		printf "{\"ord\":0,\"at_ms\":%.0f,\"rating\":3,\"interval\":%d,\"last_interval\":3,\"state\":2}]}", 1700300000000 + i, ivl
	}
	print "]}"
}' >"$work/learnt.json"
export BLOKCTL_NOW=2025-03-10T09:00:00Z
one 1 '100,000 learnt cards of a JSON file, an empty store' sh -c "rm -f '$work'/s.db*; exec '$blokctl' cards import '$work/learnt.json'"
one 15 'cards review starts, 50,000 due (bar 30 ms)' .build/tools/pty -i q "$blokctl" cards review
one 15 'cards review of a deck starts' .build/tools/pty -i q "$blokctl" cards review --deck Deck3
one 15 'cards decks, all learnt' "$blokctl" cards decks
one 15 'cards stats' "$blokctl" cards stats
one 3 'export, .apkg with 200,000 reviews (bar 5 s, 200 MB)' "$blokctl" cards export -o "$work/y.apkg" --with-scheduling
one 3 'import of that .apkg into an empty store' sh -c "rm -f '$work/i.db'*; exec '$blokctl' --store '$work/i.db' cards import '$work/y.apkg'"
