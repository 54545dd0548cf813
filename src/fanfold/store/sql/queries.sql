-- The ledger's queries, by name. Those that page take the last key seen and the size of a page, so that no cursor is
-- ever held open while the driver writes.

-- name: add_event
INSERT INTO events VALUES (?, ?, ?);

-- name: add_block
INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_fan
INSERT INTO fans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_failure
INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_commit
INSERT INTO commits VALUES (?, ?);

-- name: start_worker
INSERT INTO workers VALUES (?, ?, ?, ?, NULL, NULL);

-- name: end_worker
UPDATE workers SET ended = ?, cause = ? WHERE worker = ?;

-- name: note_synced
INSERT INTO synced VALUES (?, ?) ON CONFLICT (pack) DO UPDATE SET offset = excluded.offset;

-- name: set_meta
INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: meta
SELECT value FROM meta WHERE name = ?;

-- name: events_page
SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?;

-- name: blocks_page
SELECT * FROM blocks WHERE seq > ? ORDER BY seq LIMIT ?;

-- name: fans_page
SELECT * FROM fans WHERE fan > ? ORDER BY fan LIMIT ?;

-- name: failures_page
SELECT * FROM failures WHERE seq > ? ORDER BY seq LIMIT ?;

-- name: commits_page
SELECT * FROM commits WHERE last_seq > ? ORDER BY last_seq LIMIT ?;

-- name: blocks_of_step
SELECT * FROM blocks WHERE step = ? AND (fan, turn, first) > (?, ?, ?) ORDER BY fan, turn, first LIMIT ?;

-- name: blocks_of_fan
SELECT * FROM blocks WHERE step = ? AND fan = ? AND (turn, first) > (?, ?) ORDER BY turn, first LIMIT ?;

-- name: block_of_task
SELECT * FROM blocks WHERE step = ? AND fan = ? AND turn = ? AND first <= ? ORDER BY first DESC LIMIT 1;

-- name: fan
SELECT * FROM fans WHERE fan = ?;

-- name: fans_of_step
SELECT * FROM fans WHERE parent_step = ? AND (parent_fan, parent_index, parent_turn) > (?, ?, ?)
ORDER BY parent_fan, parent_index, parent_turn LIMIT ?;

-- name: fan_of_task
SELECT * FROM fans WHERE parent_step = ? AND parent_fan = ? AND parent_index = ? AND parent_turn = ?;

-- name: failures_of_step
SELECT * FROM failures WHERE step = ? AND (fan, task_index, turn, seq) > (?, ?, ?, ?)
ORDER BY fan, task_index, turn, seq LIMIT ?;

-- name: failures_of_task
SELECT * FROM failures WHERE step = ? AND fan = ? AND task_index = ? AND turn = ? ORDER BY seq;

-- name: workers
SELECT * FROM workers ORDER BY worker;

-- name: synced
SELECT pack, offset FROM synced;

-- name: done_counts
SELECT step, SUM(stop - first), SUM(caught) FROM blocks GROUP BY step;

-- name: split_counts
SELECT parent_step, COUNT(*) FROM fans GROUP BY parent_step;

-- name: pack_ends
SELECT pack, MAX(stop) FROM (
    SELECT pack, offset + length AS stop FROM blocks
    UNION ALL SELECT pack, offset + length FROM fans
    UNION ALL SELECT items_pack, items_offset + items_length FROM fans
    UNION ALL SELECT pack, offset + length FROM failures
) WHERE pack IS NOT NULL GROUP BY pack;

-- name: last_seq
SELECT MAX(
    COALESCE((SELECT MAX(seq) FROM events), 0), COALESCE((SELECT MAX(seq) FROM blocks), 0),
    COALESCE((SELECT seq FROM fans ORDER BY fan DESC LIMIT 1), 0), COALESCE((SELECT MAX(seq) FROM failures), 0)
);

-- name: last_fan
SELECT COALESCE(MAX(fan), 0) FROM fans;
