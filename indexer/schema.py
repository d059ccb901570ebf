"""The catalog's tables, and what brings older ones up to date; `indexer.catalog_file` does it."""

from __future__ import annotations

import os

_SAID = """\
    taken TEXT NOT NULL,          -- ISO 8601
    camera TEXT NOT NULL,
    lens TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    keywords TEXT NOT NULL,       -- one a line
    rating INTEGER"""
_METADATA = f"""
CREATE TABLE metadata (           -- of a file that says something of itself
    content TEXT PRIMARY KEY,
{_SAID}
);
"""
# Text in a picture: is it still to be read?
NO_WRITING, WRITING_WAITS, WRITING_READ, WRITING_FAILED = 0, 1, 2, 3
_WAITING = f"CREATE INDEX item_writing ON item (content) WHERE writing = {WRITING_WAITS};"
# Photos whose fingerprint is still to be taken, and contents that several files hold.
_UNSEEN = "CREATE INDEX item_unseen ON item (content) WHERE page = 0 AND look IS NULL;"
_DOUBLED = "CREATE INDEX content_doubled ON content (model, hash) WHERE files > 1;"
_PARTIAL = "CREATE INDEX content_notice ON content (hash) WHERE notice != '';"
_SIDECAR = f"""
CREATE TABLE sidecar (            -- an XMP file beside photos, and what it says of them
    path BLOB PRIMARY KEY,
    beside BLOB NOT NULL,         -- the path without .xmp: a photo's, whole or less its ending
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,
    readable INTEGER NOT NULL,
{_SAID}
);
CREATE INDEX sidecar_beside ON sidecar (beside);
"""
_VIDEO = """
CREATE TABLE video (              -- counted, not indexed
    path BLOB PRIMARY KEY
) WITHOUT ROWID;
"""
_STATE = "CREATE INDEX file_state ON file (state, priority DESC, mtime DESC);"
# Counted as files come and go: counting anew takes a second for 100,000 files, and progress asks
# for it all the time. A file that waits to be read anew counts: it is found by what is known of it.
# The plus keeps SQLite from looking through all files of one state for those of one content.
_HOLDERS = """
CREATE TRIGGER content_comes AFTER INSERT ON content BEGIN
    UPDATE content SET files =
        (SELECT count(*) FROM file WHERE content = new.hash AND +state != 'failed')
    WHERE hash = new.hash AND model = new.model;
END;
CREATE TRIGGER file_comes AFTER INSERT ON file WHEN new.state != 'failed' BEGIN
    UPDATE content SET files = files + 1 WHERE hash = new.content;
END;
CREATE TRIGGER file_changes AFTER UPDATE OF state, content ON file
WHEN old.content IS NOT new.content OR (old.state = 'failed') != (new.state = 'failed') BEGIN
    UPDATE content SET files = files - 1 WHERE hash = old.content AND old.state != 'failed';
    UPDATE content SET files = files + 1 WHERE hash = new.content AND new.state != 'failed';
END;
CREATE TRIGGER file_goes AFTER DELETE ON file WHEN old.state != 'failed' BEGIN
    UPDATE content SET files = files - 1 WHERE hash = old.content;
END;
CREATE INDEX content_held ON content (model, kind, items) WHERE state = 'done' AND files > 0;
"""
# Of each kind by itself: few documents stand among many photos, or the other way round.
_NEWEST = "CREATE INDEX file_newest ON file (document, mtime DESC, path);"
# Of the same kind: how many pictures of a content are to be read for text, and when the newest of
# its files was changed. Where 100,000 are to be read, finding the next took nearly a second.
_UNREAD = f"""
CREATE TRIGGER content_comes_unread AFTER INSERT ON content BEGIN
    UPDATE content SET
        newest = (SELECT max(mtime) FROM file WHERE content = new.hash),
        unread =
            (SELECT count(*) FROM item WHERE content = new.hash AND writing = {WRITING_WAITS})
    WHERE hash = new.hash AND model = new.model;
END;
CREATE TRIGGER file_changes_newest AFTER UPDATE OF content ON file
WHEN new.content IS NOT NULL BEGIN
    UPDATE content SET newest = max(coalesce(newest, new.mtime), new.mtime)
    WHERE hash = new.content;
END;
CREATE TRIGGER item_comes AFTER INSERT ON item WHEN new.writing = {WRITING_WAITS} BEGIN
    UPDATE content SET unread = unread + 1 WHERE hash = new.content;
END;
CREATE TRIGGER item_changes AFTER UPDATE OF writing ON item
WHEN (old.writing = {WRITING_WAITS}) != (new.writing = {WRITING_WAITS}) BEGIN
    UPDATE content
    SET unread = unread + (new.writing = {WRITING_WAITS}) - (old.writing = {WRITING_WAITS})
    WHERE hash = new.content;
END;
CREATE INDEX content_unread ON content (model, kind, newest DESC, hash, unread)
WHERE state = 'done' AND files > 0 AND unread > 0;
"""
# What lists of files are sorted by: the moment a photo was taken by its own clock, as its sidecar
# or the photo itself says, else the file's last change; and its name with numbers as numbers. Both
# are columns with an index, for no list may take a pass through the library.
_MOMENT = """coalesce(
    (SELECT nullif(taken, '') FROM sidecar WHERE beside = file.path AND readable),
    (SELECT nullif(taken, '') FROM sidecar WHERE beside = stem(file.path) AND readable),
    (SELECT nullif(taken, '') FROM metadata WHERE content = file.content),
    strftime('%Y-%m-%dT%H:%M:%S', mtime / 1000000000, 'unixepoch', 'localtime')
)"""

