# blokctl repl: lines of commands, SQL, questions and expressions.
. "$(dirname "$0")/lib.sh"

printf 'city,people\nOslo,709\nBergen,291\n' >cities.csv
lines() { with_input "$1" blokctl repl; }

# --- expressions
run blokctl repl -c '= [1, 2].map(n => n * 2)'
out_is '[2,4]'
lines '= 1 + 2
= $last * 10
= undefined
'
status_is 0
out_is '3
30
undefined'
lines '= 1 +
'
status_is 1
err_has 'stdin:1: column '
lines '= null.x
'
err_has 'stdin:1: TypeError'

run blokctl repl -c '= [1, 2]' -c '= $last.length'
out_is '[1,2]
2' '-c again'
lines '= {name: "mapper", list: [1]}
workflow nodes $last.name
workflow run nosuch --input $last.list
workflow nodes $last.nothing
workflow nodes $lastly
'
out_has 'Build a value' 'a word of a command that is an expression'
err_has "'\$last.nothing' is undefined"
err_has "'\$lastly'"
lines '= 1
\once file.json
workflow nodes mapper --json
= $last
'
is "$(grep -c mapper file.json)" 1 '\once: the next line goes to the file'
out_has 1

# --- commands, and what they print as $last
lines 'workflow nodes mapper --json
= $last.name
# a comment

config get "ask.max_rows"
'
status_is 0
out_has '"mapper"'
out_has 1000
lines 'workflw nodes
'
status_is 1
err_has 'no database is open'
lines 'help "open
'
err_has 'stdin:1: a quote does not end'
lines 'repl
'
err_has 'you are in it'

# --- SQL and questions
lines '\open cities.csv
SELECT city,
  '"';'"' AS b
FROM cities WHERE people > 500; -- behind it
\mode csv
select count(*) AS n from cities;
How many cities are there?
\x
select city from cities order by 1;
\schema cities
'
status_is 0
out_has 'Oslo  ;'
out_has 'people'
out_has '{"city":"Bergen"}'
lines 'select 1;
'
err_has 'no database is open'
lines '\open cities.csv
select 1
'
status_is 3
err_has 'stdin:2: the last statement does not end'
# words of the place between the lines of a statement, but not in a text of it
lines '\open cities.csv
= 1
select 2 as two;
select
\mode json
1 as one
\watch 1
;'
status_is 1
out_has '{"one":1}'
err_has 'stdin:7: the statement has to end first'
lines "\\open cities.csv
select 'a
\\timing
b' as t;
"
status_is 0
out_has '\timing'
lines '\open cities.csv
select
\quit
'
status_is 3
err_has 'stdin:3: the last statement does not end'
run blokctl repl --db cities.csv -c 'SELECT 1'
status_is 3
err_has 'the statement does not end'
err_has 'a semicolon ends it'
run blokctl repl --db cities.csv -c 'DELETE FROM cities;'
status_is 5

refuses_() { # refuses_ LINE MESSAGE
	run blokctl repl --norc -c "$1"
	status_is 2 "$1 is refused"
	err_has "$2" "$1: $2"
}

# --- what is SQL, and what a question
lines '\open cities.csv
-- a comment before it
/* and
   another */
select 1 as a; -- behind it
/* here */ select 2 as b;
/* alone */
with x as (select 4 as d) select d from x;
with
y as (select 5 as e) select e from y;
values (6);
'
status_is 0
for column in a b d e 6; do out_matches "^ *$column\$" "SQL: column $column"; done
asks() { # asks LINE: it is a question, whole
	run blokctl --lang en repl --norc --db cities.csv -c "$1"
	err_lacks 'does not end' "a question: $1"
	[ "$status" -ne 3 ]
	is $? 0 "$1: not taken for SQL"
}
asks 'values per city'
asks 'with which city is it'
asks 'with people as the measure'
asks create
asks 'update the number of people'
asks 'delete cities'
asks '(how many cities are there)'
sql() { # sql LINE: it is SQL that is not complete
	run blokctl repl --norc --db cities.csv -c "$1"
	err_has 'the statement does not end' "SQL: $1"
}
sql 'WITH x AS'
sql 'with RECURSIVE x'
sql 'with x(a) as ('
sql 'WITH'
sql 'values (1)'
sql 'explain select 1'
sql 'PRAGMA table_info(cities)'
sql 'create TEMP table x (a)'
sql 'update main."my cities" as c set a = 1'
sql 'update or replace cities set a = 1'
sql 'insert or ignore into x values (1)'
sql 'delete from x'
sql 'drop view x'
sql 'alter table x rename to y'
sql '(select 1) union (select 2)'
sql '-- why
select 1'

