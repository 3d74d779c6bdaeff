# network.deny and network.allow: what workflows may reach.
. "$(dirname "$0")/lib.sh"

blokctl init -q .
C=.blok/config.yaml
cat >get.yaml <<'E'
name: get
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: call, use: "@blokjs/api-call", inputs: {url: js/ctx.request.body.url}}
  - {id: answer, use: respond, inputs: {body: done}}
E
cat >keys.yaml <<'E'
name: keys
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: verify
    use: "@blokjs/jwt-verify"
    inputs: {token: js/ctx.request.body.token, jwksUri: js/ctx.request.body.uri, algorithms: [RS256]}
E

mkfifo hold
"$TOOLS/stub" <hold >port 2>/dev/null &
exec 9>hold
wait_for . cat port
port=$(cat port)
cat >get.test.yaml <<E
workflow: get.yaml
tests:
  - name: it is reached
    request: {body: {url: "http://127.0.0.1:$port/get"}}
    expect: {run_status: completed}
E

get() { run blokctl --json workflow run get.yaml --input "{\"url\": \"http://$1:$port/get\"}"; }
settings() { printf '%s\n' "$@" >$C; }

# --- nothing is configured
settings 'ai: {tier: fast}'
get 127.0.0.1
status_is 0
json_is status completed
run blokctl workflow test get.test.yaml
status_is 0

# --- denied, in every spelling, and by name
settings 'network: {deny: [127.0.0.0/8, "::1"]}'
for host in 127.0.0.1 127.1 0x7f000001 localhost 0.0.0.0 '[::ffff:127.0.0.1]'; do
	get "$host"
	status_is 4 "$host is denied"
	json_is error.code 403 "$host: 403"
done
run blokctl workflow run get.yaml --input "{\"url\": \"http://127.0.0.1:$port/get\"}"
status_is 4
err_has "the address of 'http://127.0.0.1:$port/get' is denied by network.deny"

# --- resume, replay and test heed it as well
run blokctl workflow resume last
status_is 4
err_has 'denied by network.deny'
run blokctl workflow replay last
status_is 4
err_has 'denied by network.deny'
run blokctl workflow test get.test.yaml
status_is 1
out_has 'denied by network.deny'

# --- the keys of tokens, too
claims=eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ
run blokctl --json workflow run keys.yaml \
	--input "{\"token\": \"eyJhbGciOiJSUzI1NiJ9.$claims.AAAA\", \"uri\": \"http://127.0.0.1:$port/jwks\"}"
out_has 'denied by network.deny'

# --- a longer prefix allows
settings 'network: {deny: [127.0.0.0/8], allow: [127.0.0.1]}'
get 127.0.0.1
status_is 0
get 127.0.0.2
status_is 4
settings 'network: {deny: [127.0.0.1], allow: [127.0.0.1]}'
get 127.0.0.1
status_is 4 'of two that are equally long denial wins'

# --- the other layers
export BLOKCTL_NETWORK_DENY='[127.0.0.0/8]'
settings 'ai: {tier: fast}'
get 127.0.0.1
status_is 4 'by a variable'
rm $C
get 127.0.0.1
status_is 4 'by a variable without any file'
unset BLOKCTL_NETWORK_DENY
get 127.0.0.1
status_is 0 'without any settings'
echo 'network: {deny: [127.0.0.0/8]}' >"$BLOKCTL_SYSTEM_CONFIG"
get 127.0.0.1
status_is 4 "by the system's file"
rm "$BLOKCTL_SYSTEM_CONFIG"

# --- what is wrong is told with its place, and nothing runs
settings 'network:' '  deny:' '    - 10.0.0.0/8' '    - 10.0.0.0/33' '    - localhost' '  allow: ["::1/200"]'
run blokctl config validate
status_is 3
out_has "$C:4:7: error: 'network.deny': an address or a network is wanted"
out_has "$C:5:7: error: 'network.deny': an address or a network is wanted"
out_has "$C:6:11: error: 'network.allow': an address or a network is wanted"
run blokctl workflow run get.yaml --input '{"url": "http://127.0.0.1:9/"}'
status_is 3
err_has "$C:4:7: error:"
done_testing
