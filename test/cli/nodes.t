# The nodes that need no program, no database and no net: what each makes of its inputs.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"

node() { # node USE INPUTS
	printf 'name: one-step\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n  - {id: a, use: %s, inputs: %s}\n' \
		"$1" "$2" >one.yaml
	run blokctl workflow run one.yaml --json
}
gives() { # gives USE INPUTS OUTPUT
	node "$1" "$2"
	json_is state.a "$3" "$1 $2"
}
fails() { # fails USE INPUTS CODE MESSAGE
	node "$1" "$2"
	is "$status $(json_get error.code) $(json_get error.message)" "4 $3 $4" "$1 $2 fails"
}

# --- file-read
printf 'one\r\ntwo\nthree' >lines.txt
printf '{"n": 7, "list": [1]}' >d.json
printf 'n: 7\nlist: [x]\n' >d.yaml
printf 'n = 7\n[t]\nd = "x"\n' >d.toml
printf 'a,b\n1,"x,y"\n' >d.csv
printf '\377\376' >bytes
printf 'a\000b' >nul
printf '{"n": }' >bad.json
printf 'a,b\n"1' >bad.csv
: >empty
gives file-read '{path: d.json}' '{"n": 7, "list": [1]}'
gives file-read '{path: d.json, parse: text}' '{"n": 7, "list": [1]}'
gives file-read '{path: d.json, parse: json}' '{"n":7,"list":[1]}'
gives file-read '{path: d.yaml, parse: yaml}' '{"n":7,"list":["x"]}'
gives file-read '{path: d.toml, parse: toml}' '{"n":7,"t":{"d":"x"}}'
gives file-read '{path: d.csv, parse: csv}' '[{"a":"1","b":"x,y"}]'
gives file-read '{path: lines.txt, parse: lines}' '["one","two","three"]'
gives file-read '{path: empty, parse: lines}' '[]'
gives file-read '{path: empty}' ''
gives file-read '{path: bytes, encoding: base64}' '//4='
gives file-read '{path: lines.txt, encoding: utf8}' "$(printf 'one\r\ntwo\nthree')"
gives file-read '{path: d.json, root: .}' '{"n": 7, "list": [1]}'
fails file-read '{path: bytes}' 400 "'bytes' is no UTF-8 text"
fails file-read '{path: nul}' 400 "'nul' is no UTF-8 text"
fails file-read '{path: bad.json, parse: json}' 400 "bad.json:1:7: unexpected '}', expected a value"
fails file-read '{path: bad.csv, parse: csv}' 400 'bad.csv:2: a quote that never closes'
fails file-read '{path: none}' 500 "cannot open 'none': No such file or directory"
fails file-read '{path: ../up, root: .}' 403 "'../up' leaves the folder '.'"

# --- file-write
gives file-write '{path: w.txt, content: abc}' '{"path":"w.txt","bytes":3}'
gives file-write '{path: w.txt, content: def, append: true}' '{"path":"w.txt","bytes":3}'
is "$(cat w.txt)" abcdef 'file-write appends'
gives file-write '{path: w.json, content: {a: [1]}}' '{"path":"w.json","bytes":23}'
is "$(tr -d ' \n' <w.json)" '{"a":[1]}' 'file-write writes a value as JSON'
gives file-write '{path: w.txt, content: x, root: .}' '{"path":"w.txt","bytes":1}'
fails file-write '{path: none/w.txt, content: x}' 500 "cannot write 'none/w.txt': No such file or directory"
fails file-write '{path: none/w.txt, content: x, append: true}' 500 "cannot open 'none/w.txt': No such file or directory"
fails file-write '{path: ../w.txt, content: x, root: .}' 403 "'..' leaves the folder '.'"

# --- csv-parse, csv-write
gives csv-parse '{text: "a,b\n1,2\n"}' '[{"a":"1","b":"2"}]'
gives csv-parse '{text: "a,b\n1,2\n", types: true}' '[{"a":1,"b":2}]'
gives csv-parse '{text: "1;2\n", header: false, delimiter: ";"}' '[["1","2"]]'
gives csv-parse '{path: d.csv}' '[{"a":"1","b":"x,y"}]'
fails csv-parse '{header: false}' 400 "csv-parse needs 'text' or 'path'"
fails csv-parse '{path: none.csv}' 500 "cannot open 'none.csv': No such file or directory"
fails csv-parse '{path: bad.csv}' 400 'bad.csv:2: a quote that never closes'
fails csv-parse '{text: "\"1"}' 400 'csv:1: a quote that never closes'
gives csv-write '{rows: [{a: 1, b: "x,y"}, {a: 2}]}' 'a,b
1,"x,y"
2,'
gives csv-write '{rows: [{a: 1, b: 2}], columns: [b], path: out.csv}' '{"path":"out.csv","rows":1,"bytes":4}'
is "$(cat out.csv)" 'b
2' 'csv-write writes the columns that are asked for'
fails csv-write '{rows: [], path: none/out.csv}' 500 "cannot write 'none/out.csv': No such file or directory"

