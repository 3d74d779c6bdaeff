# Programs of steps in their sandbox: what they may touch, and who says so.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"
export TMPDIR="$T/tmp"
mkdir "$TMPDIR"
# the system's own programs, not those of an environment of the user's
PATH=$T/bin:/usr/local/bin:/usr/bin:/bin

step() { # step SANDBOX SCRIPT [MORE INPUTS]
	printf 'name: box\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:
  - id: a\n    use: shell\n    sandbox: %s\n    inputs:\n      parse: text\n%s      script: |\n' \
		"$1" "${3:+      $3
}" >box.yaml
	printf '%s\n' "$2" | sed 's/^/        /' >>box.yaml
	run blokctl workflow run -q box.yaml
}
# refused TITLE SANDBOX SCRIPT: the script must end with a status
refused() {
	step "$2" "$3"
	status_is 4 "refused: $1"
}
works() {
	step "$2" "$3"
	status_is 0 "works: $1"
}

step required 'echo in'
if [ "$status" = 5 ]; then
	out=$(cat "$T/err")
	skip_all "this kernel has no whole sandbox: $out"
fi
status_is 0 'a sandbox that is required can be had'
out_is in

landlock=$(blokctl doctor 2>&1 | sed -n 's/.*Landlock \([0-9]*\).*/\1/p')

# ---- files ----
mkdir "$T/other"
echo canary >"$T/other/secret"
chmod 666 "$T/other/secret"
ln -s "$T/other/secret" link
ln -s "$T/other" folder
refused 'an absolute path' required "cat '$T/other/secret'"
err_has 'Permission denied'
err_has "it ran in a sandbox: required; read '.'; write '.'; network none"
out_lacks canary
refused '../' required 'cat ../other/secret'
refused 'a link to a file' required 'cat link'
refused 'a link to a folder' required 'cat folder/secret'
refused 'a link made inside' required "ln -s '$T/other' made && cat made/secret"
refused '/proc/self/root' required "cat '/proc/self/root$T/other/secret'"
refused '/proc/self/cwd' required 'cat /proc/self/cwd/../other/secret'
refused 'a hard link' required 'ln ../other/secret hard'
refused 'listing a folder' required "ls '$T/other'"
refused 'the environment of blokctl' required 'cat /proc/$PPID/environ'
refused 'the store' required "cat '$T/store.db'"
if [ -r /etc/shadow ]; then
	refused '/etc/shadow' required 'cat /etc/shadow'
else
	skip 'it cannot be read anyway' '/etc/shadow'
fi

refused 'writing' required "echo x >'$T/other/secret'"
refused 'appending' required "echo x >>'$T/other/secret'"
refused 'a new file' required "echo x >'$T/other/new'"
refused 'a new folder' required "mkdir '$T/other/new'"
refused 'removing' required "rm -f '$T/other/secret'"
refused 'renaming out' required "echo x >mine && mv -T mine '$T/other/mine'"
refused 'renaming in' required "mv -T '$T/other/secret' mine"
refused 'cutting off' required "truncate -s 0 '$T/other/secret'"
refused 'a folder of /tmp' required 'mkdir /tmp/blokctl-test-sandbox'
refused 'a device' required 'mknod device c 1 3'
is "$(cat "$T/other/secret"; ls "$T/other")" 'canary
secret' 'nothing has changed outside'

