# Packages of Anki: all three generations come in with what was learnt, and ours hold
# what Anki's own readers check.
. "$(dirname "$0")/lib.sh"

if ! command -v python3 >/dev/null; then
	skip_all 'there is no python3'
fi
export BLOKCTL_NOW=2025-03-10T09:00:00Z

cat >make.py <<'P'
import sqlite3, zipfile, json, os, struct

def zstd(b):
    """A frame of raw blocks (RFC 8878): no compressor is needed."""
    out = struct.pack('<IBQ', 0xFD2FB528, 0xE0, len(b))
    at = 0
    while True:
        part = b[at:at + 131072]; at += len(part); last = at >= len(b)
        out += struct.pack('<I', len(part) << 3 | last)[:3] + part
        if last: return out

def bomb(blocks):
    """Blocks of one byte, 128 KiB each, four bytes on the wire."""
    return struct.pack('<IBB', 0xFD2FB528, 0, 0x88) + b''.join(
        struct.pack('<I', 131072 << 3 | 1 << 1 | (i == blocks - 1))[:3] + b'\0' for i in range(blocks))

def field(n, b): # a protocol buffer's string
    v = b.encode(); out = bytes([n << 3 | 2]); k = len(v)
    while k > 127: out += bytes([k & 127 | 128]); k >>= 7
    return out + bytes([k]) + v

NOTES = '''CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text, flds text, sfld integer, csum integer, flags integer, data text);
CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer, mod integer, usn integer, type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer, left integer, odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer primary key, cid integer, usn integer, ease integer, ivl integer, lastIvl integer, factor integer, time integer, type integer);
CREATE TABLE graves (usn integer, oid integer, type integer);
CREATE TABLE col (id integer primary key, crt integer, mod integer, scm integer, ver integer, dty integer, usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);'''
BORN = 1735689600 # 2025-01-01

def rows(db, mod=1736000000):
    db.execute("INSERT INTO notes VALUES (1736000000001, 'g-basic', 10, ?, 0, ' sea tide ', ?, 0, 12345, 0, '')",
        (mod, 'What is <b>ebb</b> &amp; flow?\x1ffalling<br>water <img src="a.png">'))
    db.execute("INSERT INTO notes VALUES (1736000000002, 'g-cloze', 20, ?, 0, '', ?, 0, 0, 0, '')",
        (mod, 'The {{c1::moon}} and the {{c2::sun::star}}\x1fsky'))
    db.execute("INSERT INTO notes VALUES (1736000000003, 'g-both', 30, ?, 0, '', ?, 0, 0, 0, '')", (mod, 'der Kiel\x1fkeel'))
    c = 'INSERT INTO cards VALUES (?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?)'
    db.execute(c, (1, 1736000000001, 1, 0, 2, 2, 70, 21, 2500, 6, 1, '{"s":20.5,"d":4.5,"dr":0.9,"lrt":1739664000}'))
    db.execute(c, (2, 1736000000002, 2, 0, 0, 0, 1, 0, 0, 0, 0, ''))
    db.execute(c, (3, 1736000000002, 2, 1, 0, -1, 2, 0, 0, 0, 0, ''))
    db.execute(c, (4, 1736000000003, 2, 0, 0, 0, 3, 0, 0, 0, 0, ''))
    db.execute(c, (5, 1736000000003, 2, 1, 2, 2, 60, 9, 2300, 2, 0, ''))
    db.execute("INSERT INTO revlog VALUES (1739664000123, 1, 0, 3, 21, 8, 450, 3100, 1)")

TYPES = [(10, 'Basic', 0, ['Front', 'Back'], [('{{Front}}', '{{FrontSide}}<hr id=answer>{{Back}}')]),
    (20, 'Cloze', 1, ['Text', 'Back Extra'], [('{{cloze:Text}}', '{{cloze:Text}}<br>{{Back Extra}}')]),
    (30, 'Two ways', 0, ['Word', 'Meaning'], [('{{Word}}', '{{FrontSide}}{{Meaning}}'), ('{{Meaning}}', '{{FrontSide}}{{Word}}')])]

