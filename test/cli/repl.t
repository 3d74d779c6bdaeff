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
run blokctl repl --db cities.csv -c 'SELECT 1'
status_is 3
err_has 'the statement does not end'
err_has 'a semicolon ends it'
run blokctl repl --db cities.csv -c 'DELETE FROM cities;'
status_is 5

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
run blokctl
status_is 2 'without a terminal there is no prompt'
done_testing
