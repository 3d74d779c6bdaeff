# blokctl workflow new: every template is valid, and its tests pass.
. "$(dirname "$0")/lib.sh"

run blokctl workflow new --list
status_is 0
templates=$(sed 1d "$T/out" | cut -d' ' -f1)
for name in hello http-api csv-report fan-out saga poller webhook schedule ci-pipeline; do
	out_matches "^$name  *[A-Z]" "there is '$name'"
done
run blokctl --json workflow new --list
json_is templates.0.name ci-pipeline

for name in $templates; do
	run blokctl workflow new "my-$name" --template "$name" --dir flows
	status_is 0
	err_has "created flows/my-$name.test.yaml"
	is "$(grep -c "^name: my-$name\$" "flows/my-$name.yaml")" 1 "$name: the name is filled in"
	is "$(grep -c "workflows/$name\." "flows/my-$name.yaml" "flows/my-$name.test.yaml" | grep -vc ':0')" 0 \
		"$name: the paths, too"
	if ! blokctl workflow nodes shell >/dev/null 2>&1 && grep -q 'use: shell' "flows/my-$name.yaml"; then
		skip 'there is no shell node' "$name: valid"
		rm "flows/my-$name".*
		continue
	fi
	run blokctl workflow validate --strict "flows/my-$name.yaml"
	status_is 0 "$name: valid"
	run blokctl workflow test "flows/my-$name.yaml"
	status_is 0 "$name: its tests pass"
done
run blokctl workflow test flows
status_is 0

# The same, without copying: what is embedded is what lies in the tree.
cp -r "$ROOT/templates/workflows" .
run blokctl workflow validate --strict workflows
status_is 0
for file in workflows/*.yaml; do
	case $file in *.test.yaml) continue ;; esac
	is "$(test -f "${file%.yaml}.test.yaml" && echo yes)" yes "$file has tests"
done
rm -r workflows

# --- those that need nothing run as they are
for name in hello csv-report fan-out ci-pipeline; do
	[ -f "flows/my-$name.yaml" ] || continue
	run blokctl workflow run "flows/my-$name.yaml" --no-store
	status_is 0 "$name: runs without a request"
done
for name in saga schedule; do
	run blokctl --store s.db workflow run "flows/my-$name.yaml"
	status_is 0 "$name: runs without a request"
done
is "$(ls report-*.md | wc -l | tr -d " ")" 1 'schedule: wrote its page'

# --- the default, and what is refused
run blokctl workflow new greet
status_is 0
err_is "created workflows/greet.yaml
created workflows/greet.test.yaml
hint: 'blokctl workflow run greet' runs it, 'blokctl workflow test workflows/greet.yaml' tests it"
run blokctl workflow run greet --no-store --input '{"hour": 9}'
out_is '{"message":"Hello, world!"}'
run blokctl workflow test greet
status_is 0
echo mine >workflows/greet.yaml
run blokctl workflow new greet
status_is 1
err_has "'workflows/greet.yaml' is there already"
is "$(cat workflows/greet.yaml)" mine 'nothing is overwritten'
rm workflows/greet.yaml
run blokctl workflow new greet
status_is 1
is "$(ls workflows)" greet.test.yaml 'not even half of it is written'
run blokctl --json workflow new other --template saga
json_is '' '{"name":"other","template":"saga","created":["workflows/other.yaml","workflows/other.test.yaml"]}'
run blokctl workflow new x1 --template helo
status_is 2
err_has "hint: did you mean 'hello'?"
for name in ../x a/b .x true 1x 'a b' ''; do
	run blokctl workflow new "$name"
	status_is 2 "'$name' is no name"
done
run blokctl workflow new
status_is 2

done_testing
