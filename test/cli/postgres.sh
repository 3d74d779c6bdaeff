# Read by tests that want a PostgreSQL server: one of our own, on a socket in the folder $D, which is
# removed. `stop` ends it; $sql is psql on it, $url its address.

server=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "$server/initdb" ] && [ -x "$server/postgres" ] || skip_all 'PostgreSQL is not installed'

# initdb refuses root.
as=
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || skip_all 'setpriv is not installed'
	user=postgres
	id "$user" >/dev/null 2>&1 || user=nobody
	as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
fi

D=$(mktemp -d /tmp/blokctl-pg.XXXXXX) || exit 1
[ -z "$as" ] || chown "$user" "$D"
pid=
stop() {
	[ -z "$pid" ] || kill -INT "$pid" 2>/dev/null
	[ -z "$pid" ] || wait "$pid" 2>/dev/null
	pid=
	rm -rf "$D"
}
trap 'stop; cd /; rm -rf "$T"' EXIT

cd "$D" || exit 1
run $as "$server/initdb" -D "$D/data" -U ann -A trust -N --no-instructions -E UTF8 --locale=C
status_is 0 'a cluster is made'
$as "$server/postgres" -D "$D/data" -k "$D" -c listen_addresses= -c fsync=off \
	-c max_connections=20 >"$D/log" 2>&1 &
pid=$!
sql="$as $server/psql -X -q -v ON_ERROR_STOP=1 -h $D -U ann postgres"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	$sql -c 'SELECT 1' >/dev/null 2>&1 && break
	sleep 0.2
done
url="postgres://ann@/postgres?host=$D"
