#!/bin/sh
# TAP: who may include whom (core/ and cmd/), where a library's header may
# stand, and which calls are banned.  The table is the law; a folder that is
# not in it fails.
set -u
cd "$(dirname "$0")/../.." || exit 1

# folder: what it may include beside itself and core/base
table='
base:
data: base
net: base
text: base
term: base
expr: base data net text term
config: base data net text term
db: base data net text term
store: base data net text term expr config db
ai: base data net text term expr config db store
ask: base data net text term expr config db store ai
cards: base data net text term expr config db store ai
migrate: base data db store
workflow: base data expr
engine: base data expr workflow store
telemetry: base data net db store ai
node: base data expr workflow store engine net db ai ask cards migrate text
'

# header (a pattern): the only folders for it
headers='
sqlite3\.h: db
libpq-fe\.h: db
curl/: net
yaml\.h: data
cjson/: data
openssl/: net
pcre2\.h: data|expr
md4c\.h: text
libxml/: text
uchardet: text
utf8proc\.h: text
histedit\.h: term
zip\.h: text
zstd\.h: cards
'

# call (a pattern): why not
banned='
strcpy|strcat|sprintf|vsprintf|gets: no bound
strtok: hidden state
atoi|atol|atof: no error
alloca: no limit on the stack
system|popen: a shell sees the text
cJSON_GetObjectItem|cJSON_GetObjectItemCaseSensitive: use json_get()
cJSON_GetArrayItem: quadratic, use json_each()
'
banned_in_core='
printf|vprintf|puts|putchar|perror: only cmd/ prints
exit: only main exits
'

number=0
failed=0

# result TITLE FINDINGS
result() {
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
	else
		failed=1
		printf '%s\n' "$2" | sed 's/^/# /'
		echo "not ok $number - $1"
	fi
}

# Source without comments, strings and character constants, as FILE:LINE:text.
strip() {
	awk '
	FNR == 1 { inside = 0 }
	{
		out = ""
		line = $0
		while (line != "") {
			if (inside) {
				at = index(line, "*/")
				if (!at) { line = ""; break }
				line = substr(line, at + 2)
				inside = 0
				continue
			}
			if (!match(line, /\/\*|\/\/|"|\047/)) { out = out line; break }
			out = out substr(line, 1, RSTART - 1)
			mark = substr(line, RSTART, RLENGTH)
			line = substr(line, RSTART + RLENGTH)
			if (mark == "/*") { inside = 1; continue }
			if (mark == "//") break
			while (line != "") {
				c = substr(line, 1, 1)
				line = substr(line, c == "\\" ? 3 : 2)
				if (c == mark) break
			}
			out = out "\"\""
		}
		print FILENAME ":" FNR ":" out
	}' "$@"
}

includes=$(grep -n '^[[:space:]]*#[[:space:]]*include' core/*/*.[ch] cmd/*.[ch])

for folder in $(ls core); do
	ls core/"$folder"/*.[ch] >/dev/null 2>&1 || continue
	if ! printf '%s' "$table" | grep -q "^$folder:"; then
		result "core/$folder has its place" "core/$folder is not in the table of test/tools/layers.sh"
		continue
	fi
	allowed=" $folder $(printf '%s' "$table" | sed -n "s/^$folder://p") "
	findings=$(printf '%s\n' "$includes" | awk -v folder="$folder" -v allowed="$allowed" '
		index($0, "core/" folder "/") == 1 && /include "/ {
			split($0, quoted, "\"")
			if (split(quoted[2], part, "/") != 3 || part[1] != "core" ||
				!index(allowed, " " part[2] " "))
				print $0
		}')
	result "core/$folder includes only what it may" "$findings"
done

for rule in $(printf '%s' "$headers" | tr -d ' '); do
	header=${rule%:*}
	folder=${rule#*:}
	findings=$(printf '%s\n' "$includes" | grep "include <$header" | grep -Ev "^core/($folder)/")
	result "<$(printf '%s' "$header" | tr -d '\\')…> only in core/$folder" "$findings"
done

stripped=$(strip core/*/*.[ch] cmd/*.[ch])

# bans LIST PREFIX: the stripped lines that begin with PREFIX
bans() {
	printf '%s' "$1" | while IFS= read -r rule; do
		[ -n "$rule" ] || continue
		printf '%s\n' "$stripped" | grep "^$2" |
			grep -E "(^|[^A-Za-z0-9_])(${rule%%:*})[[:space:]]*\\(" | sed "s|\$|   (${rule#*: })|"
	done
}

result 'no banned calls' "$(bans "$banned" '')"
result 'core/ neither prints nor exits' "$(bans "$banned_in_core" core/)"
result 'only cmd/main.c exits' "$(printf '%s\n' "$stripped" | grep '^cmd/' | grep -v '^cmd/main\.c:' |
	grep -E '(^|[^A-Za-z0-9_])exit[[:space:]]*\(')"
echo "1..$number"
exit $failed
