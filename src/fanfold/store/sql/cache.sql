-- The index of a flow's cache, .cache/index.db: which results are kept, and where their records lie. Any number of
-- runs read and write it at once. Read for any older format, too: what is there stays.

-- What tasks had in common that were looked up together: step, code, version, and inherited values.
CREATE TABLE IF NOT EXISTS prefixes (
    prefix INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    step   TEXT NOT NULL
);

-- The packs that are kept, as .cache/packs/<name>.pack.
CREATE TABLE IF NOT EXISTS packs (
    pack INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    used REAL NOT NULL               -- Unix time at which a result in it was found, or put there, last
);

-- One row: the record of a task that succeeded.
CREATE TABLE IF NOT EXISTS entries (
    prefix   INTEGER NOT NULL,
    item     BLOB NOT NULL,          -- the digest of what this task had for itself: its item, for one
    pack     INTEGER NOT NULL,
    offset   INTEGER NOT NULL,
    length   INTEGER NOT NULL,
    recorded REAL NOT NULL,          -- Unix time at which the task ended
    PRIMARY KEY (prefix, item)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_by_pack ON entries (pack);

-- One row: the records of neighbours, one behind the other in a pack, which a later run may take over as they lie there.
CREATE TABLE IF NOT EXISTS blocks (
    prefix   INTEGER NOT NULL,
    fan      INTEGER NOT NULL,
    first    INTEGER NOT NULL,       -- the tasks' indexes: first to stop - 1
    stop     INTEGER NOT NULL,
    digest   BLOB NOT NULL,          -- of what its tasks had for themselves, and of their items' names
    pack     INTEGER NOT NULL,
    offset   INTEGER NOT NULL,
    length   INTEGER NOT NULL,
    crc      INTEGER NOT NULL,       -- of these bytes
    recorded REAL NOT NULL,          -- Unix time at which the first of its tasks to end did
    PRIMARY KEY (prefix, fan, first, pack, offset)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS blocks_by_pack ON blocks (pack);