# --- array-map
gives array-map '{array: [{a: 1, b: 2}, {b: 3}]}' '[{"a":1,"b":2},{"b":3}]'
gives array-map '{array: [{a: 1, b: 2}, {b: 3}], fields: [b, 5]}' '[{"b":2},{"b":3}]'
gives array-map '{array: [{a: 1, b: 2}, 7], fields: {z: a, y: 0}}' '[{"z":1},{}]'
gives array-map '{array: []}' '[]'

# --- template
printf 'Dear ${data.name}' >letter.txt
gives template '{text: "Dear ${data.name}", data: {name: Ada}}' 'Dear Ada'
gives template '{file: letter.txt, data: {name: Ada}}' 'Dear Ada'
gives template '{text: "js/\"Dear \" + \"${data.name}\"", data: {name: Bob}}' 'Dear ${data.name}'
fails template '{data: {name: Ada}}' 400 "a template needs 'text' or 'file'"
fails template '{file: none.txt}' 500 "cannot open 'none.txt': No such file or directory"
fails template '{text: "${nope.x}"}' 500 'nope is not defined'

# --- kv, in-memory-kv: one run each; the store stays
gives kv '{action: get, key: k}' '{"key":"k","exists":false}'
gives kv '{action: set, key: k, value: {a: 1}}' '{"key":"k","value":{"a":1}}'
gives kv '{action: set, key: nothing}' '{"key":"nothing"}'
gives kv '{action: get, key: k}' '{"key":"k","value":{"a":1},"exists":true}'
gives kv '{action: incr, key: n, value: 2.5}' '{"key":"n","value":2.5}'
gives kv '{action: list, prefix: k}' '[{"key":"k","value":{"a":1}}]'
gives kv '{action: delete, key: k}' '{"key":"k","deleted":true}'
gives kv '{action: delete, key: k}' '{"key":"k","deleted":false}'
fails kv '{action: get}' 400 "the action 'get' needs 'key'"
fails kv '{action: incr, key: nothing}' 500 "the value of 'nothing' is no number"
gives in-memory-kv '{action: get, key: k}' '{"key":"k"}'
gives in-memory-kv '{action: set, key: k}' '{"key":"k"}'
gives in-memory-kv '{action: set, key: k, value: [1]}' '{"key":"k","value":[1]}'
gives in-memory-kv '{action: delete, key: k}' '{"key":"k","deleted":false}'
gives in-memory-kv '{action: clear}' '{"count":0}'
gives in-memory-kv '{action: list}' '[]'
fails in-memory-kv '{action: get}' 400 "the action 'get' needs 'key'"

# --- throw, mapper, publish, metrics
fails throw '{message: m}' 500 m
fails throw '{message: m, name: Odd, code: 418, body: {why: x}}' 418 m
json_is error.name Odd
json_is response.body '{"why":"x"}'
fails throw '{message: m, name: "", body: null}' 500 m
json_is error.name Error
gives mapper '{model: {a: 1}}' '{"a":1}'
gives mapper '{}' '(absent)'
gives metrics-emit '{event: e, attrs: {a: b}}' '{"event":"e","value":1}'
err_has 'e {"value":1,"attrs":{"a":"b"}}'
gives metrics-emit '{event: e}' '{"event":"e","value":1}'
gives ctx-publish '{name: n, value: 1}' '{"name":"n","value":1}'
json_is state.n 1
gives ctx-publish '{name: n}' '{"name":"n"}'
gives ctx-publish-many '{values: {n: 1, m: [2]}}' '{"count":2}'
json_is state.m '[2]'
gives ctx-publish-many '{values: {}}' '{"count":0}'

