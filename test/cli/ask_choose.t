# Questions that may mean several things, and answers that were taught.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
mkdir inn
printf 'room_id,day_rate,night_rate\n1,10,20\n2,12,25\n3,30,40\n' >inn/rooms.csv
day='SELECT * FROM rooms WHERE day_rate > 15'
night='SELECT * FROM rooms WHERE night_rate > 15'
question='rooms whose rate is more than 15'

# --- two readings that are as good: neither is run
run blokctl ask-sql --db inn --sql-only "$question"
status_is 6
out_empty
err_has "1. "
err_has "$day"
err_has "2. "
err_has "$night"
err_has 'hint: name the column that is meant'
run blokctl ask-sql --db inn --json "$question"
status_is 6
json_is error.code no_answer
json_is error.readings.# 2
json_is error.readings.0.sql "$day"
json_is error.readings.1.sql "$night"
run blokctl ask-sql --db inn --sql-only --guess "$question"
status_is 0
out_is "$day"
run blokctl ask-sql --db inn --sql-only 'rooms whose night rate is more than 15'
out_is "$night"

# --- on a terminal somebody chooses
on_terminal -i 2 blokctl ask-sql --db inn --sql-only "$question"
status_is 0
out_has "Run which?"
out_has "none] $night"
on_terminal -i n blokctl ask-sql --db inn --sql-only "$question"
status_is 6

# --- what is taught is shown, used, forgotten
run blokctl ask-sql --db inn --teach 'SELECT count(*) AS n FROM rooms' 'how many chambers'
status_is 0
run blokctl ask-sql --db inn --taught --json
json_is questions '[{"question":"how many chambers","sql":"SELECT count(*) AS n FROM rooms"}]'
run blokctl ask-sql --db inn --taught
out_has 'how many chambers'
run blokctl ask-sql --db inn --json 'How many chambers?'
json_is engine taught
run blokctl ask-sql --db inn --chart-only 'How many chambers?'
out_is kpi
run blokctl ask-sql --db inn --engine model 'How many chambers?'
out_lacks 'count(*)'
run blokctl ask-sql --db inn --forget how many chambers
status_is 0
run blokctl ask-sql --db inn --forget how many chambers
status_is 1
err_has 'has not been taught'
run blokctl ask-sql --db inn --taught --json
json_is questions '[]'
run blokctl ask-sql --db inn --taught 'with words'
status_is 2
run blokctl ask-sql --db inn --forget
status_is 2
done_testing
