# Documents and packages that are broken or made to do harm: one clear error or what can
# be read, in bounded time and memory, and nothing outside is touched.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_STORE="$T/work/s.db"
if ! command -v python3 >/dev/null; then
	skip_all 'there is no python3'
fi
echo outside >canary
mkdir "$T/tmp"
export TMPDIR="$T/tmp"
mkdir in && cd in || exit 1

python3 - "$ROOT" <<'P'
import sys
import zipfile, sqlite3, os, struct, json

def z(name, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(name, 'w', method) as f:
        for n, b in members:
            f.writestr(n, b)

container = '''<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="%s" media-type="application/oebps-package+xml"/></rootfiles></container>'''
opf = '''<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>
<item id="a" href="%s" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'''
page = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>A kiln is an oven that burns limestone.</p></body></html>'

# Blanks, eighty megabytes of them.
z('bomb.epub', [('mimetype', 'application/epub+zip'), ('META-INF/container.xml', container % 'c.opf'),
    ('c.opf', opf % 'a.xhtml'), ('a.xhtml', b'<p>' + b' ' * (80 << 20))])
z('traversal.epub', [('mimetype', 'application/epub+zip'), ('META-INF/container.xml', container % '../../canary')])
z('traversal2.epub', [('mimetype', 'application/epub+zip'), ('META-INF/container.xml', container % 'c.opf'),
    ('c.opf', opf % '../../../../../../etc/passwd')])
# Entities that grow, and one that reads a file.
laughs = '<!DOCTYPE x [<!ENTITY a0 "ha">' + ''.join('<!ENTITY a%d "%s">' % (i, '&a%d;' % (i - 1) * 10) for i in range(1, 12)) + ']>'
z('laughs.epub', [('mimetype', 'application/epub+zip'), ('META-INF/container.xml', laughs + '<container>&a11;</container>')])
z('xxe.epub', [('mimetype', 'application/epub+zip'), ('META-INF/container.xml', container % 'c.opf'),
    ('c.opf', opf % 'a.xhtml'),
    ('a.xhtml', '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + page.replace('</p>', ' &x;</p>'))])
z('empty.epub', [])
z('many.epub', [('m%d' % i, '') for i in range(60000)])

open('deep.html', 'w').write('<div>' * 100000 + '<p>A kiln is an oven that burns limestone.</p>')
open('deep.md', 'w').write('> ' * 50000 + 'text\n\n' + '[' * 50000 + '\n\n' + '- ' * 20000 + 'x\n')
open('stars.md', 'w').write('*a ' * 100000 + '\n' + '_*' * 100000)
open('line.txt', 'w').write('word ' * 2000000)
open('large.md', 'wb').write(b'A kiln is an oven. ' * (100 * 1024 * 1024 // 19))
open('nul.txt', 'wb').write(b'A kiln is an oven that\0 burns limestone.\n' * 3)
open('latin.txt', 'wb').write('Eine Brücke ist ein Bauwerk, das über ein Gewässer führt. Möwen größer.\n'.encode('latin-1') * 5)
open('wrong.html', 'wb').write(b'<html><head><meta charset="utf-16"></head><body><p>A kiln is an oven that burns limestone.</p></body></html>')
open('binary.md', 'wb').write(bytes(range(256)) * 400)
open('broken.pdf', 'wb').write(b'%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n' + b'\xff' * 3000)
open('loop.pdf', 'wb').write(b'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF')

def collection(name, change=None, notes=1, method=zipfile.ZIP_DEFLATED):
    if os.path.exists('c.db'): os.remove('c.db')
    db = sqlite3.connect('c.db')
    db.executescript('''CREATE TABLE col (id integer primary key, crt integer, mod integer, scm integer, ver integer, dty integer, usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text, flds text, sfld text, csum integer, flags integer, data text);
CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer, mod integer, usn integer, type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer, left integer, odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer primary key, cid integer, usn integer, ease integer, ivl integer, lastIvl integer, factor integer, time integer, type integer);
CREATE TABLE graves (usn integer, oid integer, type integer);''')
    models = {'1': {'id': 1, 'name': 'Basic', 'type': 0, 'flds': [{'name': 'Front', 'ord': 0}, {'name': 'Back', 'ord': 1}],
        'tmpls': [{'name': 'Card 1', 'ord': 0, 'qfmt': '{{Front}}', 'afmt': '{{FrontSide}}{{Back}}'}]}}
    db.execute('INSERT INTO col VALUES (1, 1700000000, 0, 0, 11, 0, 0, 0, ?, ?, ?, ?, ?)',
        ('{}', json.dumps(models), json.dumps({'1': {'id': 1, 'name': 'Default'}}), '{}', '{}'))
    for i in range(1, notes + 1):
        db.execute('INSERT INTO notes VALUES (?, ?, 1, 0, 0, "", ?, "", 0, 0, "")', (i, 'g%d' % i, 'ebb %d\x1ffalling' % i))
        db.execute('INSERT INTO cards VALUES (?, ?, 1, 0, 0, 0, 2, 2, 5, 10, 2500, 3, 0, 0, 0, 0, 0, "")', (i, i))
    if change: change(db)
    db.commit(); db.close()
    z(name, [('collection.anki2', open('c.db', 'rb').read()), ('media', '{}')], method)

# The work is that of the bytes, whatever they say: tags without an end, templates that
# name a field, or none, over and over.
def front(text):
    def change(d):
        models = json.loads(d.execute('SELECT models FROM col').fetchone()[0])
        models['1']['tmpls'][0]['qfmt'] = text
        d.execute('UPDATE col SET models = ?', (json.dumps(models),))
        d.execute('UPDATE notes SET flds = ? WHERE id = 1', ('word ' * 20000 + '\x1fb',))
    return change
collection('tags.apkg', lambda d: d.execute('UPDATE notes SET flds = ?', (('<' * (1 << 20)) + '\x1fb',)), 4, zipfile.ZIP_STORED)
collection('repeat.apkg', front('{{Front}}' * 20000), 1, zipfile.ZIP_STORED)
collection('product.apkg', front('{{x}}' * 200000), 2000, zipfile.ZIP_STORED)

collection('good.apkg')
collection('trigger.apkg', lambda d: d.execute("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END"))
collection('view.apkg', lambda d: d.executescript("DROP TABLE notes; CREATE VIEW notes AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS id, 'g' || n AS guid, 1 AS mid, 0 AS mod, 0 AS usn, '' AS tags, 'a' || char(31) || 'b' AS flds, '' AS sfld, 0 AS csum, 0 AS flags, '' AS data FROM r"))
collection('reviews.apkg', lambda d: d.executemany('INSERT INTO revlog VALUES (?, 1, 0, 3, 10, 5, 2500, 1000, 1)', [(i + 1600000000000,) for i in range(200000)]))
collection('models.apkg', lambda d: d.execute("UPDATE col SET models = '[[[[['"))
collection('fields.apkg', lambda d: d.execute("UPDATE notes SET flds = ?", ('x' * (30 << 20),)))
z('bomb.apkg', [('collection.anki2', b'SQLite format 3\0' + b'\0' * (200 << 20))])
z('text.apkg', [('collection.anki2', b'no database at all')])
z('none.apkg', [('readme', b'x')])
z('zstd.apkg', [('collection.anki21b', b'\x28\xb5\x2f\xfd' + b'\xff' * 200), ('meta', b'\x08\x03')])
# A schema for which SQLite finds no memory.
z('memory.apkg', [('collection.anki2', open(sys.argv[1] + '/test/fuzz/corpus/apkg/memory', 'rb').read()[1:])])
z('traversal.apkg', [('../../canary', b'x'), ('/etc/collection.anki2', b'x'), ('..\\collection.anki2', b'x')])
good = open('good.apkg', 'rb').read()
open('short.apkg', 'wb').write(good[:len(good) // 2])
collection('torn.apkg')
b = bytearray(open('c.db', 'rb').read()); b[4096:8192] = os.urandom(4096)
z('torn.apkg', [('collection.anki2', bytes(b))])
os.remove('c.db')
open('open.csv', 'w').write('question,answer\n"never closed,b\n')
open('deep.json', 'w').write('[' * 100000)
open('types.json', 'w').write('[{"question": 3, "answer": {"a": []}, "cards": "x", "reviews": 7}]')
P
cd ..

# A status that says so, an error of one line with the file's name, in time, with memory
# to spare: 512 MiB are enough for all of them.
check() { # check STATUSES FILE COMMAND...
	wanted=$1
	file=$2
	shift 2
	run sh -c 'ulimit -v 1048576 2>/dev/null; exec timeout 30 "$@"' sh "$@"
	problem=
	case " $wanted " in *" $status "*) ;; *) problem="status $status, want one of $wanted" ;; esac
	if [ "$status" != 0 ]; then
		grep -q "^blokctl: .*$(basename "$file")" "$T/err" || problem="$problem; the error does not name the file"
		[ ! -s "$T/out" ] || problem="$problem; something on stdout"
	fi
	! grep -q root: "$T/out" "$T/err" || problem="$problem; a file of the machine is shown"
	if [ -z "$problem" ]; then ok "$file: $status"; else not_ok "$file: $problem"; show; fi
}
for name in bomb.epub traversal.epub laughs.epub empty.epub many.epub large.md; do
	check 3 "in/$name" blokctl gen-cards "in/$name" --dry-run
done
for name in traversal2.epub xxe.epub deep.html deep.md stars.md line.txt nul.txt latin.txt wrong.html binary.md; do
	check '0 3' "in/$name" blokctl gen-cards "in/$name" --dry-run
done
if command -v pdftohtml >/dev/null; then
	for name in broken.pdf loop.pdf; do
		check '0 3' "in/$name" blokctl gen-cards "in/$name" --dry-run
	done
else
	skip 'pdftohtml is not installed' 'broken PDFs'
fi
run blokctl gen-cards in/large.md --dry-run
err_has '64 MiB' 'the limit is named'
run blokctl gen-cards in/latin.txt --dry-run
out_has 'Brücke' 'a text of Latin 1 is read as one'
run blokctl gen-cards in/wrong.html --dry-run
out_has 'kiln' 'a page that is wrong about its charset is read all the same'

for name in view.apkg fields.apkg bomb.apkg text.apkg none.apkg zstd.apkg memory.apkg traversal.apkg short.apkg models.apkg open.csv deep.json; do
	check 3 "in/$name" blokctl cards import "in/$name"
done
run blokctl cards import in/text.apkg
err_is "blokctl: 'in/text.apkg': its database is broken: file is not a database"
run blokctl cards import in/bomb.apkg
err_has 'more than 200 times its size (the limit)' 'the limit of a package is named'
run blokctl cards import in/deep.json
err_has 'nested deeper than 256 levels' 'and that of JSON'
run blokctl gen-cards in/bomb.epub
err_has '67108864 bytes (the limit)' 'and that of a book'
run blokctl gen-cards in/many.epub
err_has '10000 entries'
run blokctl gen-cards in/deep.html
err_has 'more than 256 elements deep'
run blokctl cards list --json
json_is cards '[]' 'nothing of them was kept'
is "$(find "$T/tmp" -mindepth 1)" '' 'and nothing is left in TMPDIR'
# The same where there is something already: it stays as it was.
run blokctl --store good.db cards import in/good.apkg
run blokctl --store good.db cards export -o before.json --with-scheduling
for name in bomb.apkg text.apkg short.apkg memory.apkg models.apkg view.apkg open.csv deep.json; do
	run blokctl --store good.db cards import "in/$name"
	status_is 3
done
for name in bomb.epub laughs.epub large.md; do
	run blokctl --store good.db gen-cards "in/$name"
	status_is 3
done
run blokctl --store good.db cards export -o after.json --with-scheduling
cmp -s before.json after.json && ok 'a store is as it was' || not_ok 'a store is as it was'
run blokctl --store good.db store check
status_is 0
rm good.db
for name in good.apkg trigger.apkg reviews.apkg tags.apkg repeat.apkg product.apkg; do
	check 0 "in/$name" blokctl --store "$name.db" cards import "in/$name"
done
for name in torn.apkg types.json; do
	check '0 3' "in/$name" blokctl --store "$name.db" cards import "in/$name"
done
is "$(cat canary)" outside 'what lay outside is as it was'

done_testing
