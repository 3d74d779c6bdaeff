"""Real histories of SQLite schemas, applied by blokctl; prints TAP.

migrate_histories.py BLOKCTL FOLDER: each history ends in its golden schema, in both layouts,
and no row is lost on the way but by a statement of the file itself: before each file every
table that has none gets a row.
"""
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

BLOKCTL, FOLDER = sys.argv[1:3]
number = 0


def ok(good, title, *why):
    global number
    number += 1
    print(("ok" if good else "not ok") + f" {number} - {title}")
    if not good:
        for line in why:
            print("# " + str(line)[:500].replace("\n", "\n# "))


def migrate(*words):
    return subprocess.run([BLOKCTL, "migrate", *words], capture_output=True, text=True)


def folded(text):
    return re.sub(r"\s+", " ", text).strip()


def schema(db):
    rows = db.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name <> 'blokctl_migration' ORDER BY 1, 2")
    return folded("\n".join("|".join(row) for row in rows))


def begin(path, suite):
    db = sqlite3.connect(path, isolation_level=None)
    note = open(os.path.join(FOLDER, "README.md")).read()
    # what the README of the histories says a history needs first
    for line in note.splitlines():
        found = re.search(r"`%s/`.*Needs `(create table [^`]*)`" % re.escape(suite), line, re.I)
        if found:
            db.execute(found.group(1))
    return db


def tables(db):
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND name <> 'blokctl_migration' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')").fetchall()}


def values(kind, sql, column):
    """What a column may hold: what its CHECK lists first, then by its type."""
    listed = re.search(r"[\"`]?\b%s\b[\"`]?\s+IN\s*\(([^)]*)\)" % re.escape(column), sql, re.I)
    if listed:
        yield from re.findall(r"'([^']*)'", listed.group(1)) or re.findall(r"\d+", listed.group(1))
    kind = kind.upper()
    yield from ([1, 0] if "INT" in kind or "BOOL" in kind else [1.5, 1] if "REAL" in kind else
                [b"x", "x"] if "BLOB" in kind else ["{}", "x", "2024-01-01", 1])


def fill(db, table, seen=()):
    if table in seen:
        return False
    sql = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    if not sql:
        return False
    parents, there = {}, tables(db)
    for key in db.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
        parent, mine, theirs = key[2], key[3], key[4]
        if parent.lower() not in (name.lower() for name in there):
            parents[mine] = None  # a history whose keys point nowhere for a while
            continue
        if parent != table and not db.execute(f'SELECT 1 FROM "{parent}" LIMIT 1').fetchall():
            fill(db, parent, seen + (table,))
        row = db.execute(f'SELECT "{theirs}" FROM "{parent}" LIMIT 1' if theirs else
                         f'SELECT rowid FROM "{parent}" LIMIT 1').fetchone() if parent != table else None
        parents[mine] = row[0] if row else None
    columns = [c for c in db.execute(f'PRAGMA table_xinfo("{table}")').fetchall() if not c[6]]
    for attempt in range(4):
        row = []
        for _, name, kind, *_ in columns:
            choices = list(values(kind or "", sql[0], name))
            row.append(parents[name] if name in parents else choices[attempt % len(choices)])
        names = ", ".join(f'"{c[1]}"' for c in columns)
        try:
            db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', row)
            return True
        except sqlite3.Error:
            continue
    return False


def changes_rows(text, table):
    """Whether a file deletes or chooses rows of a table by words of its own."""
    name = r"[\"`\[]?%s[\"`\]]?" % re.escape(table)
    if re.search(r"\bDROP\s+TABLE\s+(IF\s+EXISTS\s+)?%s" % name, text, re.I) and not re.search(
            r"\bSELECT\b[^;]*\bFROM\s+%s\b" % name, text, re.I):
        return True  # dropped, and made anew without them
    return re.search(r"\b(DELETE\s+FROM|REPLACE\s+INTO|INTO)\s+%s\b" % name, text, re.I) or re.search(
        r"\bFROM\s+%s\b[^;]*\b(WHERE|JOIN)\b" % name, text, re.I)


def rows_stay(suite, folder):
    lost, dropped, meant, filled, refused = [], 0, 0, 0, []
    directory = os.path.join(FOLDER, suite, "dbmate")
    path = os.path.join(folder, suite + "-rows.db")
    begin(path, suite).close()
    for file in sorted(os.listdir(directory)):
        text = open(os.path.join(directory, file)).read().split("-- migrate:down")[0]
        db = sqlite3.connect(path, isolation_level=None)
        for table, count in tables(db).items():
            if not count:
                filled += fill(db, table)
        before = tables(db)
        done = migrate("up", "1", "--no-backup", "--db", path, "--dir", directory)
        if done.returncode:
            # a file that cannot be applied to rows: nothing of it is kept, and the rows are
            if tables(db) != before:
                lost.append(f"{file} failed and changed rows")
            refused.append(f"{file}: {done.stderr}")
            for table in before:
                db.execute(f'DELETE FROM "{table}"')
            if migrate("up", "1", "--no-backup", "--db", path, "--dir", directory).returncode:
                lost.append(f"{file} cannot be applied at all")
                break
        else:
            after = tables(db)
            for table, count in before.items():
                name = r"[\"`\[]?%s[\"`\]]?" % re.escape(table)
                if table not in after:
                    gone = re.search(r"\bDROP\s+TABLE\s+(IF\s+EXISTS\s+)?%s" % name, text, re.I) or re.search(
                        r"\bALTER\s+TABLE\s+%s\s+RENAME\s+TO\b" % name, text, re.I)
                    dropped += 1
                    if not gone:
                        lost.append(f"{file}: '{table}' is gone")
                elif after[table] < count and changes_rows(text, table):
                    meant += 1
                elif after[table] < count:
                    lost.append(f"{file}: '{table}' had {count} rows and has {after[table]}")
            if db.execute("PRAGMA foreign_key_check").fetchall():
                lost.append(f"{file}: rows refer to nothing")
        db.close()
    ok(not lost, f"{suite}: no row is lost but by a statement ({filled} rows put in, {dropped} tables dropped or"
       f" renamed, {meant} emptied, {len(refused)} files refuse rows)", *lost)


def ends_right(suite, folder):
    want = folded(open(os.path.join(FOLDER, suite, "golden.schema")).read())
    for layout in ("dbmate", "pair"):
        for options in ([], ["--atomic"]):
            path = os.path.join(folder, f"{suite}-{layout}{len(options)}.db")
            begin(path, suite).close()
            done = migrate("up", "--db", path, "--dir", os.path.join(FOLDER, suite, layout), *options)
            db = sqlite3.connect(path)
            checks = db.execute("PRAGMA integrity_check").fetchall() + db.execute(
                "PRAGMA foreign_key_check").fetchall()
            ok(done.returncode == 0 and schema(db) == want and checks == [("ok",)],
               f"{suite}, {layout} {' '.join(options)}: ends in its schema", done.stderr[-400:], checks)
            db.close()


with tempfile.TemporaryDirectory() as folder:
    for suite in sorted(os.listdir(FOLDER)):
        if os.path.isfile(os.path.join(FOLDER, suite, "golden.schema")):
            ends_right(suite, folder)
            rows_stay(suite, folder)
print(f"1..{number}")
