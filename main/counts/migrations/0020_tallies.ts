/**
 * Counts by quarter-hour in place of hourly ones, rolled up by the venue's own days so that years answer at once;
 * who is inside; how fast and how well devices read; the event log. An hour's old counts go into its first quarter;
 * `day_tally` is filled from them by `rollUp`, which knows the venue's days. Frozen: a released migration never
 * changes.
 */
export const MIGRATION_0020 = `
CREATE TABLE tally (
  quarter INTEGER NOT NULL CHECK (quarter % 900000 = 0),
  gate TEXT NOT NULL CHECK (length(gate) BETWEEN 1 AND 60),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  outcome TEXT NOT NULL CHECK (outcome IN ('admit', 'refuse', 'undecided', 'not_a_pass', 'override', 'manual')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 24 AND reason NOT GLOB '*[^a-z_]*'),
  format TEXT NOT NULL CHECK (length(format) BETWEEN 1 AND 24 AND format NOT GLOB '*[^a-z0-9_]*'),
  input TEXT NOT NULL CHECK (input IN ('hid_pos', 'keyboard', 'camera', 'serial', 'demo', 'staff')),
  count INTEGER NOT NULL CHECK (count > 0),
  repeats INTEGER NOT NULL DEFAULT 0 CHECK (repeats BETWEEN 0 AND count),
  PRIMARY KEY (quarter, gate, direction, outcome, reason, format, input)
) STRICT, WITHOUT ROWID;
CREATE TABLE day_tally (
  day INTEGER NOT NULL CHECK (day BETWEEN 10101 AND 99991231),
  gate TEXT NOT NULL CHECK (length(gate) <= 60),
  dimension TEXT NOT NULL CHECK (dimension IN ('outcome', 'reason', 'format', 'input', 'gate', 'repeats')),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  word TEXT NOT NULL CHECK (length(word) BETWEEN 1 AND 60),
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (gate, dimension, direction, day, word)
) STRICT, WITHOUT ROWID;
CREATE TABLE occupancy (
  day INTEGER PRIMARY KEY CHECK (day BETWEEN 10101 AND 99991231),
  inside INTEGER NOT NULL CHECK (inside >= 0),
  peak INTEGER NOT NULL CHECK (peak >= inside),
  peak_at INTEGER NOT NULL CHECK (peak_at >= 0)
) STRICT;
CREATE TABLE decision_time (
  day INTEGER NOT NULL CHECK (day BETWEEN 10101 AND 99991231),
  bucket_ms INTEGER NOT NULL CHECK (bucket_ms > 0),
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (day, bucket_ms)
) STRICT, WITHOUT ROWID;
CREATE TABLE device_reading (
  day INTEGER NOT NULL CHECK (day BETWEEN 10101 AND 99991231),
  input TEXT NOT NULL CHECK (input IN ('hid_pos', 'keyboard', 'camera', 'serial', 'demo')),
  device TEXT NOT NULL CHECK (length(device) BETWEEN 1 AND 80),
  read INTEGER NOT NULL DEFAULT 0 CHECK (read >= 0),
  lost INTEGER NOT NULL DEFAULT 0 CHECK (lost >= 0),
  PRIMARY KEY (day, input, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
  at INTEGER NOT NULL CHECK (at >= 0),
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32 AND kind NOT GLOB '*[^a-z_]*'),
  word TEXT NOT NULL CHECK (length(word) <= 32 AND word NOT GLOB '*[^a-z_]*'),
  amount INTEGER NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
INSERT INTO tally (quarter, gate, direction, outcome, reason, format, input, count)
  SELECT hour, gate, direction, outcome, iif(reason_class = '', 'none', reason_class) AS reason,
    iif(format = '', 'unknown', format) AS kind, input, sum(count)
  FROM decision_count GROUP BY hour, gate, direction, outcome, reason, kind, input;
DROP TABLE decision_count;
`;
