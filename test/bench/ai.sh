# Calls of models: a kept answer from process start to end, what streaming costs,
# and a year's usage summed.  Called by `make bench`.
set -eu
measure=$(cd .build/tools && pwd)/measure
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME="$dir" BLOKCTL_STORE="$dir/store.db" BLOKCTL_AI_PROVIDER=script \
	BLOKCTL_AI_SCRIPT="$dir/replies.yaml" BLOKCTL_QUOTA_DAILY_REQUESTS=none \
	BLOKCTL_QUOTA_MONTHLY_REQUESTS=none
long=$(awk 'BEGIN { for (i = 0; i < 200; i++) printf "word%06d, ", i }') # 200 pieces of 12 bytes
printf 'replies:\n  - {match: long, text: "%s"}\n  - {text: Paris}\n' "$long" >replies.yaml

median() { "$measure" -n 21 "$@" | cut -f 2; }

"$BLOKCTL" ai ask hello >/dev/null
cached=$(median cached -- "$BLOKCTL" ai ask hello)
echo "a kept answer: $cached ms from start to end (must reach 8)"
short=$(median short -- "$BLOKCTL" ai ask --no-cache short)
stream=$(median long -- "$BLOKCTL" ai ask --no-cache long)
awk -v a="$short" -v b="$stream" \
	'BEGIN { printf "200 streamed pieces: %.2f ms more than one (must reach 3)\n", b - a }'
if command -v sqlite3 >/dev/null; then
	sqlite3 store.db "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
		INSERT INTO ai_usage(at, user, day, month, task, provider, model, input, cache_read,
		cache_write, output, cost, requests, cached, status, estimated) SELECT i, 'bench',
		'2026-' || printf('%02d', i % 12 + 1) || '-' || printf('%02d', i % 28 + 1), '2026', 'chat', 'p',
		'm' || i % 7, 100, 0, 0, 10, 1000, 1, 0, 'ok', 0 FROM n"
	base=$(median empty -- "$BLOKCTL" quota history --user nobody --by model)
	full=$(median full -- "$BLOKCTL" quota history --user bench --by model)
	awk -v a="$base" -v b="$full" \
		'BEGIN { printf "10,000 rows of usage summed: %.2f ms (must reach 10)\n", b - a }'
else
	echo '10,000 rows of usage: sqlite3 is not installed'
fi
