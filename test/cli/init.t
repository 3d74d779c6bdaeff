# blokctl init, and where the store is looked for.
. "$(dirname "$0")/lib.sh"

run blokctl init
status_is 0
out_empty
err_has 'created .blok/config.yaml'
err_has 'created .blok/.gitignore'
err_has 'created workflows/hello.yaml'
is "$(cmp workflows/hello.yaml "$ROOT/templates/workflows/hello.yaml" && echo same)" same \
	'the example is the template'

echo mine >workflows/hello.yaml
run blokctl init
status_is 0
err_lacks created
is "$(cat workflows/hello.yaml)" mine 'a second init overwrites nothing'

mkdir own && mkdir own/workflows && echo 'steps: []' >own/workflows/mine.yaml
run blokctl init own --json
status_is 0
err_empty
json_is created '["own/.blok/config.yaml","own/.blok/.gitignore"]'
json_is kept '["own/workflows"]'
is "$(ls own/workflows)" mine.yaml 'workflows of the user: no example beside them'

run blokctl init new/shop --quiet
status_is 0
err_empty
is "$(ls new/shop/workflows)" hello.yaml 'folders are made'

mkdir broken && touch broken/.blok
run blokctl init broken
status_is 1
err_has "cannot make a project in 'broken'"
run blokctl init broken --json
json_is error.exit_status 1

if [ "$(id -u)" != 0 ]; then
	mkdir locked && chmod 500 locked
	run blokctl init locked
	status_is 1 'a folder that cannot be written'
else
	skip 'root may write everywhere' 'a folder that cannot be written'
fi

if command -v git >/dev/null; then
	mkdir repo && (cd repo && git init -q . && blokctl init -q && touch .blok/blokctl.db .blok/blokctl.db-wal)
	is "$(cd repo && git status --porcelain -uall | tr '\n' ' ')" \
		'?? .blok/.gitignore ?? .blok/config.yaml ?? workflows/hello.yaml ' 'the store is not for git'
fi

done_testing