# --- expressions of several lines
lines '= [1,
  2,
  3].map(n =>
  n * 2)
= `a
b`.length
= $last
'
status_is 0
out_is '[2,4,6]
3
3'
lines '= [1,

= 5
'
status_is 1
err_has 'stdin:2: column '
out_is 5 'an empty line ends it'
run blokctl repl -c '= [1,'
status_is 3
err_has 'Unexpected end of input'

# --- lines that fail
lines 'workflow show nosuch
= 1
'
status_is 1
err_has 'blokctl: stdin:1: it failed: exit status 1' 'a command that fails is told with its line'
out_is 1
with_input 'workflow show nosuch
' blokctl -q repl
err_has 'stdin:1: it failed' 'with -q, too'
with_input '= 1
workflow show nosuch
= 2
' blokctl repl -e
status_is 1
err_has 'stdin:2: it failed' 'with -e, too'
out_is 1
run blokctl repl -c '\nope' -c '= 1' -c '\nope'
status_is 1
out_is 1 'lines behind one that fails are done'
err_has '2 of 3 lines failed'
run blokctl repl -e -c '= 1' -c '\nope' -c '= 2'
status_is 2
out_is 1
printf 'workflow nodes\nworkflow nodes\n' >many
sh -c 'blokctl repl -f many 2>err | head -1' >"$T/out" 2>"$T/err"
is "$(cat err)" '' 'who stops reading hears no complaint'
printf '\357\273\277= 1\r\n= `a\r\nb`.length\r\nworkflow nodes mapper --json\r\n' >windows
run blokctl repl -f windows
status_is 0 'a byte order mark, and lines of Windows'
out_has 3

# --- words of the place
for line in '\open a b' '\mode csv tsv' '\x on off' '\timing on off' '\output a b' '\schema a b'; do
	refuses_ "$line" 'takes one word'
done
for line in '\quit now' '\help open' '\edit x'; do refuses_ "$line" 'takes no word'; done
lines '\output all2.txt
\once one2.txt
= 1
= 2
\output
= 3
'
is "$(cat one2.txt all2.txt)" '1
2' '\once does not end \output'
out_is 3
lines '\open cities.csv
\output schema.txt
\schema
'
out_empty 'the schema goes to the file'
is "$(grep -c people schema.txt)" 1 'and is there'
run blokctl repl -c '\open postgres://me:hunter2@127.0.0.1:1/d?password=hunter2'
err_has 'postgres://me@127.0.0.1:1/d'
err_lacks hunter2 'the password of a database is not shown'
run blokctl repl -c '\help'
out_has 'one row to a line, as JSON'
mkdir -p workflows
printf 'name: hi\nversion: 1.0.0\ntrigger: { manual: {} }\nsteps: [{ id: a, use: respond, inputs: { body: hello } }]\n' >workflows/hi.yaml
lines 'run hi
resume last
'
status_is 0
out_has hello 'run and resume are of workflows'

# --- options of every command
run blokctl --color always repl -c 'workflow nodes mapper'
out_has "$(printf '\033[')" '--color reaches the commands'
with_input 'workflow nodes mapper
= $last.name
' blokctl --json repl
out_has '"mapper"' '--json, too'
run blokctl --log-format json repl -c 'workflow show nosuch'
err_has '"level":"error"' 'and --log-format'
run blokctl -q repl --db cities.csv -c '\open cities.csv' -c 'store path'
err_empty '-q'

# --- the place itself
lines '\opn x
'
err_has "did you mean '\\open'?"
lines '\mode xml
'
err_has 'table, json, ndjson'
lines '\output out.txt
config get ask.max_rows
\output off
= 3
'
out_is 3
is "$(cat out.txt)" 1000 'output goes to a file'
printf '%s\n' '= 40 + 2' '\nope' '= 1' >script
run blokctl repl -f script
status_is 1
err_has "script:2: there is no '\\nope'"
err_has 'script: 1 line failed'
out_is '42
1' 'the others are done'
run blokctl repl -e -f script
status_is 2
out_is 42 'with -e it ends there'
printf '%s\n' '\read script' >circle
printf '%s\n' '\read circle' >script
run blokctl repl -e -f script
status_is 3
err_has 'files read each other'
lines 'config get ask.max_rows
\timing
config get ask.max_rows
quit
= 9
'
err_has 'took '
out_lacks 9 'quit leaves'
lines '\help
'
out_has '\watch'
printf '%s\n' 'workflow nodes nosuch' '\watch 0.1' '= 7' >script
run timeout 20 blokctl repl -f script
status_is 1
err_has 'script: 2 lines failed'
out_is 7 'a watch ends where the line fails'

