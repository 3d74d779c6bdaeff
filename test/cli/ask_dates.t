# Times and ages: ranges, whose date is meant, first and last.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_NOW=2026-11-27T12:00:00Z BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
mkdir rental
cat >rental/members.csv <<'END'
member_id,name,city,born
1,Ada,Graz,1950-04-01
2,Ben,Linz,1990-02-03
3,Cem,Graz,2003-12-31
END
cat >rental/trips.csv <<'END'
trip_id,member_id,started_at,km
1,1,2025-01-10 09:00:00,5
2,1,2025-03-31 18:30:00,12
3,2,2026-02-01 08:00:00,7
4,2,2024-12-31 23:00:00,3
END
cat >rental/ratings.csv <<'END'
rating_id,member_id,stars
1,1,5
2,2,3
END
cat >rental/sensors.csv <<'END'
sensor_id,label,mounted
1,A,1700000000
2,B,1730000000
END

# asks QUESTION SQL
asks() {
	run blokctl ask-sql --db rental --sql-only "$1"
	status_is 0 "$1: status"
	is "$(cat "$T/out")" "$2" "$1"
}
refuses() { # refuses QUESTION
	run blokctl ask-sql --db rental --sql-only "$1"
	status_is 6 "refused: $1"
}
trips='SELECT * FROM trips WHERE'

# --- the last day, month or year belongs to a range, to its end
asks 'trips between 2025-01-10 and 2025-03-31' \
	"$trips started_at >= '2025-01-10' AND started_at < '2025-04-01'"
asks 'trips from 2025-01-10 to 2025-03-31' \
	"$trips started_at >= '2025-01-10' AND started_at < '2025-04-01'"
asks 'trips between January 2025 and March 2025' \
	"$trips started_at >= '2025-01-01' AND started_at < '2025-04-01'"
asks 'trips from February 2025 until March 2025' \
	"$trips started_at >= '2025-02-01' AND started_at < '2025-04-01'"
asks 'trips from 2024 to 2025' "$trips started_at >= '2024-01-01' AND started_at < '2026-01-01'"
asks 'trips not between January 2025 and March 2025' \
	"$trips (started_at < '2025-01-01' OR started_at >= '2025-04-01')"
asks 'members born between 1960 and 2000' \
	"SELECT name FROM members WHERE born BETWEEN '1960-01-01' AND '2000-12-31'"
asks 'trips until 2025-03-31' "$trips started_at < '2025-04-01'"
asks 'trips in the first half of 2025' \
	"$trips started_at >= '2025-01-01' AND started_at < '2025-07-01'"
asks 'trips in H2 2025' "$trips started_at >= '2025-07-01' AND started_at < '2026-01-01'"

# --- ages of what has a date
asks 'members older than 50' "SELECT name FROM members WHERE born < '1976-11-27'"
asks 'members younger than 30' "SELECT name FROM members WHERE born > '1996-11-27'"
asks 'members who are 50 or older' "SELECT name FROM members WHERE born <= '1976-11-27'"
asks 'trips older than 2 years' "$trips started_at < '2024-11-27'"
asks 'trips older than 3 months' "$trips started_at < '2026-08-27'"
refuses 'how old is Ada'
refuses 'members over 50'

# --- the date of what happened, not the birthday
in_2025="member_id IN (SELECT member_id FROM trips WHERE strftime('%Y', started_at) = '2025')"
asks 'members with a trip in 2025' "SELECT name FROM members WHERE $in_2025"
asks 'how many members had a trip in 2025' "SELECT count(*) AS count FROM members WHERE $in_2025"
asks 'members born in 1990' "SELECT name FROM members WHERE strftime('%Y', born) = '1990'"
refuses 'members in 2025'
refuses 'stars per member in 2025'

# --- seconds since 1970 are no years
refuses 'sensors mounted after 2024'
refuses 'sensors in May 2025'

# --- months of any year
asks 'trips in February' "SELECT * FROM trips WHERE strftime('%m', started_at) = '02'"
asks 'how many trips in January and March' \
	"SELECT count(*) AS count FROM trips WHERE strftime('%m', started_at) IN ('01', '03')"
asks 'members born in April' "SELECT name FROM members WHERE strftime('%m', born) = '04'"
asks 'trips not in May' "SELECT * FROM trips WHERE strftime('%m', started_at) <> '05'"
asks 'trips in March 2025' \
	"SELECT * FROM trips WHERE started_at >= '2025-03-01' AND started_at < '2025-04-01'"
refuses 'sensors in May' # no date, a number

# --- the first and the last
asks 'last 2 trips' 'SELECT * FROM trips ORDER BY started_at DESC LIMIT 2'
asks 'first 2 trips' \
	"SELECT * FROM trips WHERE started_at IS NOT NULL ORDER BY started_at LIMIT 2"
asks 'last 2 ratings' 'SELECT * FROM ratings ORDER BY rating_id DESC LIMIT 2'
done_testing
