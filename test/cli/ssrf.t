# What is denied is not reached: however it is spelled, directly, by a redirect from a server that is
# allowed, and through a proxy that would fetch it.
. "$(dirname "$0")/lib.sh"

blokctl init -q .
# 127.0.0.1 is the server that may be asked, and the proxy; no other address of this machine may.
printf '%s\n' 'network: {deny: [127.0.0.0/8, "::1", 0.0.0.0/8, "::"], allow: [127.0.0.1]}' >.blok/config.yaml
cat >get.yaml <<'Y'
name: get
version: 1.0.0
trigger: {manual: {}}
steps: [{id: r, use: api-call, inputs: {url: js/ctx.request.body.url}}]
Y
mkfifo hold
"$TOOLS/stub" <hold >port 2>/dev/null &
exec 9>hold
wait_for . cat port
port=$(cat port)

get() { blokctl --json workflow run get.yaml --no-store --input "{\"url\": \"$1\"}" >"$T/out" 2>"$T/err" </dev/null; }
get "http://127.0.0.1:$port/get"
is $? 0 'the server is there'
get "http://127.0.0.1:$port/to/127.0.0.1:$port/get"
is $? 0 'and a redirect is followed'
http_proxy=http://127.0.0.1:$port get "http://example.invalid/get"
is $? 0 'and a proxy is used'

# Another address of the machine itself, and those where clouds keep their keys.
spellings='127.0.0.2 127.2 127.0.2 2130706434 0x7f000002 0x7f.2 0x7f.0.0.2 0x7f.0x0.0x0.0x2 017700000002 0177.0.0.2
0177.0.0.02 0177.0x0.0.2 00000177.2 127.0.0.2. 127.1.1.1 127.255.255.254 0.0.0.0 0 0x0 00.0.0.0 0.0
[::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::ffff:127.0.0.2] [::ffff:7f00:2] [0:0:0:0:0:ffff:127.0.0.2]
[::127.0.0.2] [64:ff9b::7f00:2] [2002:7f00:2::] [::] user@127.0.0.2 user:word@127.2 example.org@0x7f000002
169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518 [::ffff:169.254.169.254] [::ffff:a9fe:a9fe]
[fe80::1] [fd00:ec2::254] metadata.google.internal METADATA.google.internal. 100.100.100.200'
count=0 reached= otherwise=
tried() { # tried HOW HOST
	case $? in
	0) reached="$reached $1:$2" ;;
	4) grep -q -e 'denied by network.deny' -e 'link-local or a metadata service' "$T/out" "$T/err" || otherwise="$otherwise $1:$2" ;;
	*) grep -q 'is no URL' "$T/out" "$T/err" || otherwise="$otherwise $1:$2=$(head -c 200 "$T/out")" ;;
	esac
}
for host in $spellings; do
	count=$((count + 1))
	get "http://$host:$port/get"
	tried direct "$host"
	get "http://127.0.0.1:$port/to/$host:$port/get"
	tried redirect "$host"
	http_proxy=http://127.0.0.1:$port get "http://$host:$port/get"
	tried proxy "$host"
done
is "$([ $count -ge 40 ] && echo many)" many "$count spellings"
is "$reached" '' 'none is reached: directly, by a redirect, through a proxy'
is "$otherwise" '' 'and each is told to be denied'

done_testing