works 'its folder' required 'mkdir -p d && echo x >d/f && mv d/f d/g && ln -s g d/h && rm -r d && echo x >made-inside'
is "$(cat made-inside)" x 'and what it writes stays'
works 'a program made inside' required 'printf "#!/bin/sh\necho own\n" >own && chmod +x own && ./own'
out_is own
works '/dev/null, /dev/zero, /dev/urandom' required 'echo x >/dev/null && head -c 1 /dev/zero >/dev/null && head -c 1 /dev/urandom >/dev/null'
works 'a temporary folder of its own' required 'f=$(mktemp) && echo x >"$f" && cat "$f" && echo "$TMPDIR"'
out_has "$T/tmp/blokctl-sandbox-"
works 'which is deep, and has links out' required 'mkdir -p "$TMPDIR/a/b/c" && ln -s '"'$T/other'"' "$TMPDIR/a/l" && touch "$TMPDIR/a/b/c/f"'
is "$(ls -A "$T/tmp"; cat "$T/other/secret")" canary 'which goes with it, and nothing else'
works 'a child of a child is held as well' required "sh -c 'sh -c \"cat ../other/secret\"' || echo held"
out_is held
works 'the folder of a file that is named' "{read: ['$T/other']}" "cat '$T/other/secret'; echo x 2>/dev/null >'$T/other/secret' || echo held"
out_is 'canary
held'
works 'a file that is named' "{write: ['$T/other/secret']}" "echo canary >'$T/other/secret'; echo x 2>/dev/null >'$T/other/new' || echo held; echo x 2>/dev/null >here || echo held"
out_is 'held
held'
works 'reading where it works' '{write: []}' 'cat made-inside; echo x 2>/dev/null >here || echo held'
out_is 'x
held'
step '{write: [missing]}' true
status_is 4 'what it may write to must be there'
err_has "cannot open 'missing', which the sandbox may write: No such file or directory"
err_has "hint: make it first, or take it out of 'write'"
ln -sfn "$T/other" trap
step '{write: [trap]}' true
status_is 5 'a link out of the working folder opens nothing'
err_has "'trap', which the sandbox may write, leads out of the working folder"
step '{read: [trap/secret]}' true
err_has "'trap/secret', which the sandbox may read, leads out of the working folder"
mkdir -p d
ln -sfn d inner
works 'one that stays in it does' '{write: [inner]}' 'echo x >d/f && cat d/f'
works '.. is meant' '{read: [../other]}' 'cat ../other/secret'
mkdir -p "$HOME/data"
echo home >"$HOME/data/f"
works '~ is the home folder' '{read: [~/data]}' 'cat ~/data/f'
out_is home
step required 'pwd; ls 2>/dev/null || echo held' "cwd: '$T/other'"
out_is "$T/other
held" 'a working folder opens nothing'
cat >denied.yaml <<Y
name: denied
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: a, use: shell, sandbox: required, inputs: {argv: ['$T/other/program']}}
Y
printf '#!/bin/sh\n' >"$T/other/program"
chmod 755 "$T/other/program"
run blokctl workflow run -q denied.yaml
status_is 4 'a program that it may not read'
err_has "hint: its sandbox may not read it: 'read' names what it may"

# ---- rights ----
works 'no new rights' required 'grep -E "^(NoNewPrivs|Seccomp):" /proc/self/status'
out_is 'NoNewPrivs:	1
Seccomp:	2'
works 'a child of it' required "sh -c 'grep NoNewPrivs /proc/self/status'"
out_is 'NoNewPrivs:	1'
step off 'grep NoNewPrivs /proc/self/status'
out_is "$(grep NoNewPrivs /proc/self/status)" 'without a sandbox all is as it was'
refused 'unshare' required 'unshare -U true'
refused 'mount' required 'mkdir -p m && mount -t tmpfs none m'
refused 'chroot' required 'chroot . true'
if [ "$landlock" -ge 6 ]; then
	refused 'another process' required 'kill -0 $PPID'
else
	skip "Landlock $landlock does not hold signals back" 'another process'
fi
works 'its own processes' required 'sleep 9 & kill $! && echo killed'
out_is killed
works 'the limits' '{cpu: 60, memory: 1000000000, files: 50, filesize: 1024}' 'ulimit -t; ulimit -v; ulimit -n; ulimit -f'
out_is '60
976562
50
2'
refused 'more processor time' '{cpu: 1}' 'while :; do :; done'
err_has 'CPU time limit exceeded'
refused 'more memory' '{memory: 100000000}' 'head -c 300000000 /dev/zero | tail -n 1 | wc -c >n; [ "$(cat n)" -gt 0 ]'
refused 'a larger file' '{filesize: 4096}' 'trap "" XFSZ; head -c 5000 /dev/zero >large'
is "$(wc -c <large | tr -d ' ')" 4096 'it ends at the limit'
refused 'raising a limit' '{filesize: 4096}' 'ulimit -f unlimited && head -c 5000 /dev/zero >large'
refused 'more files' '{files: 10}' 'exec 3</dev/null 4</dev/null 5</dev/null 6</dev/null 7</dev/null 8</dev/null 9</dev/null && cat /proc/self/status >x'
step '{files: 50}' 'ulimit -n' 'limits: {files: 40}'
out_is 40 "the smaller of the step's limit and the sandbox's"

