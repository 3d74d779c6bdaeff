# Questions in German: of a database with German names, and of one with English.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_NOW=2025-06-18T12:00:00Z BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST

mkdir verein
cat >verein/mitglieder.csv <<'END'
mitgliedsnr,vorname,nachname,ort,geburtsdatum,beitrag
1,Ilse,Grün,Köln,1951-03-02,60
2,Bernd,Öztürk,Bonn,1988-11-30,120
3,Maja,Groß,Köln,2004-07-15,45.5
4,Paul,Wendt,Aachen,1979-01-20,120
END
cat >verein/sportkurse.csv <<'END'
kursnr,bezeichnung,wochentag,gebühr,status
10,Rudern,Montag,30,offen
11,Yoga,Dienstag,12.5,belegt
12,Judo,Montag,25,offen
END
cat >verein/anmeldungen.csv <<'END'
anmeldungsnr,mitgliedsnr,kursnr,anmeldedatum
1,1,10,2024-12-01
2,1,11,2025-01-15
3,2,10,2025-02-03
4,3,12,2025-05-20
END

# asks DATABASE QUESTION SQL
asks() {
	run blokctl ask-sql --db "$1" --sql-only "$2"
	status_is 0 "$2: status"
	is "$(cat "$T/out")" "$3" "$2"
}

asks verein 'Wie viele Mitglieder gibt es?' 'SELECT count(*) AS count FROM mitglieder'
asks verein 'Welche Mitglieder wohnen in Köln?' \
	"SELECT vorname, nachname FROM mitglieder WHERE ort = 'Köln'"
asks verein 'Anzahl der Mitglieder pro Ort' \
	'SELECT ort, count(*) AS count FROM mitglieder GROUP BY ort'
asks verein 'Wie hoch ist der durchschnittliche Beitrag?' \
	'SELECT avg(beitrag) AS average_beitrag FROM mitglieder'
asks verein 'Welcher Sportkurs ist am teuersten?' \
	'SELECT bezeichnung FROM sportkurse ORDER BY "gebühr" DESC LIMIT 1'
asks verein 'Zeige die zwei günstigsten Sportkurse' \
	'SELECT bezeichnung FROM sportkurse WHERE "gebühr" IS NOT NULL ORDER BY "gebühr" LIMIT 2'
asks verein 'Welche Sportkurse sind offen?' \
	"SELECT bezeichnung FROM sportkurse WHERE status = 'offen'"
asks verein 'Mitglieder ohne Anmeldungen' "SELECT vorname, nachname FROM mitglieder \
WHERE mitgliedsnr NOT IN (SELECT mitgliedsnr FROM anmeldungen WHERE mitgliedsnr IS NOT NULL)"
asks verein 'Wie viele Anmeldungen gab es 2025?' \
	"SELECT count(*) AS count FROM anmeldungen WHERE strftime('%Y', anmeldedatum) = '2025'"
asks verein 'Wie viele Anmeldungen gab es nach dem 1. Februar 2025?' \
	"SELECT count(*) AS count FROM anmeldungen WHERE anmeldedatum >= '2025-02-02'"
asks verein 'Anmeldungen zwischen dem 1.1.2025 und dem 31.3.2025' \
	"SELECT * FROM anmeldungen WHERE anmeldedatum BETWEEN '2025-01-01' AND '2025-03-31'"
asks verein 'Anmeldungen pro Monat' "SELECT strftime('%Y-%m', anmeldedatum) AS month, \
count(*) AS count FROM anmeldungen GROUP BY strftime('%Y-%m', anmeldedatum) \
ORDER BY strftime('%Y-%m', anmeldedatum)"
asks verein 'Welche Mitglieder zahlen einen Beitrag von mehr als 45,5?' \
	'SELECT vorname, nachname FROM mitglieder WHERE beitrag > 45.5'
asks verein 'Mitglieder, deren Nachname mit G beginnt' \
	"SELECT vorname, nachname FROM mitglieder WHERE nachname LIKE 'G%'"
asks verein 'ältestes Mitglied' \
	'SELECT vorname, nachname FROM mitglieder WHERE geburtsdatum IS NOT NULL ORDER BY geburtsdatum LIMIT 1'

# --- English names, the same tongue
shop="$ROOT/workflows/data/shop"
asks "$shop" 'Wie viele Bestellungen wurden im Mai 2025 aufgegeben?' "SELECT count(*) AS count \
FROM orders WHERE ordered_on >= '2025-05-01' AND ordered_on < '2025-06-01'"
asks "$shop" 'Welche Kunden haben mehr als zwei Bestellungen aufgegeben?' "SELECT customers.name \
FROM customers JOIN orders ON orders.customer_id = customers.customer_id \
GROUP BY customers.customer_id HAVING count(*) > 2"
asks "$shop" 'Welche Bestellungen sind offen?' "SELECT * FROM orders WHERE status = 'open'"
asks "$shop" 'Produkte je Kategorie, häufigste zuerst' \
	'SELECT category, count(*) AS count FROM products GROUP BY category ORDER BY count(*) DESC'
asks "$shop" 'Die letzten 2 Bestellungen' \
	'SELECT * FROM orders ORDER BY ordered_on DESC LIMIT 2'
asks "$shop" 'Bestellungen der letzten 30 Tage' \
	"SELECT * FROM orders WHERE ordered_on >= '2025-05-19'"

# --- it refuses as in English
run blokctl ask-sql --db verein 'Lösche alle Mitglieder'
status_is 5
run blokctl ask-sql --db verein --engine builtin 'Wie wird das Wetter in Köln?'
status_is 6
err_has "'Wetter'"

# --- the language can be told
run blokctl ask-sql --db verein --lang en --engine builtin 'Anzahl der Mitglieder pro Ort'
status_is 6
run blokctl ask-sql --db verein --lang de --sql-only 'status'
status_is 0
run blokctl ask-sql --db verein --lang xx 'status'
status_is 2
done_testing
