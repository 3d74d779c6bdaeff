# Which store it would be (contract, "Files and places").
. "$(dirname "$0")/lib.sh"

store_is() { # store_is WANT TITLE [ARGUMENT]...
	store_want=$1
	store_title=$2
	shift 2
	run blokctl --version --json "$@"
	json_is store "$store_want" "$store_title"
}

store_is "$T/home/.local/share/blokctl/blokctl.db" 'no project: the home folder'
XDG_DATA_HOME=$T/data store_is "$T/data/blokctl/blokctl.db" 'XDG_DATA_HOME'
XDG_DATA_HOME=data store_is "$T/home/.local/share/blokctl/blokctl.db" 'a relative XDG_DATA_HOME does not count'

blokctl init -q project
mkdir -p project/deep/down
store_is "$T/work/project/.blok/blokctl.db" 'the project' -C project
store_is "$T/work/project/.blok/blokctl.db" 'the nearest project above' -C project/deep/down
blokctl init -q project/deep
store_is "$T/work/project/deep/.blok/blokctl.db" 'the inner of two projects' -C project/deep/down

BLOKCTL_STORE=/e.db store_is /e.db 'BLOKCTL_STORE beats the project' -C project
BLOKCTL_STORE=/e.db store_is x.db '--store beats BLOKCTL_STORE' --store x.db
BLOKCTL_STORE= store_is "$T/work/project/.blok/blokctl.db" 'an empty BLOKCTL_STORE does not count' -C project
store_is project/blokctl.db 'a folder means blokctl.db in it' --store=project
store_is new/blokctl.db 'a name that ends with / too' --store=new/

touch project/deep/file
mkdir odd
touch odd/.blok
store_is "$T/home/.local/share/blokctl/blokctl.db" 'a file .blok is no project' -C odd

if [ "$(id -u)" = 0 ]; then
	chown 12345 project/deep/.blok
	store_is "$T/work/project/.blok/blokctl.db" 'a project of somebody else does not count' -C project/deep
	err_has 'is ignored: it belongs to somebody else'
	is "$(wc -l <"$T/err" | tr -d ' ')" 1 'one warning'
	chown -h 12345 project/deep/.blok
	mv project/deep/.blok project/elsewhere
	ln -s ../elsewhere project/deep/.blok
	store_is "$T/work/project/.blok/blokctl.db" 'nor a link to one' -C project/deep
else
	skip 'only root gives a folder away' 'a project of somebody else does not count'
fi

env -u HOME blokctl --version --json >"$T/out"
status=$?
status_is 0 'HOME unset'
is "$(json_get store | grep -c /blokctl/blokctl.db)" 1 'HOME unset: the user database knows'

mkdir gone
(
	cd gone && rmdir ../gone && blokctl --version --json >"$T/out" 2>"$T/err"
)
status=$?
status_is 0 'a working folder that was removed'
done_testing
