# What is the user's alone stays so, whatever the umask, and after every change.
. "$(dirname "$0")/lib.sh"

mode() { stat -c %a "$1" 2>/dev/null; }
# All of a folder: folders 700, files 600.
private() { # private FOLDER TITLE
	open=
	for path in $(find "$1"); do
		if [ -d "$path" ]; then want=700; else want=600; fi
		[ "$(mode "$path")" = $want ] || open="$open ${path#"$1"}:$(mode "$path")"
	done
	is "$open" '' "$2"
}

printf '# Tides\n\nThe ebb is the phase in which the water falls. The flood is the phase in which the water rises.\n' >tides.md
cat >w.yaml <<'Y'
name: w
version: 1.0.0
trigger: {manual: {}}
steps:
- {id: a, use: expr, inputs: {expression: "1 + 1"}}
- {id: w, wait: {for: 10m}}
Y
for mask in 000 022 077; do
	(
		umask $mask
		export HOME="$T/home$mask" BLOKCTL_STORE="$T/store$mask/deep/s.db"
		mkdir -m 700 "$HOME"
		blokctl config set --user ai.tier fast
		blokctl config set --user ai.tier best # replaced, not made anew
		blokctl gen-cards tides.md
		blokctl quota set --daily-requests 3
		blokctl audit export "$T/store$mask/deep/audit.json"
		# a run that waits: the journal beside the store is there meanwhile
		blokctl workflow run -q w.yaml &
		pid=$!
		wait_for running blokctl workflow runs
		private "$T/store$mask/deep" "umask $mask: the store, its journal, its lock"
		kill $pid
		wait $pid
		"$TOOLS/pty" -i "= 1 + 1
\\quit
" blokctl repl
	) >"$T/made" 2>&1
	cat "$T/made" | grep '^\(not \)\{0,1\}ok\|^#' >"$T/inner" || cat "$T/made" | head -5
	is "$(grep -c '^ok' "$T/inner")" 1 "umask $mask: while a run waits: $(head -c 300 "$T/inner")"
	private "$T/home$mask" "umask $mask: settings and history: $(cd "$T/home$mask" && find . -type f | tr '\n' ' ')"
	is "$(find "$T/home$mask" -type f | grep -c -e config.yaml -e history)" 3 'they are there, and the lock of the history'
	private "$T/store$mask/deep" "umask $mask: the store"
	is "$(mode "$T/store$mask")" 700 'and the folders above that were made for it'
done

# --- opened up by somebody: who uses it says so, and closes it again; so does doctor
export BLOKCTL_STORE="$T/store022/deep/s.db"
chmod 664 "$BLOKCTL_STORE" "$BLOKCTL_STORE.lock"
run blokctl workflow runs
status_is 0
err_has "$BLOKCTL_STORE could be opened by others (mode 664)"
is "$(mode "$BLOKCTL_STORE") $(mode "$BLOKCTL_STORE.lock")" '600 600' 'closed again'
run blokctl workflow runs
err_empty 'and told once'
chmod 644 "$BLOKCTL_STORE"
run blokctl doctor
out_has 's.db'
blokctl doctor --repair >"$T/out" 2>"$T/err"
is "$(mode "$BLOKCTL_STORE")" 600 'doctor --repair closes it'

# --- what is no file of ours keeps its mode
mkfifo -m 666 pipe
run blokctl --store "$T/work/pipe" store path
mkdir -m 755 folder
printf 'no database\n' >notes.txt
chmod 644 notes.txt
run blokctl --store notes.txt workflow runs
status_is 1
run blokctl --store folder workflow runs
is "$(mode pipe) $(mode folder) $(mode notes.txt)" '666 755 644' 'pipes, folders, devices and other files are left as they are'

done_testing