_NAMES = "sort_name = sort_name(path), "


def _sets_moment(condition: str, more: str = "") -> str:
    return f"UPDATE file SET {more}moment = substr({_MOMENT}, 1, 19) WHERE {condition};"


def _moments_follow(table: str, columns: str, owned: str) -> str:
    """Triggers that keep the moments of the files that a table's row speaks of."""
    old, new = (_sets_moment(owned.format(row=row)) for row in ("old", "new"))
    return f"""
CREATE TRIGGER {table}_moment_comes AFTER INSERT ON {table} BEGIN {new} END;
CREATE TRIGGER {table}_moment_changes AFTER UPDATE OF {columns} ON {table} BEGIN {new} END;
CREATE TRIGGER {table}_moment_goes AFTER DELETE ON {table} BEGIN {old} END;
"""


_BESIDE = (
    "path = {row}.beside OR (path > CAST({row}.beside || '.' AS BLOB)"
    " AND path < CAST({row}.beside || '/' AS BLOB) AND stem(path) = {row}.beside)"
)
_SORTED = f"""
CREATE TRIGGER file_comes_sorted AFTER INSERT ON file BEGIN
    {_sets_moment("id = new.id", _NAMES)}
END;
CREATE TRIGGER file_changes_sorted AFTER UPDATE OF path, mtime, content ON file
WHEN old.path != new.path OR old.mtime != new.mtime OR old.content IS NOT new.content BEGIN
    {_sets_moment("id = new.id", _NAMES)}
END;
{_moments_follow("metadata", "taken", "content = {row}.content")}
{_moments_follow("sidecar", "taken, readable", _BESIDE)}
CREATE INDEX file_moment ON file (document, moment, path);
CREATE INDEX file_sort_name ON file (document, sort_name, path);
"""
# A file's name is what follows the last separator of its path.
_PATH = "CAST({row}path AS TEXT)"
_NAME = f"substr({_PATH}, length(rtrim({_PATH}, replace({_PATH}, '{os.sep}', ''))) + 1)"
_TOLD = "{row}title || char(10) || {row}description || char(10) || {row}keywords"


def _words(table: str, columns: str, text: str) -> str:
    """An index of all parts of words, three letters or more, in what a table's rows say.

    It has a rowid for each of the table's, and is filled with what is there.
    """
    old = f"DELETE FROM {table}_words WHERE rowid = old.rowid;"
    new = f"INSERT INTO {table}_words (rowid, said) VALUES (new.rowid, {text.format(row='new.')});"
    return f"""
CREATE VIRTUAL TABLE {table}_words USING fts5 (said, tokenize = 'trigram');
INSERT INTO {table}_words (rowid, said) SELECT rowid, {text.format(row="")} FROM {table};
CREATE TRIGGER {table}_words_come AFTER INSERT ON {table} BEGIN {new} END;
CREATE TRIGGER {table}_words_go AFTER DELETE ON {table} BEGIN {old} END;
CREATE TRIGGER {table}_words_change AFTER UPDATE OF {columns} ON {table} BEGIN {old} {new} END;
"""