# processes: the kernel does not count those of root
cat >count.yaml <<'Y'
name: count
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: a
    use: shell
    sandbox: {processes: 1, write: []}
    inputs: {script: "true & true & wait; echo done"}
Y
if [ "$(id -u)" != 0 ]; then
	run blokctl workflow run -q count.yaml
	status_is 4 'more processes'
else
	run blokctl workflow run -q count.yaml
	status_is 5 'a limit of processes for root is refused'
	err_has 'the kernel does not count the processes of root'
	cp "$BLOKCTL" "$T/copy" 2>/dev/null && chmod 755 "$T" "$T/work" "$T/copy" && chmod 644 count.yaml
	if setpriv --reuid=61234 --regid=61234 --clear-groups "$T/copy" --version >/dev/null 2>&1; then
		mkdir -m 777 "$T/them"
		run env HOME="$T/them" TMPDIR="$T/them" BLOKCTL_STORE="$T/them/s.db" \
			setpriv --reuid=61234 --regid=61234 --clear-groups "$T/copy" workflow run -q count.yaml
		status_is 4 'more processes of somebody else'
		err_has 'fork'
	else
		skip 'no setpriv' 'more processes of somebody else'
	fi
fi

# ---- the network ----
cat >net.py <<'P'
import socket, sys
def attempt(name, *args, to=None):
    try:
        s = socket.socket(*args)
        if to: s.connect(("127.0.0.1", to))
        print(name, "open")
    except OSError as e:
        print(name, "closed" if e.errno in (1, 13) else e)
port, other = int(sys.argv[1]), int(sys.argv[2])
attempt("tcp", socket.AF_INET, socket.SOCK_STREAM, to=port)
attempt("other", socket.AF_INET, socket.SOCK_STREAM, to=other)
attempt("udp", socket.AF_INET, socket.SOCK_DGRAM)
attempt("raw", socket.AF_INET, socket.SOCK_RAW, 1)
attempt("v6 udp", socket.AF_INET6, socket.SOCK_DGRAM)
attempt("mptcp", socket.AF_INET, socket.SOCK_STREAM, 262)
attempt("unix", socket.AF_UNIX, socket.SOCK_STREAM)
attempt("netlink", socket.AF_NETLINK, socket.SOCK_RAW)
a, b = socket.socketpair()
a.send(b"x")
print("pair", b.recv(1).decode())
P
python=/usr/bin/python3
if [ -x $python ]; then
	cat >listen.py <<'P'
import socket, time, sys
socks = []
for _ in range(2):
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.listen(50)
    socks.append(s)
print(*(s.getsockname()[1] for s in socks), flush=True)
time.sleep(120)
P
	$python listen.py >"$T/ports" &
	listener=$!
	while [ ! -s "$T/ports" ]; do sleep 0.05; done
	read -r port other <"$T/ports"
	works 'no network' required "$python net.py $port $other"
	out_is 'tcp closed
other closed
udp closed
raw closed
v6 udp closed
mptcp closed
unix closed
netlink closed
pair x'
	step "{network: [$port]}" "$python net.py $port $other"
	if [ "$status" = 5 ]; then
		err_has 'the kernel cannot close its network so'
		skip 'Landlock knows no ports' 'one port'
	else
		out_is 'tcp open
other closed
udp closed
raw closed
v6 udp closed
mptcp closed
unix closed
netlink closed
pair x' 'one port'
		works 'no connection by TCP Fast Open' "{network: [$port]}" "$python -c '