# --- each command of the place: what it answers, what it does not take
answers() { # answers LINES STDERR: the last line of it
	with_input "$1
" blokctl repl --norc
	is "$(tail -1 "$T/err")" "$2" "$1"
}
answers '\open' 'no database is open'
answers '\open cities.csv' cities.csv
answers '\open cities.csv
\open off' 'no database is open'
answers '\open cities.csv
\open -' 'no database is open'
answers '\mode' 'rows come as table'
answers '\mode tsv
\mode' 'rows come as tsv'
answers '\x' 'x is on'
answers '\x
\x' 'x is off'
answers '\x off' 'x is off'
answers '\timing on' "$(printf 'timing is on')"
answers '\output' 'output goes to the screen'
answers '\output -' 'output goes to the screen'
answers '\output some.txt' 'output goes to some.txt'
refuses() { # refuses LINE MESSAGE
	run blokctl repl --norc -c "$1"
	[ "$status" -ne 0 ]
	is $? 0 "$1 fails"
	err_has "$2" "$1: $2"
}
refuses '\x maybe' '\x is on or off'
refuses '\timing 1' '\timing is on or off'
refuses '\once' '\once wants a file'
refuses '\read' '\read wants a file'
refuses '\read none.txt' "cannot open 'none.txt'"
printf '= 1\n\0= 2\n' >nul.txt
refuses '\read nul.txt' 'nul.txt: it holds NUL bytes'
refuses '\schema' 'no database is open'
refuses '\watch 0.01' '\watch wants seconds: 0.1 to 86400'
refuses '\watch nan' '\watch wants seconds: 0.1 to 86400'
refuses '\watch 1e300' '\watch wants seconds: 0.1 to 86400'
refuses '\watch' 'there is nothing to watch yet'
refuses '\"open' 'a quote does not end'
refuses '\edit' 'type it in'
run blokctl repl --norc --db cities.csv -c '\schema none'
err_has "there is no table 'none'"
run blokctl repl --norc --db cities.csv -c '\schema CITIES'
status_is 0
out_has people
run blokctl repl --norc --db none.csv -c '\schema'
status_is 1
run blokctl repl --norc -c '\?'
out_has '\watch'
mkdir keys
: >keys.db
printf -- '-- migrate:up\nCREATE TABLE k (id INTEGER PRIMARY KEY, n TEXT NOT NULL, m TEXT);\n' >keys/1_k.sql
run blokctl migrate up --db keys.db --dir keys
run blokctl repl --norc --db keys.db -c '\schema k'
out_matches 'id *INTEGER *key'
out_matches 'n *TEXT *not null'
echo '= 41' >script
lines '\output all.txt
= [1]
= undefined
config get ask.max_rows
'
out_empty
is "$(cat all.txt)" '[1]
undefined
1000' 'all of it goes to the file'
lines '\output none/all.txt
= 1
config get ask.max_rows
'
status_is 1
err_has "'none/all.txt'"
lines '\once one.txt
= 1
= 2
'
out_is 2
is "$(cat one.txt)" 1 'once is once'
for mode in json ndjson csv tsv markdown html table; do
	lines "\\open cities.csv
\\mode $mode
select city from cities order by 1 limit 1;
"
	out_has Bergen "rows as $mode"
done
printf '= 1\r\n\n   \n= 2' >odd-lines
run blokctl repl --norc -f odd-lines
out_is '1
2' 'lines of another system, empty ones, one without its end'
: >none
run blokctl repl --norc -f none
status_is 0
run blokctl repl --norc -f nosuch
status_is 1
run blokctl repl --norc --db cities.csv -e -c '= 1' -c '\nope' -c '= 2'
out_is 1 '-e of lines that are given'

# --- on a terminal
on_terminal -i '\quit' blokctl
out_has 'blokctl>'
status_is 0
on_terminal -i "$(printf '= 6 * 7\n\\quit')" blokctl repl
out_has 42
is "$(ls -l "$HOME/.local/state/blokctl/history" | cut -c 1-10)" '-rw-------' 'the history is for its owner'
mkdir -p .blok
printf 'secrets: {KEY: {command: [printf, sk-verysecret]}}\n' >.blok/config.yaml
on_terminal -i "$(printf '= "sk-verysecret kept".length\n\\quit')" blokctl repl
out_has 18
is "$(grep -c kept "$HOME/.local/state/blokctl/history")" 1 'the line is kept'
is "$(grep -c sk-verysecret "$HOME/.local/state/blokctl/history")" 0 'without the secret'
rm -r .blok