_WORDS = "".join(
    (
        _words("file", "path", _NAME),
        _words("metadata", "title, description, keywords", _TOLD),
        _words("sidecar", "title, description, keywords", _TOLD),
    )
)
# What people make by hand, and what they have asked. A member is a content, so that it outlives its
# file's names and places, and stays when no file holds it. Where a file is changed by an editor,
# its content becomes another, and its members go with it unless a copy still holds what it was.
_KEPT = """
CREATE TABLE recent (             -- questions, the newest with the highest id
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    asked INTEGER NOT NULL,       -- seconds since 1970
    query TEXT NOT NULL           -- JSON, as indexer.kept writes it
);
CREATE TABLE saved (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    query TEXT NOT NULL,          -- JSON
    deleted INTEGER               -- since when; it can be brought back for a while
);
CREATE UNIQUE INDEX saved_name ON saved (name) WHERE deleted IS NULL;
CREATE TABLE collection (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    deleted INTEGER
);
CREATE UNIQUE INDEX collection_name ON collection (name) WHERE deleted IS NULL;
CREATE TABLE member (
    id INTEGER PRIMARY KEY,       -- in the order they were added
    collection INTEGER NOT NULL,
    content TEXT NOT NULL,
    page INTEGER NOT NULL,        -- 0 for a photo
    path BLOB NOT NULL,           -- of a file that held it
    file INTEGER                  -- the file that held it, until what it holds now has been read
);
CREATE UNIQUE INDEX member_once ON member (content, page, collection);
CREATE INDEX member_of ON member (collection);
CREATE INDEX member_file ON member (file) WHERE file IS NOT NULL;
CREATE TRIGGER file_changes_member AFTER UPDATE OF content ON file
WHEN old.content IS NOT new.content
AND EXISTS (SELECT 1 FROM member WHERE content = old.content OR file = new.id) BEGIN
    UPDATE member SET file = new.id, path = new.path WHERE content = old.content;
    UPDATE OR REPLACE member SET content = new.content, path = new.path
    WHERE file = new.id AND new.content IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM file WHERE file.content = member.content);
    UPDATE member SET file = NULL WHERE file = new.id AND new.content IS NOT NULL;
END;
CREATE TRIGGER file_goes_member AFTER DELETE ON file
WHEN EXISTS (SELECT 1 FROM member WHERE content = old.content OR file = old.id) BEGIN
    UPDATE member SET path = old.path, file = NULL
    WHERE content = old.content OR file = old.id;
END;
"""
SCHEMA = f"""
CREATE TABLE folder (
    path BLOB PRIMARY KEY,
    present INTEGER NOT NULL DEFAULT 1,
    device INTEGER NOT NULL DEFAULT 0,
    inode INTEGER NOT NULL DEFAULT 0,
    mount BLOB NOT NULL DEFAULT x'',     -- where its drive is mounted when it is there
    replaced INTEGER NOT NULL DEFAULT 0, -- whether, while it is away, something else is there
    priority INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,       -- nanoseconds
    device INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    ctime INTEGER NOT NULL DEFAULT 0, -- nanoseconds, 0 where it is not known
    content TEXT,                 -- its hash, NULL until read
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL DEFAULT 0, -- its watched folder's
    moment TEXT,                  -- taken, else changed, by the clock of where that was
    sort_name TEXT,               -- its name as names are sorted
    document INTEGER NOT NULL DEFAULT 0  -- whether it is one, by its name; else a photo
);
CREATE INDEX file_content ON file (content);
{_STATE}
{_NEWEST}
CREATE TABLE content (
    hash TEXT NOT NULL,
    model TEXT NOT NULL,
    kind TEXT NOT NULL,           -- photo, document
    state TEXT NOT NULL,          -- writing, done
    items INTEGER NOT NULL,       -- photos or pages
    rows INTEGER NOT NULL DEFAULT -1,  -- in the store, -1 where nobody has counted
    files INTEGER NOT NULL DEFAULT 0,  -- indexed ones that hold it, whatever the model
    notice TEXT NOT NULL DEFAULT '',   -- what of it could not be read
    newest INTEGER,                    -- the latest mtime of its files so far
    unread INTEGER NOT NULL DEFAULT 0, -- items whose writing waits
    PRIMARY KEY (hash, model)
);
CREATE TABLE item (               -- one row a photo or page: what a hit shows beside its vector
    content TEXT NOT NULL,
    page INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    writing INTEGER NOT NULL DEFAULT 0,  -- the text in its picture, see WRITING_WAITS
    attempts INTEGER NOT NULL DEFAULT 0, -- how often reading that has ended its process
    look BLOB,                    -- a photo's fingerprint, empty where none can be taken
    PRIMARY KEY (content, page)
) WITHOUT ROWID;
{_PARTIAL}
{_WAITING}
{_UNSEEN}
{_DOUBLED}
{_METADATA}
{_VIDEO}
{_SIDECAR}
{_HOLDERS}
{_UNREAD}
{_WORDS}
{_KEPT}
{_SORTED}
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


# What makes a catalog of each older version into one of the next.
MIGRATIONS = (
    # 1 knew of PDFs alone, and nothing that photos say of themselves; that comes as they change.
    f"UPDATE content SET kind = 'document' WHERE kind = 'pdf'; {_METADATA}",
    # 2 read no text in pictures. Which pages are scans it did not note; photos are known.
    "ALTER TABLE item ADD COLUMN writing INTEGER NOT NULL DEFAULT 0;"
    f" UPDATE item SET writing = {WRITING_WAITS} WHERE page = 0; {_WAITING}",
    # 3 did not know how many rows a content has in the store.
    "ALTER TABLE content ADD COLUMN rows INTEGER NOT NULL DEFAULT -1",
    # 4 did not count videos.
    _VIDEO,
    # 5 knew of no sidecars.
    _SIDECAR,
    # 6 read all folders in turn.
    "ALTER TABLE folder ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;"
    " ALTER TABLE file ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;"
    f" DROP INDEX file_state; {_STATE}",
    # 7 counted the files of each content whenever that was asked.
    "ALTER TABLE content ADD COLUMN files INTEGER NOT NULL DEFAULT 0;"
    " UPDATE content SET files ="
    " (SELECT count(*) FROM file WHERE content = hash AND +file.state != 'failed');"
    f" {_HOLDERS}",
    # 8 did not see the figures of documents, nor told which pages are damaged: they are read again.
    "ALTER TABLE content ADD COLUMN notice TEXT NOT NULL DEFAULT '';"
    f" {_PARTIAL} UPDATE content SET state = 'writing' WHERE kind = 'document'",
    # 9 went through all pictures for the next whose text is to be read.
    "ALTER TABLE content ADD COLUMN newest INTEGER;"
    " ALTER TABLE content ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;"
    " UPDATE content SET newest = (SELECT max(mtime) FROM file WHERE content = hash), unread ="
    f" (SELECT count(*) FROM item WHERE content = hash AND writing = {WRITING_WAITS});"
    f" {_UNREAD}",
    # 10 gave a picture up that had once ended the process which read it.
    "ALTER TABLE item ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0",
    # 11 showed nothing where nothing was asked.
    "CREATE INDEX file_newest ON file (mtime DESC, path)",
    # 12 went through all photos for the newest documents.
    "ALTER TABLE file ADD COLUMN document INTEGER NOT NULL DEFAULT 0;"
    f" UPDATE file SET document = is_document(path); DROP INDEX file_newest; {_NEWEST}",
    # 13 found by meaning alone.
    _WORDS,
    # 14 kept no questions and no collections.
    _KEPT,
    # 15 knew copies by their bytes alone.
    f"ALTER TABLE item ADD COLUMN look BLOB; {_UNSEEN} {_DOUBLED}",
    # 16 listed files by their last change alone.
    "ALTER TABLE file ADD COLUMN moment TEXT; ALTER TABLE file ADD COLUMN sort_name TEXT;"
    f" {_sets_moment('1', _NAMES)} {_SORTED}",
    # 17 believed a file's size and time alone, and did not say what stands in a folder's place.
    "ALTER TABLE file ADD COLUMN ctime INTEGER NOT NULL DEFAULT 0;"
    " ALTER TABLE folder ADD COLUMN mount BLOB NOT NULL DEFAULT x'';"
    " ALTER TABLE folder ADD COLUMN replaced INTEGER NOT NULL DEFAULT 0",
)
SCHEMA_VERSION = len(MIGRATIONS) + 1
