# blokctl config: layers, origins, list, get, set, unset, edit, validate.
. "$(dirname "$0")/lib.sh"

C=.blok/config.yaml
SYSTEM=$BLOKCTL_SYSTEM_CONFIG
USERS=$HOME/.config/blokctl/config.yaml
blokctl init -q
mkdir -p "$HOME/.config/blokctl"

mode() { ls -l "$1" | cut -c1-10; }

# --- what is built in
run blokctl config list
status_is 0
err_empty
out_has 'quota.daily_requests=50'
out_has 'ai.timeout=120s'
out_lacks 'ai.model='
is "$(sort "$T/out" | cksum)" "$(cksum <"$T/out")" 'in the order of the keys'
run blokctl config get ai.model
status_is 1
out_empty
err_has "'ai.model' has no value"
run blokctl config get cache.max_bytes
out_is 67108864

# --- the layers: each of five says what it is about ai.model; the last one wins
echo 'ai: {model: system, provider: system, tier: fast}' >"$SYSTEM"
printf 'ai:\n  model: user\n  provider: user\n' >"$USERS"
cat >$C <<'END'
# the project
ai:
  model: project
END
number=0
for layers in 00000 01000 00100 01100 00010 01010 00110 01110 00001 01001 00101 01101 00011 01011 00111 01111; do
	rm -rf m
	mkdir -p m/.blok m/x/blokctl
	echo >m/.blok/config.yaml
	want=50 layer=default place=null value=
	case $layers in ?1*) want=1 layer=system place=s.yaml
		echo 'quota: {daily_requests: 1}' >m/s.yaml ;; esac
	case $layers in ??1*) want=2 layer=user place=$T/work/m/x/blokctl/config.yaml
		echo 'quota: {daily_requests: 2}' >m/x/blokctl/config.yaml ;; esac
	case $layers in ???1*) want=3 layer=project place=$C
		echo 'quota: {daily_requests: 3}' >m/.blok/config.yaml ;; esac
	case $layers in ????1) value=4 want=4 layer=environment place=BLOKCTL_QUOTA_DAILY_REQUESTS ;; esac
	run env BLOKCTL_SYSTEM_CONFIG=s.yaml XDG_CONFIG_HOME="$T/work/m/x" \
		BLOKCTL_QUOTA_DAILY_REQUESTS=$value blokctl -C m config get --json quota.daily_requests
	is "$(json_get value) $(json_get layer) $(json_get place)" "$want $layer $place" \
		"layers $layers: $layer has it"
	number=$((number + 1))
done
is $number 16 'all of them'

run blokctl config list --show-origin
status_is 0
out_has "file:$C:3	ai.model=project"
out_has "file:$USERS:3	ai.provider=user"
out_has "file:$SYSTEM:1	ai.tier=fast"
out_has 'default:	ai.retries=2'
BLOKCTL_AI_MODEL=variable run blokctl config list --show-origin
out_has 'environment:BLOKCTL_AI_MODEL	ai.model=variable'
BLOKCTL_AI_MODEL= run blokctl config get ai.model
out_is project 'an empty variable says nothing'
BLOKCTL_QUOTAS_TIMEZONE=x BLOKCTL_NOW=2026-11-20 run blokctl config list
status_is 0 'only variables of settings count'
run blokctl --json config list
status_is 0
is "$("$TOOLS/json" "$T/out" settings | tr '{' '\n' | grep '"key":"ai.model"')" \
	'"key":"ai.model","value":"project","layer":"project","place":".blok/config.yaml","line":3},' \
	'--json: key, value, layer, place, line'
run blokctl --json config get ai.model
json_is '' '{"key":"ai.model","value":"project","layer":"project","place":".blok/config.yaml","line":3}'
mkdir deep
run blokctl -C deep config list --show-origin
out_has "file:$T/work/$C:3	ai.model=project" 'from below: the whole path'
run env -u HOME blokctl config get ai.model
status_is 0 'without HOME'
rm "$SYSTEM" "$USERS"

