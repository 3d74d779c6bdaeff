# What is not there, and what a "not" denies.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_NOW=2026-11-27T12:00:00Z BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
mkdir rental
cat >rental/members.csv <<'END'
member_id,name,city,born,newsletter
1,Ada,Graz,1950-04-01,1
2,Ben,Linz,1990-02-03,0
3,Cem,Graz,2003-12-31,0
END
cat >rental/trips.csv <<'END'
trip_id,member_id,started_at,km,discount
1,1,2025-01-10 09:00:00,5,
2,1,2025-03-31 18:30:00,12,0.1
3,2,2026-02-01 08:00:00,7,
4,2,2024-12-31 23:00:00,3,
END
cat >rental/ratings.csv <<'END'
rating_id,member_id,stars
1,1,5
2,2,3
END

# asks QUESTION SQL
asks() {
	run blokctl ask-sql --db rental --sql-only "$1"
	status_is 0 "$1: status"
	is "$(cat "$T/out")" "$2" "$1"
}
members='SELECT name FROM members WHERE'
none='member_id NOT IN (SELECT member_id FROM trips WHERE member_id IS NOT NULL'

# --- the rows that are not there are restricted, not the others
asks 'members without trips' "$members $none)"
asks 'members without trips in 2025' "$members $none AND strftime('%Y', started_at) = '2025')"
asks 'members without trips in Graz' "$members $none) AND city = 'Graz'"
asks 'members born before 1990 without trips in 2025' \
	"$members $none AND strftime('%Y', started_at) = '2025') AND born < '1990-01-01'"
asks 'trips without discount in 2025' \
	"SELECT * FROM trips WHERE discount IS NULL AND strftime('%Y', started_at) = '2025'"
asks 'trips with km not between 4 and 8' 'SELECT * FROM trips WHERE km NOT BETWEEN 4 AND 8'

# --- so many, none included
asks 'members with 0 trips' "$members $none)"
asks 'members with 2 trips' "SELECT members.name FROM members JOIN trips ON \
trips.member_id = members.member_id GROUP BY members.member_id HAVING count(*) = 2"

# --- one of two, and neither
some='member_id IN (SELECT member_id FROM trips WHERE member_id IS NOT NULL)'
rated='(SELECT member_id FROM ratings WHERE member_id IS NOT NULL)'
asks 'members with trips or ratings' "$members ($some OR member_id IN $rated)"
asks 'members without trips or ratings' "$members $none) AND member_id NOT IN $rated"

# --- flags
asks 'how many members get the newsletter' \
	'SELECT count(*) AS count FROM members WHERE newsletter = 1'
asks 'members without newsletter in Graz' "$members newsletter = 0 AND city = 'Graz'"
done_testing
