/**
 * The most people who entered at a gate within one quarter-hour of a day, so that the busiest one of years is found at
 * once. Days of an older program have none, since it knew hours only. Frozen: a released migration never changes.
 */
export const MIGRATION_0030 = `
CREATE TABLE busiest_quarter (
  day INTEGER NOT NULL CHECK (day BETWEEN 10101 AND 99991231),
  gate TEXT NOT NULL CHECK (length(gate) BETWEEN 1 AND 60),
  entered INTEGER NOT NULL CHECK (entered > 0),
  PRIMARY KEY (day, gate)
) STRICT, WITHOUT ROWID;
`;
