#!/bin/sh
# locale.sh pot FILE  write the texts that are marked for translation to FILE
# locale.sh update    bring templates/locale/*.po up to them; what is new or has
#                     changed is empty or marked "fuzzy" there, and test/cli/lang.t
#                     fails until somebody has translated it
set -eu
cd "$(dirname "$0")/../.."

# What templates say of themselves and people are shown: as marked texts of C.
described() {
	sed -n 's/^description: \(.*\)$/\1/p' $(ls templates/workflows/*.yaml templates/prompts/*.yaml | grep -v '\.test\.')
	grep -ho '"title": "[^"]*"' templates/outputs/*.json templates/schemas/*.json | sed 's/.*: "\(.*\)"/\1/'
}

pot() {
	marked=$(mktemp --suffix=.c)
	described | sed 's/.*/N_("&")/' >"$marked"
	# tr() hands a format on: where printf's checks hold, msgfmt's hold too.
	xgettext --language=C --add-comments=translators: --from-code=UTF-8 --add-location=file --sort-by-file \
		--package-name=blokctl --keyword --keyword=tr --keyword=tr_n:1,2 --keyword=N_ \
		--flag=tr:1:pass-c-format --flag=tr_n:1:pass-c-format --flag=tr_n:2:pass-c-format \
		--flag=app_print:2:c-format --flag=app_note:2:c-format --flag=app_detail:2:c-format \
		--flag=str_addf:2:c-format --flag=table_addf:2:c-format \
		--flag=arena_printf:2:c-format -o - core/*/*.[ch] cmd/*.[ch] "$marked" |
		sed -e '/^"POT-Creation-Date:/d' -e "s|^#: .*$(basename "$marked")|#: templates|" >"$1"
	rm -f "$marked"
}

case ${1:-} in
pot) pot "$2" ;;
update)
	texts=$(mktemp)
	trap 'rm -f "$texts"' EXIT
	pot "$texts"
	for catalogue in templates/locale/*.po; do
		msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file \
			--sort-by-file "$catalogue" "$texts"
		msgattrib --no-obsolete --add-location=file -o "$catalogue" "$catalogue"
		msgfmt --check --statistics -o /dev/null "$catalogue"
	done
	;;
*)
	echo "usage: locale.sh pot FILE | update" >&2
	exit 2
	;;
esac
