# Files as databases: what is in them, and which rows they make. A case a line.
. "$(dirname "$0")/lib.sh"

query() {
	run blokctl repl --db "$2" -q -e -c '\mode csv' -c "SELECT * FROM ${3:-x};"
	[ "$status" = 0 ] || cp "$T/err" "$T/out"
	title="$2: $1"
}
rows() { # rows BYTES FILE ROWS [TABLE]: all as printf takes them
	printf "$1" >"$2"
	query "$1" "$2" "${4:-x}"
	is "$(grep -v '^rows come as' "$T/out")" "$(printf "$3")" "$title"
}
wrong() { # wrong BYTES FILE MESSAGE
	printf "$1" >"$2"
	query "$1" "$2"
	is "$status $(sed -n 's/^blokctl: //p' "$T/out" | head -1)" "3 $3" "$title"
}

# --- JSON
wrong '[{}]' x.json 'x.json: there is no column in it'
wrong '[]' x.json 'x.json: an array without rows'
wrong '[1]' x.json 'x.json: an array without rows'
wrong '5' x.json 'x.json: a number without rows'
wrong '{"a":1}' x.json 'x.json: an object without rows'
wrong '[{"a":1}, 5]' x.json 'x.json: item 2 is a number, where rows are objects'
wrong '{' x.json 'x.json: invalid JSON at line 1, column 2: unexpected end, expected a key in double quotes'
wrong '\377\376a\000' x.json 'x.json: the text is UTF-16'
rows '[{"":1}]' x.json 'column_1\n1'
rows '[{"a":1,"A":2}]' x.json 'a,A_2\n1,2'
rows '[{"a b":1,"a\\nb":2}]' x.json 'a b,a b_2\n1,2'
rows '[{"a":1},{"b":"2024-01-01","a":null},{"a":2.5,"b":""}]' x.json 'a,b\n1,\n,2024-01-01\n2.5,'
rows '[{"a":true},{"a":1}]' x.json 'a\ntrue\n1'
rows '[{"a":"2024-01-01T00:00:00Z"},{"a":{"x":[1]}}]' x.json 'a\n2024-01-01T00:00:00Z\n"{""x"":[1]}"'
rows '[{"a":"2024-01-01T00:00:00Z"},{"a":"2024-02-01"}]' x.json 'a\n2024-01-01T00:00:00Z\n2024-02-01'
rows '[{"a":1e20},{"a":1}]' x.json 'a\n100000000000000000000\n1'
rows '{"rows":[{"a":1}]}' x.json 'a\n1'
rows '{"one":[{"a":1}],"two":[{"b":2}],"n":5}' x.json 'b\n2' two
rows '{"t":[{"a":1}],"T":[{"a":2}],"sqlite_x":[{"a":3}],"":[{"a":4}]}' x.json 'name\nt\nT_2\ntable_sqlite_x\ntable_' '(SELECT name FROM sqlite_schema)'
rows '\357\273\277[{"a":"\\u00fc"}]' x.json 'a\nü'
rows '{"a":1}\n\n  \n{"a":2,"b":"x"}\n' x.ndjson 'a,b\n1,\n2,x'
wrong '' x.ndjson 'x.ndjson: there is no column in it'
wrong '{"a":1}\n[2]\n' x.ndjson 'x.ndjson:2: an array, where rows are objects'
wrong '{"a":1}\n{\n' x.jsonl 'x.jsonl:2: invalid JSON at line 1, column 2: unexpected end, expected a key in double quotes'

# --- CSV
rows 'a;b\n1;2\n' x.csv 'a,b\n1,2'
rows 'a\tb\n1\t2\n' x.tsv 'a,b\n1,2'
rows 'a,a,A\n1,2,3\n' x.csv 'a,a_2,A_3\n1,2,3'
rows 'a\n' x.csv 'a'
rows 'gr\366\337e\n1\n' x.csv 'größe\n1'
rows 'a,b\n"x""y",\n"multi\nline",2\n' x.csv 'a,b\n"x""y",\n"multi\nline",2'
rows 'n\n-5\n+3\n1.5\n' x.csv 'n\n-5\n+3\n1.5'
rows 'd\n31.12.2024\n01.01.2025\n' x.csv 'd\n2024-12-31\n2025-01-01'
wrong '' x.csv 'x.csv: there is no column in it'
wrong '\377\376a\000,\000' x.csv 'x.csv: the text is UTF-16'
wrong '\376\377\000a' x.csv 'x.csv: the text is UTF-16'
wrong 'a,b\n1\n1,2,3\n' x.csv 'x.csv:3: 3 fields, where the first row has 2'
wrong 'a,b\n"open' x.csv 'x.csv:2: a quote that never closes'
i=0
while [ $i -lt 2001 ]; do
	printf 'c%d,' $i
	i=$((i + 1))
done >wide
printf 'z\n' >>wide
cp wide x.csv
query wide x.csv
is "$status" 3 'a table has not so many columns'
done_testing
