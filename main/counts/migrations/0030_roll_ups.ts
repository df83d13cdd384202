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
