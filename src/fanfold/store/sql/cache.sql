-- The index of a flow's cache, .cache/index.db: which results are kept, and where their records lie. Any number of
-- runs read and write it at once.

-- What tasks had in common that were looked up together: step, code, version, and inherited values.
CREATE TABLE prefixes (
    prefix INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    step   TEXT NOT NULL
);

-- The packs that are kept, as .cache/packs/<name>.pack.
CREATE TABLE packs (
    pack INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    used REAL NOT NULL               -- Unix time at which a result in it was found, or put there, last
);

-- One row: the record of a task that succeeded.
CREATE TABLE entries (
    prefix   INTEGER NOT NULL,
    item     BLOB NOT NULL,          -- the digest of what this task had for itself: its item, for one
    pack     INTEGER NOT NULL,
    offset   INTEGER NOT NULL,
    length   INTEGER NOT NULL,
    recorded REAL NOT NULL,          -- Unix time at which the task ended
    PRIMARY KEY (prefix, item)
) WITHOUT ROWID;
CREATE INDEX entries_by_pack ON entries (pack);
