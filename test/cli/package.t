# What `make install`, `make deb` and `make dist` make.
. "$(dirname "$0")/lib.sh"

[ "$BLOKCTL" = "$ROOT/blokctl" ] || skip_all 'another build than the plain one is under test'
quietly() { run env -u MAKEFLAGS -u MAKELEVEL make -s -C "$ROOT" CI="${BUILT_CI:-}" "$@"; } # as it was built: nothing is built anew

quietly install DESTDIR="$T/tree" PREFIX=/opt/b
status_is 0 'make install'
(cd "$T/tree/opt/b" && find . -type f | sort) >"$T/installed"
for page in "$ROOT"/man/man?/*; do
	is "$(grep -c "^./share/man/${page#"$ROOT/man/"}$" "$T/installed")" 1 "${page##*/} is installed"
done
for file in bin/blokctl share/bash-completion/completions/blokctl \
	share/zsh/site-functions/_blokctl share/fish/vendor_completions.d/blokctl.fish; do
	is "$(grep -c "^./$file$" "$T/installed")" 1 "$file is installed"
done
run "$T/tree/opt/b/bin/blokctl" --version
status_is 0
quietly uninstall DESTDIR="$T/tree" PREFIX=/opt/b
is "$(find "$T/tree" -type f | wc -l | tr -d ' ')" 0 'make uninstall takes all of it away'

if command -v dpkg-deb >/dev/null && command -v dpkg-shlibdeps >/dev/null; then
	quietly deb
	status_is 0 'make deb'
	package=$ROOT/$(tail -1 "$T/out")
	cp "$package" "$T/first.deb"
	run dpkg-deb -f "$package" Depends
	for library in libc6 libsqlite3-0 libcurl libpq5 libedit2 libxml2 poppler-utils; do
		out_has $library "it depends on $library"
	done
	run dpkg-deb -x "$package" "$T/unpacked"
	status_is 0
	run "$T/unpacked/usr/bin/blokctl" init --json
	json_is folder . 'the program in it works'
	is "$(ls "$T/unpacked/usr/share/man/man1" | grep -c '^blokctl.*\.gz$')" \
		"$(ls "$ROOT/man/man1" | wc -l | tr -d ' ')" 'all pages are in it'
	is "$(dpkg-deb -c "$package" | grep -v ' root/root ' | wc -l | tr -d ' ')" 0 'all of it is root'"'"'s'
	quietly deb
	run cmp "$package" "$T/first.deb"
	status_is 0 'the same tree makes the same package'
else
	skip 'dpkg-dev is not installed' 'make deb'
fi

if git -C "$ROOT" rev-parse HEAD >/dev/null 2>&1; then
	quietly dist
	status_is 0 'make dist'
	tarball=$ROOT/$(tail -1 "$T/out")
	is "$(tar -tzf "$tarball" | cut -d / -f 1 | sort -u | wc -l | tr -d ' ')" 1 'one folder in the tarball'
	is "$(tar -tzf "$tarball" | grep -c '/Makefile$')" 1 'with the Makefile'
	cp "$tarball" "$T/first.tar.gz"
	quietly dist
	run cmp "$tarball" "$T/first.tar.gz"
	status_is 0 'and the same again'
else
	skip 'this is no clone' 'make dist'
fi
done_testing