# --- variables that are wrong
BLOKCTL_QUOTA_DAILY_REQUESTS=many run blokctl config list
status_is 3
out_empty
err_has 'BLOKCTL_QUOTA_DAILY_REQUESTS:1:1: error:'
BLOKCTL_AI_TIERS='{fast: [a/b]}' run blokctl config get ai.tiers.fast
out_is '["a/b"]'

# --- set
cat >$C <<'END'
# Settings of the shop.
quota:          # per user
    timezone: "UTC"   # the till's
    # no money yet

cache: { enabled: true }  # small
network:
  deny:
  - 10.0.0.0/8
# the end
END
chmod 640 $C
run blokctl config set quota.timezone Europe/Vienna
status_is 0
out_empty
err_is "wrote quota.timezone to $C"
run blokctl config set quota.daily_usd 2.5
run blokctl config set cache.ttl 1h
run blokctl config set network.deny '["::1", "10.0.0.0/8"]'
run blokctl config set ai.providers.local.kind ollama
run blokctl config set ai.providers.local.key '{env: LOCAL_KEY}'
run blokctl config set features.AI_HINTS false --json
json_is '' '{"key":"features.AI_HINTS","file":".blok/config.yaml"}'
run cat $C
out_is '# Settings of the shop.
quota:          # per user
    timezone: Europe/Vienna   # the till'"'"'s
    # no money yet
    daily_usd: 2.5

cache: { enabled: true, ttl: 1h }  # small
network:
  deny: ["::1", "10.0.0.0/8"]
# the end
ai:
  providers:
    local:
      kind: ollama
      key: {env: LOCAL_KEY}
features:
  AI_HINTS: false' 'comments, order and quotes stay'
is "$(mode $C)" -rw-r----- 'the mode stays'
is "$(ls -A .blok | tr '\n' ' ')" '.gitignore config.yaml ' 'nothing is left beside it'
before=$(cksum <$C)
for bad in 'quota.timzone UTC' 'quota.timezone Mars/Base' 'ai.retries many' 'cache.enabled yes' 'ai.tier fats' \
	'ai.timeout soon' 'network.deny localhost' 'ai.tiers {fast' 'quota. 1' 'secrets.A sk-verysecret' \
	'ai.providers.local.key sk-verysecret' 'ai.providers.local.base_url http://a:sk-verysecret@h/' \
	'ai.providers.local.key.file x'; do
	run blokctl config set $bad
	status_is 3
	out_empty
	err_lacks sk-verysecret
	run blokctl --json config set $bad
	json_is error.code invalid_input
	out_lacks sk-verysecret
done
is "$(cksum <$C)" "$before" 'what is wrong is not written'
run blokctl config set quota.timzone UTC
err_has "did you mean 'quota.timezone'?"
run blokctl config get daily_usd
status_is 3
err_has "did you mean 'quota.daily_usd'?"
run blokctl config set ai.tier fats
err_has "did you mean 'fast'?"
run blokctl config set quota.timezone
status_is 2
run blokctl config set --user --system quota.timezone UTC
status_is 2
BLOKCTL_QUOTA_TIMEZONE=UTC run blokctl config set quota.timezone Asia/Tokyo
err_has "'BLOKCTL_QUOTA_TIMEZONE' says something else"
run blokctl config set quota.daily_requests none
run blokctl config get quota.daily_requests
out_is none

run blokctl config set --user ai.tier fast
is "$(mode "$USERS")" -rw------- 'a new file is for its owner only'
is "$(cat "$USERS")" 'ai:
  tier: fast' 'the user'"'"'s file'
run blokctl config set --system ai.retries 3
is "$(cat "$SYSTEM")" 'ai:
  retries: 3' "the system's file"
run blokctl -C / config set ai.tier fast
status_is 1
err_has 'this is no project'
rm "$USERS" "$SYSTEM"

