# What is computed of groups and counts, and what is the extreme of each.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_NOW=2026-11-27T12:00:00Z BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
mkdir rental
cat >rental/members.csv <<'END'
member_id,name,city
1,Ada,Graz
2,Ben,Linz
3,Cem,Graz
END
cat >rental/stations.csv <<'END'
station_id,title,altitude
1,North,
2,South,120
3,East,80
END
cat >rental/bikes.csv <<'END'
bike_id,model,station_id,price_cents,stock
1,Swift,1,1500,2
2,Cargo,1,4200,0
3,Mini,2,,1
END
cat >rental/trips.csv <<'END'
trip_id,member_id,bike_id,started_at,km
1,1,1,2025-01-10 09:00:00,5
2,1,2,2025-03-31 18:30:00,12
3,2,1,2026-02-01 08:00:00,7
4,2,3,2024-12-31 23:00:00,3
END
cat >rental/ratings.csv <<'END'
rating_id,member_id,bike_id,stars
1,1,1,5
2,2,1,3
3,2,3,4
END
cat >rental/visits.csv <<'END'
visit_id,member_id,admitted
1,1,2025-05-01
2,1,2025-06-01
3,2,2025-06-01
END
mkdir school
printf 'Nr,Note,Datum\n1,1.5,2025-01-10\n2,4,2025-01-11\n' >school/Note.csv

# asks QUESTION SQL
asks() {
	run blokctl ask-sql --db "${db:-rental}" --sql-only "$1"
	status_is 0 "$1: status"
	is "$(cat "$T/out")" "$2" "$1"
}
refuses() { # refuses QUESTION
	run blokctl ask-sql --db rental --sql-only "$1"
	status_is 6 "refused: $1"
}

# --- groups that are two joins away, and groups without a name
asks 'average stars per station' "SELECT stations.title, avg(ratings.stars) AS average_stars FROM \
ratings JOIN bikes ON ratings.bike_id = bikes.bike_id JOIN stations ON \
bikes.station_id = stations.station_id GROUP BY stations.station_id"
asks 'average stars per bike' \
	'SELECT bike_id, avg(stars) AS average_stars FROM ratings GROUP BY bike_id'
asks 'average price_cents per station' "SELECT stations.title, avg(bikes.price_cents) AS \
average_price_cents FROM bikes JOIN stations ON bikes.station_id = stations.station_id \
GROUP BY stations.station_id"
refuses 'average visit value'

# --- what has no value is not the smallest
asks 'lowest altitude' \
	'SELECT altitude FROM stations WHERE altitude IS NOT NULL ORDER BY altitude LIMIT 1'
asks 'highest altitude' 'SELECT altitude FROM stations ORDER BY altitude DESC LIMIT 1'

# --- of each group one
asks 'highest km per member' "SELECT members.name, max(trips.km) AS largest_km FROM trips JOIN \
members ON trips.member_id = members.member_id GROUP BY members.member_id"
asks 'latest trip per member' "SELECT members.name, trips.trip_id, trips.started_at FROM trips \
JOIN members ON trips.member_id = members.member_id WHERE trips.trip_id IN (SELECT row_key FROM \
(SELECT trips.trip_id AS row_key, rank() OVER (PARTITION BY members.member_id ORDER BY \
trips.started_at DESC) AS place FROM trips JOIN members ON trips.member_id = members.member_id) \
AS places WHERE place <= 1)"
run blokctl ask-sql --db rental --json 'latest trip per member'
json_is rows.# 2
json_is rows.0.trip_id 2
json_is rows.1.trip_id 3
refuses 'most frequent model per member'

# --- counts and shares
asks 'how many ratings have 5 stars' 'SELECT count(*) AS count FROM ratings WHERE stars = 5'
asks 'ratings with 5 stars' 'SELECT * FROM ratings WHERE stars = 5'
asks 'bikes out of stock' 'SELECT * FROM bikes WHERE stock = 0'
asks 'percentage of members in Graz' "SELECT 100.0 * count(*) / (SELECT count(*) FROM members) \
AS percent FROM members WHERE city = 'Graz'"
refuses 'ratio of members in Graz'
asks 'average number of stars per bike' \
	'SELECT bike_id, avg(stars) AS average_stars FROM ratings GROUP BY bike_id'
asks 'how often was Ada admitted' "SELECT count(*) AS count FROM visits JOIN members ON \
visits.member_id = members.member_id WHERE members.name = 'Ada'"
asks 'members admitted more than once' "SELECT members.name FROM members JOIN visits ON \
visits.member_id = members.member_id GROUP BY members.member_id HAVING count(*) > 1"
asks 'who rated the Swift' "SELECT name FROM members WHERE member_id IN (SELECT ratings.member_id FROM \
bikes JOIN ratings ON ratings.bike_id = bikes.bike_id WHERE bikes.model = 'Swift')"

# --- euros of a column of cents
asks 'bikes under 20 euros' 'SELECT * FROM bikes WHERE price_cents < 2000'
asks 'bikes cheaper than 20' 'SELECT * FROM bikes WHERE price_cents < 2000'
asks 'bikes with price_cents under 2000' 'SELECT * FROM bikes WHERE price_cents < 2000'

# --- a table and a column of one name
db=school asks 'Anzahl der Noten' 'SELECT count(*) AS count FROM Note'
done_testing
