# blokctl store: path, backup, vacuum, check; and run ids in completion.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/work/s.db"

run blokctl store path
out_is "$T/work/s.db"
run blokctl store vacum
status_is 2
err_has "hint: did you mean 'store vacuum'?"
run blokctl --json store path
json_is exists false
for sub in 'backup b.db' vacuum check; do
	run blokctl store $sub
	status_is 1
	err_has 'there is no store at'
done
run blokctl --json store
json_is '' "{\"path\":\"$T/work/s.db\",\"exists\":false,\"bytes\":0,\"runs\":0}"
is "$(ls)" '' 'none of them made one'
run blokctl completion words -- workflow show ''
out_is 'last	the newest run'

cat >w.yaml <<'END'
name: counted
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: one, use: kv, inputs: {action: incr, key: n}}
  - {id: two, use: expr, inputs: {expression: "'x'.repeat(20000)"}}
END
for i in 1 2 3; do blokctl workflow run -q w.yaml >/dev/null; done
run blokctl --json store
json_is runs 3
run blokctl store check
status_is 0
err_has '6 records checked: nothing is damaged'
run blokctl --json store check
json_is ok true
json_is attempts 6
json_is damaged '[]'

# --- backup
umask 000
run blokctl store backup b.db
status_is 0
is "$(ls -l b.db | cut -c1-10)" -rw------- 'a backup is for its owner only'
is "$(ls b.db*)" b.db 'and one file'
run blokctl store backup b.db
status_is 1
err_has "'b.db' is there already"
run blokctl --store b.db workflow show last --json
status_is 0 'a backup is a store'
json_is status completed
run blokctl --store b.db store check
status_is 0
run blokctl store backup no/folder/b.db
status_is 1
is "$(find no 2>/dev/null | wc -l | tr -d ' ')" 0 'nothing is begun where nothing can be'
mkdir there
run blokctl store backup there/b.db/c.db
status_is 1
is "$(ls -A there)" '' 'no halves are left'

# while others write
(for i in 1 2 3 4 5 6 7 8 9 10; do blokctl workflow run -q w.yaml >/dev/null || exit 1; done) &
writer=$!
damaged=0
for i in 1 2 3 4 5; do
	blokctl store backup "c$i.db" 2>"$T/err" || damaged=1
	blokctl --store "c$i.db" store check 2>"$T/err" || damaged=1
done
wait $writer
is "$? $damaged" '0 0' 'backups while others write are whole, and nobody is in the way'

# --- vacuum
blokctl workflow prune --keep 1 >/dev/null
run blokctl --json store vacuum
status_is 0
is "$([ "$(json_get bytes_after)" -lt "$(json_get bytes_before)" ] && echo less)" less 'it gives space back'
run blokctl store vacuum
out_matches ' before, .* after$'
run blokctl store check
status_is 0

# --- a file that was cut within a page, where nothing but free pages lay too
cp "$BLOKCTL_STORE" cut.db
python3 - <<'END'
import os, sqlite3
db = sqlite3.connect("cut.db")
db.execute("CREATE TABLE room (x)")
db.execute("INSERT INTO room VALUES (zeroblob(100000))")
db.execute("DROP TABLE room")
db.commit()
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
db.close()
END
run blokctl --store cut.db store check
status_is 0
truncate -s -512 cut.db
run blokctl --store cut.db store check
status_is 1
out_has 'the file was cut: its '

# --- completion
id=$(blokctl workflow runs --json | sed 's/.*"run_id":"\([^"]*\)".*/\1/')
run blokctl completion words -- workflow show ''
out_has "$id	counted, completed"
run blokctl completion words -- workflow show run_zzz
out_empty
run blokctl completion words -- --store c1.db workflow logs ''
is "$(grep -c '^run_' "$T/out" | sed 's/[1-9][0-9]*/some/')" some 'of the store that is named'
before=$(cksum <s.db)
chmod 400 s.db
blokctl completion words -- workflow show '' >/dev/null
chmod 600 s.db
is "$(cksum <s.db)" "$before" 'completion changes nothing'

# --- damage
if command -v sqlite3 >/dev/null; then
	sqlite3 s.db "UPDATE attempt SET output = '2' WHERE step = 'two'; DELETE FROM blob; DROP TABLE kv;
		INSERT INTO attempt SELECT 999 << 32, path, step, node, middleware, attempt, status,
		cached, started_at, duration_us, inputs, output, effects, error, wake_at, checksum FROM attempt
		LIMIT 1"
	run blokctl store check
	status_is 1
	out_has "$id: the record of the step 'two' is damaged"
	out_has "a record of the step 'one' belongs to no run"
	out_has "the table 'kv' is missing"
	out_matches "^$id: its document .* is missing"
	err_has 'is damaged in 4 places'
	run blokctl --json store check
	status_is 1
	json_is count 4
	json_is ok false
else
	skip 'sqlite3 is not installed' 'damaged rows'
fi
# a page in the middle, and the first one
cp b.db torn.db
blokctl --store torn.db store vacuum >/dev/null
size=$(wc -c <torn.db | tr -d ' ')
head -c 4096 /dev/urandom | dd of=torn.db bs=4096 seek=$((size / 4096 / 2)) conv=notrunc 2>/dev/null
run blokctl --store torn.db store check
status_is 1 'a torn page'
out_matches .
echo 'this is no database, is it?' >text.db
run blokctl --store text.db store check
status_is 1
err_has 'the file is no SQLite database'

done_testing