# at once
: >$C
for i in 1 2 3 4 5 6 7 8; do blokctl config set -q "ai.tasks.t$i" fast & done
wait
is "$(grep -c 'fast$' $C)" 8 'eight writers at once: nobody is lost'

# --- unset
printf '# a\nquota: {timezone: UTC, daily_tokens: 5}\nai:\n  # why\n  tier: fast\nold: 1\n' >$C
run blokctl config unset quota.timezone
status_is 0
run blokctl config unset ai.tier
run blokctl config unset old
status_is 0 'an unknown key can go'
is "$(cat $C)" '# a
quota: {daily_tokens: 5}
ai:
  # why' 'only that is gone'
run blokctl config unset quota.timezone
status_is 1
err_has "'quota.timezone' is not set in '$C'"
run blokctl config unset quota.timzone
status_is 3
run blokctl config unset quota
is "$(grep -c quota $C)" 0 'a section'

# --- secrets are named, never shown
mkdir keys
printf 'sk-verysecret\n' >keys/k
MY_KEY=sk-verysecret
export MY_KEY
cat >$C <<'END'
secrets:
  A: {env: MY_KEY}
  B: {file: keys/k}
  C: {command: [printf, sk-verysecret]}
  D: {command: "printf sk-verysecret"}
ai: {providers: {p: {kind: openai, key: {command: echo sk-verysecret}}}}
END
for line in 'list' 'list --show-origin' 'list --json' 'get secrets' 'get secrets.C --json' 'get secrets.D' 'get ai.providers' \
	'get ai.providers.p.key.command' 'validate' 'validate --json' 'get secrets.C.command --json' 'get ai --json'; do
	run blokctl config $line
	status_is 0
	out_lacks sk-verysecret
	err_lacks sk-verysecret
done
run blokctl config get secrets
out_is '{"A":{"env":"MY_KEY"},"B":{"file":"keys/k"},"C":{"command":"[command]"},"D":{"command":"[command]"}}'
run blokctl config list
out_has 'secrets.A.env=MY_KEY'
printf 'secrets: {A: sk-verysecret}\n' >$C
for line in list 'list --json' validate 'validate --json' 'get quota' 'get quota --json'; do
	run blokctl config $line
	status_is 3
	out_lacks sk-verysecret
	err_lacks sk-verysecret
done

# --- validate
printf 'quota:\n  timezone: UTC\n bad: [1\n' >$C
run blokctl config validate
status_is 3
out_has "$C:3:2: error:"
out_has '    3 |  bad: [1'
out_has '      |  ^'
run blokctl config list
status_is 3
out_empty
err_has "$C:3:2: error:"
err_has '      |  ^'
run blokctl config list --json
json_is error.code invalid_input
json_is error.findings.0.line 3
run blokctl config set quota.timezone UTC
status_is 3
err_has "$C:3:2:"
printf 'quota:\n  timezon: UTC\n  daily_requests: x\n' >other.yaml
run blokctl config validate other.yaml
status_is 3
out_has 'other.yaml:2:3: error: unknown setting '"'quota.timezon'"
out_has "hint: did you mean 'quota.timezone'?"
out_has 'other.yaml:3:19: error:'
err_has '2 errors in the settings'
run blokctl config validate --json other.yaml
status_is 3
json_is ok false
json_is files 1
json_is findings.1.code wrong-kind
run blokctl config validate --json nosuch.yaml
status_is 1
json_is error.code failed
printf '# empty\n' >$C
run blokctl config validate
status_is 0
err_has '1 file checked: no errors'
run blokctl config validate --json
json_is '' '{"ok":true,"files":1,"findings":[]}'
rm -r .blok
blokctl init -q
run blokctl config validate $C
status_is 0 'what init writes is right'

