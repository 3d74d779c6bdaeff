# blokctl audit: what is recorded, its chain, and what it looks like when broken.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_STORE="$T/work/s.db"

# --- nothing yet, and no store is made for it
run blokctl audit list
status_is 0
out_empty
err_is 'nothing is on record'
run blokctl audit list --json
out_is '{"rows":[]}'
run blokctl audit verify
status_is 0
out_is '0 rows'
run blokctl audit verify --json
out_is '{"ok":true,"count":0,"bad":null,"head":null}'
run blokctl audit export
status_is 0
out_empty
[ ! -e s.db ]
is $? 0 'reading makes no store'

# --- rows
blokctl quota set --daily-requests 5 -u ada 2>/dev/null
blokctl quota block eve --reason 'term is over' 2>/dev/null
blokctl quota unblock eve 2>/dev/null
blokctl init -q .
blokctl config set ai.tier fast 2>/dev/null
run blokctl audit list
status_is 0
is "$(awk '{ printf "%s ", $4 }' "$T/out")" 'ACTION quota.set quota.block quota.unblock config.set ' \
	'the oldest first'
out_has "$(id -un)"
run blokctl audit list --json
json_is rows.# 4
json_is rows.0.no 1
json_is rows.0.action quota.set
json_is rows.0.actor "$(id -un)"
json_is rows.1.detail.user eve
out_matches '"at":"20[0-9-]*T[0-9:.]*Z"'
run blokctl audit list --action quota. -n 2 --json
json_is rows.# 2
json_is rows.0.action quota.block
json_is rows.1.action quota.unblock
run blokctl audit list --limit 0 --json
json_is rows.# 4
run blokctl audit list --since 2999-01-01
status_is 0
err_is 'nothing is on record'
run blokctl audit list --since 2020-01-01 --json
json_is rows.# 4
run blokctl audit list --since yesterday
status_is 2
err_has "--since wants a day such as 2026-11-01, not 'yesterday'"

# --- the chain
run blokctl audit verify
status_is 0
out_matches '^4 rows, head [0-9a-f]\{64\}$'
run blokctl audit verify --json
json_is ok true
json_is count 4
json_is bad null
head=$(json_get head)
run blokctl audit export
status_is 0
is "$(wc -l <"$T/out" | tr -d ' ')" 4 'a line for each row'
is "$(tail -1 "$T/out" | sed 's/.*"hash":"\([0-9a-f]*\)".*/\1/')" "$head" 'the last hash is the head'
cp "$T/out" all.ndjson
run blokctl audit export copy.ndjson
status_is 0
out_empty
err_is 'wrote 4 rows to copy.ndjson'
cmp -s all.ndjson copy.ndjson
is $? 0 'the file has the same lines'
is "$(ls -l copy.ndjson | cut -c1-10)" -rw------- 'only its owner reads it'
run blokctl audit export copy.ndjson --json
out_is '{"file":"copy.ndjson","rows":4}'
run blokctl audit export --json
status_is 2
run blokctl audit export -
cmp -s all.ndjson "$T/out"
is $? 0 '- is stdout'
run blokctl audit export nowhere/copy
status_is 1

# --- the hash can be computed by whoever has the lines
sha() { { sha256sum || shasum -a 256; } 2>/dev/null | cut -d ' ' -f 1; }
first=$(head -1 all.ndjson)
at=$(printf '%s' "$first" | sed 's/.*"at":"\([^"]*\)".*/\1/')
if seconds=$(date -u -d "$at" +%s 2>/dev/null); then
	ms=$seconds$(printf '%s' "$at" | sed 's/.*\.\([0-9]*\)Z/\1/')
	detail=$(printf '%s' "$first" | sed 's/.*"detail":\({.*}\),"hash".*/\1/')
	actor=$(id -un)
	is "$(printf '1 %s 0: %s:%s 9:quota.set %s:%s' "$ms" ${#actor} "$actor" ${#detail} "$detail" | sha)" \
		"$(printf '%s' "$first" | sed 's/.*"hash":"\([^"]*\)".*/\1/')" 'the hash is what the manual says'
else
	skip 'date knows no -d' 'the hash is what the manual says'
fi

# --- a row that was changed
blokctl store backup b.db 2>/dev/null
LC_ALL=C sed 's/quota\.block/quota.blick/' b.db >bad.db
run blokctl --store bad.db audit verify
status_is 1
out_empty
err_has 'the chain of the audit breaks at row 2'
run blokctl --store bad.db audit verify --json
status_is 1
out_is '{"ok":false,"count":4,"bad":2,"head":null}'
err_empty
run blokctl --store bad.db audit list -n 0
out_has quota.blick 'it is shown all the same'

run blokctl audit
status_is 2
done_testing
