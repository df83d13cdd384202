/**
 * All gates together by the hours of the local clock (YYYYMMDDHH) within the venue's days and by weeks (their Monday),
 * so that the hours of a month and the weeks of years are found at once; and the most people who entered at a gate within one quarter-hour of a day, so that the busiest of
 * years is. Days of an older program have no busiest one, since it knew hours only. Frozen: a released migration never
 * changes.
 */
export const MIGRATION_0030 = `
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
`;

/**
 * Back to the program before, which knows none of these tables. They are kept as they are, beside the tally of this
 * moment: what it counts from here on is rolled up when the program goes forward again. Frozen like the migration.
 */
export const MIGRATION_0030_DOWN = `
CREATE TABLE tally_before_30 (
  quarter INTEGER NOT NULL,
  gate TEXT NOT NULL,
  direction TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  format TEXT NOT NULL,
  input TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (quarter, gate, direction, outcome, reason, format, input)
) STRICT, WITHOUT ROWID;
INSERT INTO tally_before_30 SELECT quarter, gate, direction, outcome, reason, format, input, count FROM tally;
ALTER TABLE hour_tally RENAME TO kept_30_hour_tally;
ALTER TABLE week_tally RENAME TO kept_30_week_tally;
ALTER TABLE busiest_quarter RENAME TO kept_30_busiest_quarter;
`;
