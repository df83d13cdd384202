/** Hourly counts of decisions. Frozen: a released migration never changes. */
export const MIGRATION_0010 = `
CREATE TABLE decision_count (
  hour INTEGER NOT NULL CHECK (hour % 3600000 = 0),
  gate TEXT NOT NULL CHECK (length(gate) BETWEEN 1 AND 60),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  outcome TEXT NOT NULL CHECK (outcome IN ('admit', 'refuse', 'undecided', 'not_a_pass')),
  reason_class TEXT NOT NULL CHECK (length(reason_class) <= 24 AND reason_class NOT GLOB '*[^a-z_]*'),
  format TEXT NOT NULL CHECK (length(format) <= 24 AND format NOT GLOB '*[^a-z0-9_]*'),
  input TEXT NOT NULL CHECK (input IN ('hid_pos', 'keyboard', 'camera', 'serial', 'demo')),
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (hour, gate, direction, outcome, reason_class, format, input)
) STRICT, WITHOUT ROWID;
`;