def base():
    if os.path.exists('c.db'): os.remove('c.db')
    db = sqlite3.connect('c.db')
    db.create_collation('unicase', lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    db.executescript(NOTES)
    return db

def schema11(mod=1736000000):
    db = base(); rows(db, mod)
    models = {str(i): {'id': i, 'name': n, 'type': t, 'flds': [{'name': f, 'ord': k} for k, f in enumerate(fs)],
        'tmpls': [{'name': 'Card', 'ord': k, 'qfmt': q, 'afmt': a} for k, (q, a) in enumerate(ts)]} for i, n, t, fs, ts in TYPES}
    decks = {'1': {'id': 1, 'name': 'Default'}, '2': {'id': 2, 'name': 'Sea::Tides'}}
    db.execute('INSERT INTO col VALUES (1, ?, 0, 0, 11, 0, 0, 0, ?, ?, ?, ?, ?)', (BORN, '{}', json.dumps(models), json.dumps(decks), '{}', '{}'))
    db.commit(); db.close(); return open('c.db', 'rb').read()

def schema18(without=''):
    db = base(); rows(db)
    db.executescript('''CREATE TABLE notetypes (id integer primary key, name text NOT NULL COLLATE unicase, mtime_secs integer, usn integer, config blob);
CREATE TABLE fields (ntid integer, ord integer, name text NOT NULL COLLATE unicase, config blob, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
CREATE TABLE templates (ntid integer, ord integer, name text NOT NULL COLLATE unicase, mtime_secs integer, usn integer, config blob, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
CREATE TABLE decks (id integer primary key, name text NOT NULL COLLATE unicase, mtime_secs integer, usn integer, common blob, kind blob);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
CREATE UNIQUE INDEX idx_decks_name ON decks (name);
CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);
CREATE TABLE tags (tag text NOT NULL PRIMARY KEY COLLATE unicase, usn integer, collapsed boolean, config blob) WITHOUT ROWID;
CREATE TABLE config (KEY text NOT NULL PRIMARY KEY, usn integer, mtime_secs integer, val blob) WITHOUT ROWID;''')
    for i, n, t, fs, ts in TYPES:
        db.execute('INSERT INTO notetypes VALUES (?, ?, 0, 0, ?)', (i, n, (b'\x08\x01' if t else b'') + field(3, '.card {}')))
        for k, f in enumerate(fs): db.execute('INSERT INTO fields VALUES (?, ?, ?, ?)', (i, k, f, field(3, 'Arial')))
        for k, (q, a) in enumerate(ts): db.execute('INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)', (i, k, 'Card %d' % k, field(1, q) + field(2, a)))
    db.execute("INSERT INTO decks VALUES (1, 'Default', 0, 0, '', '')")
    db.execute("INSERT INTO decks VALUES (2, 'Sea' || char(31) || 'Tides', 0, 0, '', '')")
    db.execute("INSERT INTO col VALUES (1, ?, 0, 0, 18, 0, 0, 0, '', '', '', '', '')", (BORN,))
    if without: db.execute('DROP TABLE ' + without)
    db.commit(); db.close(); return open('c.db', 'rb').read()

def dummy():
    db = base()
    models = {'1': {'id': 1, 'name': 'Basic', 'type': 0, 'flds': [{'name': 'Front', 'ord': 0}], 'tmpls': [{'name': 'C', 'ord': 0, 'qfmt': '{{Front}}', 'afmt': ''}]}}
    db.execute('INSERT INTO col VALUES (1, ?, 0, 0, 11, 0, 0, 0, ?, ?, ?, ?, ?)', (BORN, '{}', json.dumps(models), '{"1": {"id": 1, "name": "Default"}}', '{}', '{}'))
    db.execute("INSERT INTO notes VALUES (1, 'dummy', 1, 0, 0, '', 'Please update to the latest Anki version.', 0, 0, 0, '')")
    db.execute("INSERT INTO cards VALUES (1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '')")
    db.commit(); db.close(); return open('c.db', 'rb').read()

def z(name, members):
    with zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED) as f:
        for n, b in members: f.writestr(n, b)

