# Keys and values of settings, a case a line: from variables, from the command line, of secrets.
. "$(dirname "$0")/lib.sh"
mkdir -p .blok
: >.blok/config.yaml

# --- keys: as they are written, and back
key() { # key KEY STATUS
	run blokctl config set "$1" x
	is "$status" "$2" "set $1"
}
key ai.provider 0
key 'ai.providers."a.b".kind' 3 # x is no kind, and the key is one
for bad in '' . a. .a a..b '"' '"a' '"a"b' 'a."b"c' '"a\' 'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z'; do
	run blokctl config set "$bad" x
	[ "$status" -ne 0 ]
	is $? 0 "no key: $bad"
	run blokctl config get "$bad"
	[ "$status" -ne 0 ]
	is $? 0 "nothing to get: $bad"
done
run blokctl config set 'secrets."odd name".env' HOME
status_is 0
run blokctl config set 'databases."a.b".url' x.db
status_is 0
run blokctl config set 'databases."q\"uote".url' y.db
status_is 0
run blokctl config list
out_has '"a.b"'
run blokctl config get 'databases."a.b".url'
out_is x.db
run blokctl config get 'databases."q\"uote".url'
out_is y.db
run blokctl config unset 'databases."a.b"'
status_is 0
: >.blok/config.yaml

# --- values: each kind takes some
takes() { # takes KEY VALUE
	run blokctl config set "$1" "$2"
	status_is 0 "$1 takes $2"
}
refuses() { # refuses KEY VALUE
	run blokctl config set "$1" "$2"
	is "$status" 3 "$1 refuses $2"
}
takes quota.daily_usd 2.5
takes quota.daily_usd 0
refuses quota.daily_usd 1e300
refuses quota.daily_usd much
takes quota.daily_requests 7
for value in 1.5 1e300 many; do refuses quota.daily_requests "$value"; done
takes telemetry.timeout 500ms
takes telemetry.timeout 500
refuses telemetry.timeout soon
refuses telemetry.endpoint localhost:4318
refuses telemetry.endpoint http://u:p@h/
takes features.AI_HINTS false
refuses features.AI_HINTS maybe
takes ai.tier fast
refuses ai.tier huge
takes network.deny 10.0.0.0/8
takes network.deny '[10.0.0.0/8, 192.168.0.1]'
refuses network.deny '[10.0.0.0/99]'
refuses network.deny '[5]'
refuses network.deny '[a'
takes secrets.A.command 'echo abcdefgh'
takes secrets.A.command '[echo, abcdefgh]'
refuses secrets.A.command '[]'
refuses secrets.A.command '[[1]]'
refuses ai.provider "$(printf '\377')"
: >.blok/config.yaml

# --- the same from variables, and from files
from() { # from VARIABLE=VALUE STATUS
	run env "$1" blokctl config list
	is "$status" "$2" "$1"
}
from BLOKCTL_QUOTA_DAILY_USD=2.5 0
from BLOKCTL_QUOTA_DAILY_USD=x 3
from BLOKCTL_NETWORK_DENY=10.0.0.0/8 0
from 'BLOKCTL_NETWORK_DENY=[10.0.0.0/8]' 0
from 'BLOKCTL_NETWORK_DENY=[' 3
from "BLOKCTL_AI_PROVIDER=$(printf 'a\377')" 3
from BLOKCTL_FEATURES_AI_HINTS=maybe 3
says() { # says YAML STATUS TEXT
	printf '%s\n' "$1" >.blok/config.yaml
	run blokctl config validate
	is "$status" "$2" "validate $1"
	cat "$T/err" >>"$T/out"
	[ -z "$3" ] || out_has "$3" "validate $1: $3"
}
says '' 0 ''
says null 0 ''
says '[1]' 3 'must be'
says 'ai: 5' 3 'must be'
says 'ai: null' 0 ''
says 'ai: {tier: fst}' 3 "did you mean 'fast'?"
says 'ai: {tier: zzzzzzzz}' 3 'fast'
says 'ai: {teir: fast}' 3 "did you mean"
says 'zzzzzzzzzzz: 1' 3 ''
says 'quota: {daily_usd: -1}' 3 ''
says 'secrets: {A: {env: HOME, file: x}}' 3 ''
says 'secrets: {A: {}}' 3 ''
says 'secrets: {A: 5}' 3 ''
says 'telemetry: {endpoint: http://x}' 0 ''
says 'databases: {a: {url: x.db}}' 0 ''
says 'a: [' 3 ''
: >.blok/config.yaml

# --- secrets: what cannot be had is told when it is needed
printf 'name: has-secret\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: expr, inputs: {expression: "ctx.secrets.KEY.length"}}]\n' >s.yaml
secret() { # secret SOURCE STATUS TEXT
	printf 'secrets: {KEY: %s}\n' "$1" >.blok/config.yaml
	run blokctl workflow run s.yaml --no-store
	is "$status" "$2" "secret $1"
	cat "$T/err" >>"$T/out"
	out_has "$3" "secret $1: $3"
}
printf 'abcdefgh\r\n\n' >key.txt
printf 'abc\n' >short.txt
: >empty.txt
secret '{file: key.txt}' 0 8
secret '{file: none.txt}' 3 none.txt
secret '{file: short.txt}' 3 'shorter than'
secret '{file: empty.txt}' 3 'shorter than'
secret '{env: NO_SUCH_KEY}' 3 "the variable 'NO_SUCH_KEY' is not set"
secret '{command: "printf abcdefghi"}' 0 9
secret '{command: [printf, abcdefghi]}' 0 9
secret '{command: [/no/such/program]}' 3 "the secret 'KEY'"
secret '{command: "exit 3"}' 3 'ended with status 3'
secret '{command: "kill -9 $$"}' 3 'signal 9'
secret '{command: "head -c 3000000 /dev/zero | tr \"\\\\0\" x"}' 3 'wrote more than'
printf 'secrets: {"a[b": {env: HOME}}\n' >.blok/config.yaml
run blokctl workflow run s.yaml --no-store
status_is 3
err_has 'bracket'
done_testing