tab=$(printf '\t') esc=$(printf '\033')
on_terminal -i "select peo${tab}from citie${tab};
\\quit" blokctl repl --db cities.csv
out_has 709 'TAB completes columns and tables'
on_terminal -i "SEL${tab}cities.ci${tab} FROM cities;
\\quit" blokctl repl --db cities.csv
out_has Bergen 'and keywords as they were begun, and columns behind their table'
on_terminal -i "\\sch${tab}cit${tab}
\\quit" blokctl repl --db cities.csv
out_has 'people' 'and words of the place'
on_terminal -i "workflow nodes mapp${tab}
\\quit" blokctl repl
out_has 'Build a value' 'and what commands take'
# complete TYPED WANT TITLE
complete() {
	on_terminal -i "$1
\\quit" blokctl repl --db cities.csv
	sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' "$T/out" >"$T/plain"
	if grep -qF -e "$2" "$T/plain"; then ok "$3"; else
		not_ok "$3"
		show "$2"
	fi
}
complete "\\mode js${tab}" 'rows come as json' 'TAB: modes'
complete "\\open cit${tab}" 'cities.csv' 'TAB: files'
complete "\\m${tab} csv" 'rows come as csv' 'TAB: commands of the place'
complete "select count(*) from cities wher${tab}people > 1 ord${tab}1;" 2 'TAB: keywords in the middle'
complete "select cities.peo${tab}from cities;" 709 'TAB: a column behind its table'
complete "select nosuch.peo${tab} 1;" peo 'TAB: of a table that is not there nothing'
complete "${tab}${tab}" workflow 'TAB: at first, the commands'
complete "SELECT city FROM ${tab};" 'Oslo' 'TAB: the one table there is'
complete "\\read scri${tab}" 41 'TAB: files to read'
mkdir -p deep/folder
echo '= "from the deep"' >deep/folder/lines
echo '= 5' >'deep/folder/with blank'
complete "\\read deep/${tab}${tab}" 'from the deep' 'TAB: folder by folder'
complete "migrate new --dir dee${tab}folder x" 'created deep/folder/' 'TAB: folders of a command'
printf '1st,"a b",größe,x\n1,2,3,4\n' >odd.csv
on_terminal -i "select grö${tab}from odd;
\\quit" blokctl repl --db odd.csv
out_has 3 'TAB: letters of other languages'
on_terminal -i "select x from odd wh${tab}1st = 1 or ${tab}${tab}x = 4;
\\quit" blokctl repl --db odd.csv
status_is 0
printf '#!/bin/sh\necho "= 6 * 7" >"$1"\n' >"$T/bin/ed"
chmod +x "$T/bin/ed"
EDITOR=ed on_terminal -i "\\edit
\\quit" blokctl repl
out_has 42 'what comes from the editor is done'
on_terminal -i "$(printf '= 1\n\\watch 0.1\n\\quit')" timeout --foreground -s INT 0.5 blokctl repl
out_has 1 'a watch ends with Ctrl-C'
on_terminal -i "${esc}[200~select city
from cities
where people < 300;
= 6 * 7${esc}[201~
\\quit" blokctl repl --db cities.csv
out_has Bergen 'what is pasted is several lines'
out_has 42
is "$(grep -c 'select.*city.*from' "$HOME/.local/state/blokctl/history")" 1 'each statement is one entry'
on_terminal -i "${esc}[200~= 'a${tab}${esc}b'.length${esc}[201~
\\quit" blokctl repl
out_has 3 'nothing in it is a key'
on_terminal -i "${esc}[200~= '$(head -c 3000 /dev/zero | tr '\0' x)'.length${esc}[201~
\\quit" blokctl repl
out_has 'bytes pasted' 'what is too long to edit has a place'
out_has 3000
mkdir -p "$HOME/.config/blokctl"
printf '= "from replrc"\n' >"$HOME/.config/blokctl/replrc"
on_terminal -i '\quit' blokctl repl
out_has 'from replrc'
on_terminal -i '\quit' blokctl repl --norc
out_lacks 'from replrc' '--norc'
run blokctl repl -c '= 1'
out_is 1 'replrc is for terminals'
for over in '\q' exit quit; do
	run blokctl repl -c "$over" -c '= 1'
	status_is 0
	out_empty "$over ends the lines of the command line, too"
done
run blokctl
status_is 2 'without a terminal there is no prompt'
done_testing