z('legacy1.apkg', [('collection.anki2', schema11()), ('media', '{"0": "a.png"}'), ('0', b'png')])
z('legacy2.apkg', [('collection.anki2', dummy()), ('collection.anki21', schema11()), ('media', '{}')])
latest = [('meta', b'\x08\x03'), ('collection.anki2', dummy()), ('collection.anki21b', zstd(schema18())), ('media', zstd(b''))]
z('latest.apkg', latest)
z('millis.apkg', [('collection.anki2', schema11(1736000000123)), ('media', '{}')])
for table in 'notetypes', 'fields', 'templates', 'decks', 'notes', 'cards', 'revlog', 'col':
    z('no-%s.apkg' % table, [('meta', b'\x08\x03'), ('collection.anki21b', zstd(schema18(table)))])
z('zbomb.apkg', [('meta', b'\x08\x03'), ('collection.anki21b', bomb(100000))])
z('zshort.apkg', [('meta', b'\x08\x03'), ('collection.anki21b', zstd(schema18())[:-5000])])
z('zwrong.apkg', [('meta', b'\x08\x03'), ('collection.anki21b', schema18())])
z('lies.apkg', [('meta', b'\x08\x03'), ('collection.anki2', schema11())])
z('../out.apkg', [('../../../canary', b'x'), ('collection.anki2', schema11()), ('media', '{"0": "../../canary"}')])
P
mkdir in && (cd in && python3 ../make.py) || exit 1

# --- three generations, one content
for name in legacy1 legacy2 latest millis ../out; do
	export BLOKCTL_STORE="$T/work/$(basename $name).db"
	run blokctl cards import "in/$name.apkg"
	status_is 0 "$name comes in"
	err_has '4 added'
	err_has 'picture'
	run blokctl cards list --json
	json_is cards.# 4
	json_is cards.0.question 'What is ebb & flow?'
	json_is cards.0.deck Default
	json_is cards.0.tags 'sea tide'
	json_is cards.1.cloze 'The {{c1::moon}} and the {{c2::sun::star}}'
	json_is cards.1.deck Sea::Tides
	json_is cards.2.question 'der Kiel'
	json_is cards.2.answer keel
	json_is cards.3.question keel
	json_is cards.3.answer 'der Kiel'
	run blokctl cards import "in/$name.apkg"
	err_has '0 added, 0 updated'
	run blokctl cards export -o back.json --with-scheduling
	run cat back.json
	json_is notes.0.cards.0.state 2
	json_is notes.0.cards.0.interval 21
	json_is notes.0.cards.0.reps 6
	json_is notes.0.cards.0.stability 20.5
	json_is notes.0.reviews.0.rating 3
	json_is notes.0.reviews.0.interval 21
	json_is notes.0.reviews.0.at_ms 1739664000123
	json_is notes.1.cards.1.suspended true
done
[ ! -e ../canary ] && [ ! -e ../../canary ] && ok 'nothing is written outside' || not_ok 'nothing is written outside'

# --- broken ones: an error of one line, nothing kept, in time and memory
export BLOKCTL_STORE="$T/work/broken.db"
for name in no-notetypes no-fields no-templates no-decks no-notes no-cards no-revlog no-col zbomb zshort zwrong lies; do
	run sh -c 'ulimit -v 700000; exec timeout 30 "$@"' sh blokctl cards import "in/$name.apkg"
	status_is 3 "$name is refused"
	err_has "in/$name.apkg"
done
run blokctl cards list --json
json_is cards '[]' 'nothing of them was kept'