# --- gen-cards, cards-export
printf '# Cells\n\nA cell is the smallest unit of life. The heart has 4 chambers.\n' >notes.md
made() { json_get state.a.cards | grep -o '"kind":"[a-z]*"' | sort | uniq -c | tr -s ' \n' ' '; }
node gen-cards '{text: "A cell is the smallest unit of life."}'
is "$(json_get state.a.cards.0.question)|$(json_get state.a.cards.0.id)" 'What is a cell?|null' 'a text makes cards'
node gen-cards '{path: notes.md, kinds: [definition]}'
is "$(made)" ' 1 "kind":"definition" ' 'only of a kind'
node gen-cards '{path: notes.md, max: 1, minScore: 0.1, root: .}'
json_is state.a.cards.# 1
node gen-cards '{path: notes.md, minScore: 1}'
json_is state.a.cards '[]'
node gen-cards '{text: "Eine Zelle ist die kleinste Einheit des Lebens.", language: de, format: plain}'
json_is state.a.cards.0.question 'Was ist eine Zelle?'
node gen-cards '{text: "A cell is the smallest unit of life.", language: en, format: html, save: true, document: cells, deck: Bio, tags: "x y"}'
json_is state.a.added 1
is "$(json_get state.a.cards.0.id | wc -c | tr -d ' ')" 37 'a card that is kept has an id'
node gen-cards '{text: "A cell is the smallest unit of life.", save: true}'
json_is state.a.added 1
fails gen-cards '{deck: x}' 400 "there is neither 'text' nor 'path'"
fails gen-cards '{path: none.md}' 500 "cannot open 'none.md': No such file or directory"
printf 'PK\003\004nothing' >bad.epub
fails gen-cards '{path: bad.epub, format: epub}' 400 "cannot read the zip archive 'bad.epub': Not a zip archive"
run blokctl workflow run one.yaml --no-store --json
status_is 4
printf 'name: one-step\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n  - {id: a, use: gen-cards, inputs: {text: x, save: true}}\n' >one.yaml
run blokctl workflow run one.yaml --no-store --json
json_is error.message 'there is no store to keep cards in'
node cards-export '{path: c.json, format: yaml}'
status_is 3
run blokctl cards approve --deck Bio
for format in anki csv json markdown apkg; do
	node cards-export "{path: c.$format, format: $format}"
	json_is state.a.notes 1 "cards-export: $format"
	is "$(json_get state.a.bytes)" "$(wc -c <c.$format | tr -d ' ')" "cards-export: all bytes of $format"
done
gives cards-export '{path: c.json, format: json, deck: Nothing}' '{"path":"c.json","notes":0,"bytes":51}'
node cards-export '{path: c.json, format: json, status: draft}'
json_is state.a.notes 1
node cards-export '{path: c.apkg, format: apkg, status: all, withScheduling: true, root: .}'
json_is state.a.notes 2
node cards-export '{path: c.csv, format: csv, tag: y}'
json_is state.a.notes 1
fails cards-export '{path: none/c.csv, format: csv}' 500 "cannot write 'none/c.csv': No such file or directory"
TMPDIR=$T/none node cards-export '{path: c.apkg, format: apkg}'
json_is error.message 'cannot make a folder for the package'
TMPDIR=none node cards-export '{path: c.apkg, format: apkg}'
json_is state.a.notes 1 'a relative TMPDIR is passed over'
printf 'name: one-step\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n  - {id: a, use: cards-export, inputs: {path: x.csv, format: csv}}\n' >one.yaml
run blokctl workflow run one.yaml --no-store --json
json_is error.message 'there is no store with cards'

# --- what a program of a node says of its failure
mkdir -p nodes/bash
says() { # says ERROR-JSON CODE NAME MESSAGE
	printf 'cat >/dev/null\necho '"'"'{"error": %s}'"'"'\nexit 1\n' "$1" >nodes/bash/says.sh
	printf 'name: one-step\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n  - {id: a, use: says, type: runtime.bash}\n' >one.yaml
	run blokctl workflow run one.yaml --json
	is "$(json_get error.code) $(json_get error.name) $(json_get error.message)" "$2 $3 $4" "an error of a program: $1"
}
says '"just words"' 500 Error 'just words'
says '{"message": "m"}' 500 Error m
says '{"message": "m", "name": "N", "code": "C"}' 500 N m
says '{"message": "m", "name": "", "code": "C"}' 500 C m
says '{"message": "m", "code": ""}' 500 Error m
says '{"message": "m", "http_status": 418, "code": 404}' 418 Error m
says '{"message": "m", "code": 404}' 404 Error m
says '{"message": "m", "http_status": 600, "code": 99}' 500 Error m
says '{"message": "m", "code": 600}' 500 Error m
for category in VALIDATION=400 DEPENDENCY=502 TIMEOUT=504 PERMISSION=403 RATE_LIMIT=429 NOT_FOUND=404 CONFLICT=409 \
	DATA=422 ODD=500; do
	says "{\"message\": \"m\", \"category\": \"${category%=*}\"}" "${category#*=}" Error m
done
says '{"name": "N"}' 500 ProgramError 'says ended with status 1'
says '{"message": "", "remediation": ""}' 500 Error 'it failed without saying why'
says '{"message": "m", "remediation": "do this"}' 500 Error m
run blokctl workflow run one.yaml
err_has 'hint: do this'
says '{"message": "m", "body": {"a": 1}}' 500 Error m
json_is response.body '{"a":1}'
says '{"message": "m", "body": "text"}' 500 Error m
json_is response.body.error m
done_testing
