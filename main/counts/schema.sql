-- What the database looks like after every migration. Counts only: no column can hold a pass.

-- Counts by quarter-hour (its first millisecond since 1970). `reason` is the class of reason of a decision, the
-- supervisor's reason of an override, the steward's of an entry by hand; of both, `format` is 'none' and `input` 'staff'.
-- `repeats` of them were of a pass that had been shown here before.
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

-- The same by the venue's days (YYYYMMDD), under the day that held when it was counted: for each gate, and for all
-- gates together as '', the counts by one dimension's words. 'repeats' counts, by outcome, decisions on a pass that had
-- been shown before. 'gate' exists for '' only, its words are the gates, and it counts people who passed through: inward
-- those admitted, let in by a supervisor or counted by hand; outward everybody but those who showed no pass
-- (outcome 'not_a_pass'), each once, though an override followed. What else happened at a gate is read with that gate's
-- name and another dimension.
CREATE TABLE day_tally (
  day INTEGER NOT NULL CHECK (day BETWEEN 10101 AND 99991231),
  gate TEXT NOT NULL CHECK (length(gate) <= 60),
  dimension TEXT NOT NULL CHECK (dimension IN ('outcome', 'reason', 'format', 'input', 'gate', 'repeats')),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  word TEXT NOT NULL CHECK (length(word) BETWEEN 1 AND 60),
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (gate, dimension, direction, day, word)
) STRICT, WITHOUT ROWID;

-- Who is inside. The newest day is the one that goes on; it began with nobody. `peak_at` is milliseconds since 1970.
CREATE TABLE occupancy (
  day INTEGER PRIMARY KEY CHECK (day BETWEEN 10101 AND 99991231),
  inside INTEGER NOT NULL CHECK (inside >= 0),
  peak INTEGER NOT NULL CHECK (peak >= inside),
  peak_at INTEGER NOT NULL CHECK (peak_at >= 0)
) STRICT;

-- From a code received to its decision: how many took at most `bucket_ms`, and longer than the next smaller bucket.
CREATE TABLE decision_time (
  day INTEGER NOT NULL CHECK (day BETWEEN 10101 AND 99991231),
  bucket_ms INTEGER NOT NULL CHECK (bucket_ms > 0),
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (day, bucket_ms)
) STRICT, WITHOUT ROWID;

-- Codes read and codes lost on their way, by the name that the system gives a scanner.
CREATE TABLE device_reading (
  day INTEGER NOT NULL CHECK (day BETWEEN 10101 AND 99991231),
  input TEXT NOT NULL CHECK (input IN ('hid_pos', 'keyboard', 'camera', 'serial', 'demo')),
  device TEXT NOT NULL CHECK (length(device) BETWEEN 1 AND 80),
  read INTEGER NOT NULL DEFAULT 0 CHECK (read >= 0),
  lost INTEGER NOT NULL DEFAULT 0 CHECK (lost >= 0),
  PRIMARY KEY (day, input, device)
) STRICT, WITHOUT ROWID;

-- The event log: each hash covers the previous one, and is signed by the kiosk. `main/counts/event_chain.ts` says how.
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
CREATE TABLE hour_tally (
  day INTEGER NOT NULL CHECK (day BETWEEN 10101 AND 99991231),
  hour INTEGER NOT NULL CHECK (hour BETWEEN 1010100 AND 9999123123),
  dimension TEXT NOT NULL CHECK (dimension IN ('outcome', 'reason', 'format', 'input', 'gate')),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  word TEXT NOT NULL CHECK (length(word) BETWEEN 1 AND 60),
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (dimension, direction, day, hour, word)
) STRICT, WITHOUT ROWID;
CREATE TABLE week_tally (
  week INTEGER NOT NULL CHECK (week BETWEEN 10101 AND 99991231),
  dimension TEXT NOT NULL CHECK (dimension IN ('outcome', 'reason', 'format', 'input', 'gate')),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  word TEXT NOT NULL CHECK (length(word) BETWEEN 1 AND 60),
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (dimension, direction, week, word)
) STRICT, WITHOUT ROWID;
CREATE TABLE busiest_quarter (
  day INTEGER NOT NULL CHECK (day BETWEEN 10101 AND 99991231),
  gate TEXT NOT NULL CHECK (length(gate) BETWEEN 1 AND 60),
  entered INTEGER NOT NULL CHECK (entered > 0),
  PRIMARY KEY (day, gate)
) STRICT, WITHOUT ROWID;

-- How many acts were written to this file, and when the last one was. It is one row.
CREATE TABLE act (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  at INTEGER NOT NULL CHECK (at >= 0)
) STRICT;