# --- edit
cat >editor <<'END'
#!/bin/sh
# appends a line to the file; $1 is an argument of the variable
[ "$1" = -a ] && shift
printf '%s\n' "$LINE" >>"$1"
END
chmod +x editor
export TMPDIR="$T/tmp"
mkdir "$TMPDIR"
EDITOR="$T/work/editor -a" LINE='quota: {daily_tokens: 7}' run blokctl config edit
status_is 0
err_is "wrote $C"
run blokctl config get quota.daily_tokens
out_is 7
is "$(ls "$TMPDIR")" '' 'no copy is left'
VISUAL=true EDITOR=false run blokctl config edit --json
json_is '' '{"file":".blok/config.yaml","changed":false}' 'VISUAL comes first'
before=$(cksum <$C)
EDITOR="$T/work/editor" LINE='quota: {daily_tokens: 7}' run blokctl config edit
status_is 3
err_has "the key 'quota' stands twice"
copy=$(sed -n "s/^hint: your text is in '\(.*\)'/\1/p" "$T/err")
is "$(tail -n 1 "$copy")" 'quota: {daily_tokens: 7}' 'the copy is kept'
is "$(mode "$copy")" -rw------- 'for its owner only'
EDITOR=false run blokctl config edit
status_is 1
err_has "the editor 'false' has failed"
is "$(cksum <$C)" "$before" 'and the file is as it was'
cat >both <<'END'
#!/bin/sh
echo '# mine' >>"$1"
echo '# theirs' >>.blok/config.yaml
END
chmod +x both
EDITOR=./both run blokctl config edit
status_is 75 'changed by somebody else meanwhile'
is "$(tail -n 1 $C)" '# theirs' 'whose change stays'
run blokctl config edit
status_is 2 'no editor and no terminal'
EDITOR="$T/work/editor" LINE='ai: {tier: fast}' run blokctl config edit --user
is "$(tail -n 1 "$USERS")" 'ai: {tier: fast}' "the user's file, which was not there"
cat >tty-editor <<'END'
#!/bin/sh
test -t 0 && test -t 1 && stty sane && echo "# by hand" >>"$1"
END
chmod +x tty-editor
EDITOR=./tty-editor on_terminal timeout --foreground 10 blokctl config edit
is "$(tail -n 1 $C)" '# by hand' 'the editor has the terminal'
rm "$USERS"

# --- audit
blokctl workflow run hello -q >/dev/null
run blokctl config set secrets.A.env MY_VARIABLE
run blokctl config unset secrets.A.env
if command -v sqlite3 >/dev/null; then
	run sqlite3 .blok/blokctl.db "SELECT actor, action, detail FROM audit WHERE action LIKE 'config.%'"
	out_is "$(id -un)|config.set|{\"key\":\"secrets.A.env\",\"file\":\".blok/config.yaml\"}
