-- The ledger: what happened in a run, in the order in which it happened. One writer ever, the driver.
--
-- Every event is one row of one table, and `seq` counts through all of them without a gap: so the run can be folded
-- again from its rows, and a row that was lost is noticed. Rows are only ever added. What is frequent has columns
-- (blocks, fans, failures); the rest is JSON in `events`.
--
-- A location (pack, offset, length) is a range of bytes of packs/<pack>.pack.

-- Anything said once about the whole ledger, as text.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Events that are rare: the run's start, its end, timers.
CREATE TABLE events (
    seq  INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,             -- the event's class, such as 'TimerFired'
    body TEXT NOT NULL              -- its fields, as a JSON object
);

-- One row: tasks that are done, of one step and fan, of the indexes first to stop - 1. Their records lie in the
-- location, in order. When items went through a chain of steps, their records take turns in one location
-- (item 0 of a, item 0 of b, item 1 of a, ...): then each step of `chain` has a row with that same location.
CREATE TABLE blocks (
    seq    INTEGER PRIMARY KEY,
    fan    INTEGER NOT NULL,        -- 0 is the root fan: tasks outside any foreach
    step   TEXT NOT NULL,
    turn   INTEGER NOT NULL,        -- of a step that loops to itself, else 0
    first  INTEGER NOT NULL,
    stop   INTEGER NOT NULL,
    target TEXT,                    -- of a switch: the step that they all went on to
    caught INTEGER NOT NULL,        -- how many of them ended in @catch
    chain  TEXT NOT NULL,           -- the steps whose records share the location, joined by commas; '' for this one alone
    pack   TEXT,
    offset INTEGER,
    length INTEGER
);
CREATE INDEX blocks_by_place ON blocks (step, fan, turn, first);

-- One row: a split (foreach or num_parallel) that is done, and the fan of `width` items that it opened.
-- Fans are numbered in the order of their events, in a resumed run with gaps. The location is that of the split's own record.
CREATE TABLE fans (
    fan          INTEGER PRIMARY KEY,
    seq          INTEGER NOT NULL,
    parent_fan   INTEGER NOT NULL,  -- the split's task
    parent_step  TEXT NOT NULL,
    parent_index INTEGER NOT NULL,
    parent_turn  INTEGER NOT NULL,
    width        INTEGER NOT NULL,
    pack         TEXT,
    offset       INTEGER,
    length       INTEGER,
    items_pack   TEXT,              -- where its items lie; NULL for num_parallel
    items_offset INTEGER,
    items_length INTEGER
);
CREATE INDEX fans_by_parent ON fans (parent_step, parent_fan, parent_index, parent_turn);

-- One row: an attempt that failed, the last one of its task or not. The location is that of its record, if it
-- could still write one.
CREATE TABLE failures (
    seq        INTEGER PRIMARY KEY,
    fan        INTEGER NOT NULL,
    step       TEXT NOT NULL,
    task_index INTEGER NOT NULL,
    turn       INTEGER NOT NULL,
    attempt    INTEGER NOT NULL,    -- 0 for the first
    cause      TEXT NOT NULL,       -- 'error', 'timeout', 'died', 'engine'
    type       TEXT NOT NULL,       -- the exception's class
    message    TEXT NOT NULL,
    raised_at  TEXT NOT NULL,       -- file.py:41
    traceback  TEXT NOT NULL,
    charged    INTEGER NOT NULL,    -- 0: nobody's code is to blame, and the attempt does not count
    pack       TEXT,
    offset     INTEGER,
    length     INTEGER
);
CREATE INDEX failures_by_place ON failures (step, fan, task_index, turn);

-- One row: a transaction that added events, up to last_seq. The checksum is the sum of the CRC-32s of its rows, each
-- row taken as the text of a Python tuple in ASCII. SQLite itself does not notice a byte that was changed on the disk.
CREATE TABLE commits (
    last_seq INTEGER PRIMARY KEY,
    checksum INTEGER NOT NULL
);

-- The processes that ran tasks. Times are Unix times in seconds.
CREATE TABLE workers (
    worker  INTEGER PRIMARY KEY,
    pid     INTEGER NOT NULL,
    step    TEXT NOT NULL,
    started REAL NOT NULL,
    ended   REAL,
    cause   TEXT                    -- why it ended, such as 'SIGKILL'; NULL while it lives, '' when it simply was done
);

-- How much of each pack was certainly on the disk when the ledger was last written there. After a power cut,
-- records behind these offsets are verified before they count.
CREATE TABLE synced (
    pack   TEXT PRIMARY KEY,
    offset INTEGER NOT NULL
) WITHOUT ROWID;
