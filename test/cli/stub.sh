# Models behind servers of our own: for tests that have read lib.sh.

# start_stub: a server at $stub, until the test ends
start_stub() {
	mkfifo hold
	"$TOOLS/stub" <hold >port 2>/dev/null &
	exec 9>hold
	wait_for . cat port
	stub=http://127.0.0.1:$(cat port)/m
}

# seen COUNT TITLE: so many requests in $mode
seen() {
	cat >get.yaml <<'Y'
name: get
version: 1.0.0
trigger: {manual: {}}
steps: [{id: r, use: api-call, as: r, inputs: {url: js/ctx.request.body.url}}]
Y
	blokctl --json workflow run get.yaml --no-store --input "{\"url\": \"$stub/seen/$mode\"}" >"$T/seen" 2>"$T/seen.err"
	is "$("$TOOLS/json" "$T/seen" state.r.n 2>&1)" "$1" "$2"
}