$(id -un)|config.unset|{\"key\":\"secrets.A.env\",\"file\":\".blok/config.yaml\"}" 'who has changed what'
	out_lacks MY_VARIABLE
else
	skip 'sqlite3 is not installed' 'who has changed what'
fi
rm .blok/blokctl.db*
run blokctl config set ai.tier fast
is "$(ls .blok | tr '\n' ' ')" 'config.yaml ' 'no store is made for it'

# --- somebody else's project
mkdir -p theirs/.blok
echo 'ai: {model: theirs}' >theirs/.blok/config.yaml
run blokctl -C theirs config get ai.model
out_is theirs
if [ "$(id -u)" = 0 ]; then
	chown 12345 theirs/.blok
	run blokctl -C theirs config get ai.model
	status_is 1 'a project of somebody else does not count'
	err_has 'is ignored: it belongs to somebody else'
	run blokctl -C theirs config get ai.tier
	out_is fast 'the one around it does'
else
	skip 'only root gives a folder away' 'a project of somebody else does not count'
fi

# --- completion
run blokctl completion words -- config get quota.time
out_has quota.timezone

# --- the manual has every setting, and no other
blokctl completion words -- config get '' | cut -f 1 | sort >"$T/table"
sed -n -e 's/^\.It Li \([a-z]*\.[A-Za-z_.]*\)$/\1/p' -e 's/^\.It Li \(lang\)$/\1/p' \
	"$ROOT/man/man5/blokctl-config.5" | sort >"$T/page"
is "$(diff "$T/table" "$T/page")" '' 'blokctl-config(5) has every setting, and no other'
sed -n 's/.*{"\([^"]*\*[^"]*\)", CONFIG_.*/\1/p' "$ROOT/core/config/settings.c" | sort >"$T/table"
sed -n 's/^\.It Li \(.* Ns .*\)$/\1/p' "$ROOT/man/man5/blokctl-config.5" |
	sed 's/ Ns Ar [a-z]*/*/; s/ Ns Li //' | sort >"$T/page"
is "$(diff "$T/table" "$T/page")" '' 'and those with a name of your choice'

# --- control characters of a file do not reach the terminal
printf 'ai: {model: "a\\e[31mb\\nc"}\n' >$C
run blokctl config list
out_lacks "$(printf '\033')"
is "$(grep -c '^ai.model=' "$T/out")" 1 'one line'


# --- secrets that somebody has put into the file itself
rm -f "$USERS"
for text in 'databases: {x: {url: app.db, password: canary-77}}' 'databases: {x: canary-77}' \
	'telemetry: {endpoint: "http://localhost", authorization: canary-77}' 'databases: {x: {passwrod: canary-77}}'; do
	printf '%s\n' "$text" >$C
	run blokctl config validate
	status_is 3 "$text"
	out_lacks canary-77
	err_lacks canary-77
done
for url in 'postgres://u:canary-77@h/d' 'postgres://u@h/d?password=canary-77' 'postgresql://u:can@ary-77@h:5/d?x=y' \
	'postgres://u@h/d?a=b&sslpassword=canary-77&c=d'; do
	: >$C
	run blokctl config set databases.z.url "$url"
	status_is 0
	err_has 'warning: the password is in'
	err_has 'set databases.z.password to {env: NAME}'
	err_lacks ary-77
	for command in list 'get databases.z.url' 'get databases' 'list --json' 'get databases.z.url --json' 'get databases --json'; do
		# shellcheck disable=SC2086
		run blokctl config $command
		status_is 0
		out_lacks ary-77 "$command of $url"
		out_has '@h'
	done
done
run blokctl config get databases.z.url
out_is 'postgres://u@h/d?a=b&sslpassword=&c=d'
run blokctl config set migrate.database postgres://u:canary-77@h/d
err_has "a name below 'databases' has it from elsewhere"
for url in app.db postgres://u@h/d http://localhost:80/a@b:c sqlite:a:b@c; do
	run blokctl config set databases.z.url "$url"
	err_lacks warning
	run blokctl config get databases.z.url
	out_is "$url"
done

# --- secrets are the project's
: >$C
for key in secrets.X secrets.X.env; do
	run blokctl config set --user $key "$(test $key = secrets.X && echo '{env: X}' || echo X)"
	status_is 3
	err_has "'$key' would have no effect in '$USERS'"
	err_has 'hint: secrets are the project'"'"'s: leave --user out'
done
test -e "$USERS"
is $? 1
mkdir -p "${USERS%/*}"
printf 'ai: {model: m}\nsecrets: {X: {env: canary-77}}\n' >"$USERS"
run blokctl config validate
status_is 0
out_has 'config.yaml:2:1: warning'
out_has "'secrets' have no effect here: only those of the project's file are read"
out_lacks canary-77
run blokctl config list
out_lacks secrets
out_has ai.model=m
run blokctl config get secrets.X.env
status_is 1
run blokctl config unset --user secrets
status_is 0 'they can be taken out'
run blokctl config set secrets.X.env X
status_is 0
run blokctl config get secrets.X.env
out_is X
done_testing
