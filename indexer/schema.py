"""The catalog's tables, as `indexer.catalog` makes them, and what brings older ones up to date."""

from __future__ import annotations

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
SCHEMA = f"""
CREATE TABLE folder (
    path BLOB PRIMARY KEY,
    present INTEGER NOT NULL DEFAULT 1,
    device INTEGER NOT NULL DEFAULT 0,
    inode INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,       -- nanoseconds
    device INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    content TEXT,                 -- its hash, NULL until read
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX file_content ON file (content);
CREATE INDEX file_state ON file (state, mtime DESC);
CREATE TABLE content (
    hash TEXT NOT NULL,
    model TEXT NOT NULL,
    kind TEXT NOT NULL,           -- photo, document
    state TEXT NOT NULL,          -- writing, done
    items INTEGER NOT NULL,       -- photos or pages
    rows INTEGER NOT NULL DEFAULT -1,  -- in the store, -1 where nobody has counted
    notice TEXT NOT NULL DEFAULT '',   -- what of it could not be read
    PRIMARY KEY (hash, model)
);
CREATE TABLE item (               -- one row a photo or page: what a hit shows beside its vector
    content TEXT NOT NULL,
    page INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    writing INTEGER NOT NULL DEFAULT 0,  -- the text in its picture, see WRITING_WAITS
    PRIMARY KEY (content, page)
) WITHOUT ROWID;
{_PARTIAL}
{_WAITING}
{_METADATA}
{_VIDEO}
{_SIDECAR}
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
    # 6 did not see the figures of documents, nor told which pages are damaged: they are read again.
    "ALTER TABLE content ADD COLUMN notice TEXT NOT NULL DEFAULT '';"
    f" {_PARTIAL} UPDATE content SET state = 'writing' WHERE kind = 'document'",
)
SCHEMA_VERSION = len(MIGRATIONS) + 1