# --- out: what Anki checks
export BLOKCTL_STORE="$T/work/o.db"
python3 - <<'P'
import json
notes = [
    {'question': 'a < b & c > d\nsecond\tline', 'answer': 'x\x01y\x7f"z"', 'deck': 'A::B::C', 'tags': 'one two::three'},
    {'question': 'Cafe\u0301 ist ein', 'answer': 'A\u030a', 'deck': 'A', 'tags': ''},
    {'cloze': 'In {{c1::Cafe\u0301 <b> & }}\tends {{c2::f(}x)}} so', 'deck': 'A::B', 'tags': ''},
    {'question': '1234', 'answer': '&lt;b&gt; is text', 'deck': 'Default', 'tags': ''},
]
json.dump(notes, open('notes.json', 'w'))
P
run blokctl cards import notes.json
status_is 0
run blokctl cards export -o o.apkg --with-scheduling
status_is 0
cat >check.py <<'P'
import zipfile, sqlite3, json, hashlib, re, html, sys, unicodedata
f = zipfile.ZipFile('o.apkg')
bad = []
def check(ok, what):
    if not ok: bad.append(what)
check(sorted(f.namelist()) == ['collection.anki2', 'media'], f.namelist())
check(f.read('media') == b'{}', 'media')
check(len({i.date_time for i in f.infolist()}) == 1, 'times of members')
open('x.db', 'wb').write(f.read('collection.anki2'))
db = sqlite3.connect('x.db')
check(db.execute('PRAGMA integrity_check').fetchone() == ('ok',), 'integrity')
ver, models, decks, dconf, conf = db.execute('SELECT ver, models, decks, dconf, conf FROM col').fetchone()
models, decks, dconf, conf = map(json.loads, (models, decks, dconf, conf))
check(ver == 11, 'ver')
check({d['name'] for d in decks.values()} == {'Default', 'A', 'A::B', 'A::B::C'}, decks)
for d in decks.values():
    for key in 'id name usn lrnToday revToday newToday timeToday collapsed dyn conf desc mod extendNew extendRev'.split():
        check(key in d, 'deck key ' + key)
for m in models.values():
    for key in 'id name type mod usn sortf did tmpls flds css latexPre latexPost req tags vers'.split():
        check(key in m, 'model key ' + key)
check('1' in decks and '1' in dconf, 'defaults')
def strip(s): # as Anki does it
    s = re.sub(r'(?is)<img[^>]+src=["\']?([^"\'>]+)["\']?[^>]*>', r' \1 ', s)
    return html.unescape(re.sub(r'(?s)<.*?>', '', s))
for nid, flds, sfld, csum, mid in db.execute('SELECT id, flds, sfld, csum, mid FROM notes'):
    fields = flds.split('\x1f')
    check(len(fields) == len(models[str(mid)]['flds']), 'fields of %r' % flds)
    check(not re.search(r'[\x00-\x08\x0b-\x1e\x7f]', flds), 'control characters in %r' % flds)
    check(unicodedata.is_normalized('NFC', flds), 'not NFC: %r' % flds)
    check(csum == int(hashlib.sha1(strip(fields[0]).encode()).hexdigest()[:8], 16), 'csum of %r' % fields[0])
    if models[str(mid)]['type'] == 1:
        gaps = re.findall(r'\{\{c(\d+)::(.*?)\}\}', fields[0])
        check(sorted(int(n) for n, _ in gaps) == [1, 2], 'gaps of %r' % fields[0])
        check(all('::' not in t for _, t in gaps), 'a hint where there was none: %r' % fields[0])
one = {r[0] for r in db.execute('SELECT typeof(sfld) FROM notes')}
check('integer' in one, 'numbers sort as numbers')
check(db.execute('SELECT count(*) FROM notes WHERE tags != "" AND tags NOT LIKE " % "').fetchone()[0] == 0, 'tags')
check(db.execute('SELECT count(*) FROM cards').fetchone()[0] == 5, 'cards')
check(not set(db.execute('SELECT did FROM cards')) - {(int(d),) for d in decks}, 'decks of cards')
print('\n'.join(map(str, bad)) or 'good')
P
run python3 check.py
out_is good

done_testing