import socket
s = socket.socket()
try:
    s.sendto(b\"x\", 0x20000000, (\"127.0.0.1\", $other))
    print(\"open\")
except PermissionError:
    print(\"closed\")'"
		out_is closed
		works 'names are asked for by TCP' '{network: [53]}' 'echo $RES_OPTIONS'
		out_is use-vc
	fi
	step '{network: any}' "$python net.py $port $other | grep -E '^(tcp|other|udp|unix) '"
	out_is 'tcp open
other open
udp open
unix open'
	cat >call.py <<'P'
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
import platform
x86 = platform.machine() == "x86_64"
for name, nr in ("ptrace", 101 if x86 else 117), ("io_uring_setup", 425), ("bpf", 321 if x86 else 280), \
        ("keyctl", 250 if x86 else 219), ("clone3", 435), ("x32", 0x40000000):
    libc.syscall(nr, 0, 0, 0, 0, 0)
    print(name, errno.errorcode[ctypes.get_errno()])
P
	works 'calls that are none of theirs' required "$python call.py"
	out_is 'ptrace EPERM
io_uring_setup ENOSYS
bpf EPERM
keyctl EPERM
clone3 ENOSYS
x32 ENOSYS'
	works 'threads' required "$python -c 'import threading; t = threading.Thread(target=print, args=(1,)); t.start(); t.join()'"
	kill $listener
else
	skip 'there is no /usr/bin/python3' 'the network'
fi

# ---- nodes ----
mkdir -p flow/nodes/python3 flow/nodes/bash flow/own far
cat >flow/nodes/python3/look.py <<'P'
import os, helper
def run(inputs, ctx):
    try:
        return open(inputs["path"]).read().strip()
    except PermissionError:
        return "held " + helper.word
P
echo 'word = "here"' >flow/nodes/python3/helper.py
cat >flow/nodes/bash/look.sh <<'S'
cat ../../other/secret >/dev/null 2>&1 && echo '"open"' || echo '"held"'
S
printf 'name: own\ncommand: [sh, ./run.sh]\n' >flow/own/node.yaml
cat >flow/own/run.sh <<'S'
cat "$BLOKCTL_WORKDIR/../../other/secret" >/dev/null 2>&1 && printf '"open ' || printf '"held '
echo x 2>/dev/null >here && printf 'writes here"' || printf 'and its own folder is for reading"'
S
flow() { # flow STEPS
	printf 'name: nodes\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n%s\n' "$1" >flow/nodes.yaml
	cd far || exit
	run blokctl workflow run --json ../flow/nodes.yaml
	cd ..
}
flow '  - {id: b, use: look, type: runtime.bash, sandbox: required, inputs: {}}
  - {id: o, use: ./own, sandbox: required, inputs: {}}'
status_is 0 'bash and a program with a node.yaml'
json_is state.b held
json_is state.o 'held and its own folder is for reading'
if [ -x $python ]; then
	flow "  - {id: a, use: look, type: runtime.python3, sandbox: required, inputs: {path: '$T/other/secret'}}
  - {id: b, use: look, type: runtime.python3, inputs: {path: '$T/other/secret'}}
  - {id: c, use: look, type: runtime.python3, sandbox: required, inputs: {path: '$T/other/secret'}}
  - {id: d, use: look, type: runtime.python3, sandbox: {read: ['$T/other']}, inputs: {path: '$T/other/secret'}}"
	status_is 0 'workers of python3 with several policies'
	json_is state.a 'held here'
	json_is state.b canary 'a worker without a sandbox is another'
	json_is state.c 'held here'
	json_is state.d canary
	is "$(ls -A "$T/tmp")" '' 'their folders go with them'
else
	skip 'there is no /usr/bin/python3' 'workers of python3'
fi

# ---- the configuration ----
export BLOKCTL_SANDBOX_MODE=required
secret="cat '$T/other/secret' 2>/dev/null || echo held"
plain() {
	printf 'name: plain\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n  - {id: a, use: shell, inputs: {parse: text, script: "%s"}}\n' "$secret" >plain.yaml
	run blokctl workflow run -q plain.yaml
}
plain
out_is held 'the configuration holds for all steps'
works 'a step cannot leave it' off "$secret"
out_is held
works 'nor widen it' "{read: ['/'], write: ['/'], network: any}" "$secret"
out_is held
if [ -x $python ]; then
	works 'nor its network' '{network: any}' "$python -c 'import socket; socket.socket()' 2>/dev/null || echo held"
	out_is held
else
	skip 'there is no /usr/bin/python3' 'nor its network'
fi
works 'but narrow it' '{write: []}' 'echo x 2>/dev/null >here || echo held'
out_is held
cat >tests.test.yaml <<'Y'
workflow: plain.yaml
tests:
  - name: held in tests as well
    expect: {state: {a: held}}
Y
run blokctl workflow test tests.test.yaml
status_is 0 'workflow test'
export BLOKCTL_SANDBOX_MODE=preferred
plain
out_is held preferred
works 'a step can leave that' off "$secret"
out_is canary
unset BLOKCTL_SANDBOX_MODE
mkdir -p project/.blok
cd project || exit 1
printf 'sandbox: {mode: required, read: [~/data], write: [out], network: any, cpu: 7}\n' >.blok/config.yaml
mkdir out
step required 'cat ~/data/f; echo x >out/f; ulimit -t; cat .blok/config.yaml 2>/dev/null || echo held'
out_is 'home
7
held' 'from a file'
cd ..

# ---- what cannot be had ----
without=$TOOLS/without
printf 'name: mix\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:
  - {id: a, use: file-write, inputs: {path: made, content: x}}
  - {id: b, use: shell, sandbox: required, inputs: {script: "true"}}\n' >mix.yaml
rm -rf made
run "$without" landlock -- blokctl workflow run mix.yaml
status_is 5 'no Landlock'
err_has "the step 'b' requires a sandbox that cannot be had: the kernel has no Landlock"
err_has "hint: 'blokctl doctor' tells more; mode: preferred runs without"
is "$(ls -d made 2>/dev/null)" '' 'nothing has run'
run "$without" seccomp -- blokctl workflow run mix.yaml
status_is 5 'no seccomp'
err_has 'the kernel has no seccomp'
printf '"ok"' >ok.json
run "$without" landlock -- blokctl workflow run mix.yaml --mock b=ok.json -q
status_is 0 'a mock needs none'
printf 'name: caller\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: c, subworkflow: mix}]\n' >caller.yaml
run "$without" landlock -- blokctl workflow run caller.yaml
status_is 5 'in a sub-workflow, too'
run "$without" landlock -- env BLOKCTL_SANDBOX_MODE=required blokctl workflow run plain.yaml
status_is 5 'required by the configuration'
sed 's/sandbox: required/sandbox: preferred/' mix.yaml >soft.yaml
printf '  - {id: c, use: shell, sandbox: preferred, inputs: {script: "cat ../other/secret"}}\n' >>soft.yaml
run "$without" landlock -- blokctl workflow run soft.yaml
status_is 0 'preferred runs all the same'
err_has 'the sandbox is not whole: the kernel has no Landlock'
is "$(grep -c 'not whole' "$T/err")" 1 'and says so once'
out_has canary
sed 's/sandbox: preferred/sandbox: {mode: preferred, network: [80]}/' soft.yaml >softer.yaml
run "$without" landlock -- blokctl workflow run softer.yaml
err_has 'the kernel cannot close its network so'

run blokctl doctor
out_has "sandbox        off: steps run with the user's rights unless they say otherwise"
run env BLOKCTL_SANDBOX_MODE=required blokctl doctor
status_is 0
out_has "required; read '.'; write '.'; network none"
out_has 'in force by Landlock'
run "$without" landlock -- env BLOKCTL_SANDBOX_MODE=required blokctl doctor --json
status_is 1 'doctor: required and not to be had'
out_has 'the sandbox is required and cannot be had: the kernel has no Landlock'
run "$without" landlock -- env BLOKCTL_SANDBOX_MODE=preferred blokctl doctor
status_is 0 'doctor: preferred'
out_has 'not whole: the kernel has no Landlock'

# ---- our own helpers ----
command -v sqlite3 >/dev/null && sqlite3 wal.db 'PRAGMA journal_mode=wal; CREATE TABLE orders(id INTEGER PRIMARY KEY, amount REAL); INSERT INTO orders VALUES (1, 5), (2, 7)' >/dev/null
if [ -s wal.db ]; then
	sqlite3 rollback.db 'CREATE TABLE orders(id INTEGER PRIMARY KEY, amount REAL); INSERT INTO orders VALUES (1, 5), (2, 7)'
	mkdir readonly
	cp wal.db rollback.db readonly/
	chmod 444 readonly/*
	chmod 555 readonly
	for db in wal.db rollback.db readonly/wal.db readonly/rollback.db; do
		run blokctl ask-sql --db "$db" 'how many orders are there' --json
		out_has '2' "a question to $db"
	done
	# somebody has it open and writes
	mkfifo hold
	sqlite3 wal.db <hold >/dev/null &
	exec 9>hold
	echo 'INSERT INTO orders VALUES (3, 9); SELECT 1;' >&9
	while [ ! -s wal.db-wal ]; do sleep 0.05; done
	run blokctl ask-sql --db wal.db 'how many orders are there' --json
	status_is 0 'a log that is in use'
	json_is rows.0.count 3
	exec 9>&-
	wait
	chmod 755 readonly
	is "$(ls -A "$T/tmp")" '' 'no folder is left'
	run "$without" landlock seccomp -- blokctl ask-sql --db rollback.db 'how many orders are there' --json
	status_is 0 'without a sandbox, silently'
	err_is ''
else
	skip 'no sqlite3' 'questions to databases'
fi

text='(Photosynthesis is the process by which green plants turn sunlight into energy.) Tj 0 -16 Td (Chlorophyll is the pigment that absorbs light in the leaves of green plants.) Tj 0 -16 Td (Oxygen is the gas that plants give off while they make sugar from water.) Tj'
stream="BT /F1 12 Tf 72 700 Td $text ET"
printf '%%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Count 1 /Kids [3 0 R]>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>> endobj
4 0 obj <</Length %s>> stream
%s
endstream endobj
5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj
trailer <</Root 1 0 R>>
%%%%EOF
' "${#stream}" "$stream" >leaf.pdf
if command -v pdftohtml >/dev/null; then
	run blokctl gen-cards leaf.pdf --json
	status_is 0 'a PDF is read'
	out_has Chlorophyll
	run "$without" landlock seccomp -- blokctl gen-cards leaf.pdf --json
	status_is 0 'and where there is no sandbox'
	cat >"$T/bin/pdftohtml" <<S
#!/bin/sh
cat '$T/other/secret' 2>/dev/null
echo x 2>/dev/null >'$T/work/by-pdf'
grep '^NoNewPrivs' /proc/self/status
cat /dev/fd/4 | head -c 5
S
	chmod 755 "$T/bin/pdftohtml"
	run blokctl gen-cards leaf.pdf
	status_is 3 'what pdftohtml may touch'
	is "$(ls by-pdf 2>/dev/null)" '' 'it writes nothing'
	out_lacks canary
	rm "$T/bin/pdftohtml"
else
	skip 'pdftohtml is not installed' 'PDFs'
fi

# ---- what is wrong with a policy ----
bad() { # bad SANDBOX FINDING [HINT]
	step "$1" true
	status_is 3 "$1"
	err_has "$2"
	[ -z "${3:-}" ] || err_has "hint: $3"
}
bad always "box.yaml:7:14: error: 'sandbox' must be off, preferred or required" 'or an object with mode'
bad '{mode: on}' "the sandbox's 'mode' must be off, preferred or required"
bad '{netwrok: none}' "a sandbox has no 'netwrok'" "did you mean 'network'?"
bad '{network: [0]}' "the sandbox's 'network' must be none, any or a list of TCP ports"
bad '{network: all}' "the sandbox's 'network' must be none"
bad '{read: /etc}' "the sandbox's 'read' must be a list of paths, as they stand"
bad '{write: ["js/ctx.state.x"]}' "the sandbox's 'write' must be a list of paths, as they stand"
bad '{cpu: 0}' "the sandbox's 'cpu' must be seconds, a whole number from 1 on"
bad '{memory: 1G}' "the sandbox's 'memory' must be bytes"
printf 'name: idle\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:
  - {id: a, use: file-write, sandbox: required, inputs: {path: x, content: y}}\n' >idle.yaml
run blokctl workflow validate idle.yaml
status_is 0
out_has "'sandbox' does nothing here: 'file-write' starts no program"
cd project || exit 1
for text in 'mode: maybe|must be off, preferred or required' 'network: [x]|must be none, any or a list of TCP ports' \
	'write: out|must be a list of texts' 'write: [""]|a path is wanted' 'cpu: fast|must be a whole number from 0 on' \
	'time: 1|unknown setting'; do
	printf 'sandbox: {%s}\n' "${text%|*}" >.blok/config.yaml
	run blokctl config validate
	status_is 3 "config: ${text%|*}"
	out_has 'config.yaml:1:'
	out_has "${text#*|}"
done
printf 'sandbox: {network: [443, 53]}\n' >.blok/config.yaml
run blokctl config validate
status_is 0 'ports in the configuration'
run blokctl config set sandbox.network any
status_is 0
run blokctl config get sandbox.network
out_is any

done_testing
