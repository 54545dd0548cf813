-- The queries of a flow's cache, by name.

-- name: add_prefix
INSERT INTO prefixes (digest, step) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- name: prefix
SELECT prefix FROM prefixes WHERE digest = ?;

-- name: add_pack
INSERT INTO packs (name, used) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET used = MAX(used, excluded.used);

-- name: pack
SELECT pack FROM packs WHERE name = ?;

-- name: packs
SELECT pack, name, used FROM packs ORDER BY pack;

-- name: add_entry
INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (prefix, item) DO UPDATE SET
pack = excluded.pack, offset = excluded.offset, length = excluded.length, recorded = excluded.recorded;

-- name: entry
SELECT item, pack, offset, length FROM entries WHERE prefix = ? AND item = ? AND recorded >= ?;

-- name: entries_of_prefix
SELECT item, pack, offset, length FROM entries WHERE prefix = ? AND recorded >= ?;

-- name: entry_count
SELECT COUNT(*) FROM entries WHERE pack = ?;

-- name: drop_entry
DELETE FROM entries WHERE prefix = ? AND item = ?;

-- name: drop_entries_of_pack
DELETE FROM entries WHERE pack = ?;

-- name: drop_pack
DELETE FROM packs WHERE pack = ?;

-- name: drop_unused_prefixes
DELETE FROM prefixes WHERE prefix NOT IN (SELECT DISTINCT prefix FROM entries);

-- name: add_block
INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: blocks_between
SELECT fan, first, stop, blocks.digest, name, offset, length, crc, recorded FROM blocks
JOIN packs USING (pack) JOIN prefixes USING (prefix)
WHERE prefixes.digest = ? AND fan = ? AND first >= ? AND stop <= ? AND recorded >= ?
ORDER BY first, recorded DESC;

-- name: drop_blocks_of_pack
DELETE FROM blocks WHERE pack = ?;
