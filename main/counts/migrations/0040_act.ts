/**
 * How many acts were written, and when the last one was: two files that were written side by side show by it which of
 * them lacks something. Frozen: a released migration never changes.
 */
export const MIGRATION_0040 = `
CREATE TABLE act (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  at INTEGER NOT NULL CHECK (at >= 0)
) STRICT;
INSERT INTO act (id, sequence, at) VALUES (1, 0, 0);
`;

/**
 * Back to the program before, which keeps one file only. What that writes is in no copy: the file is far ahead of its
 * copy from now on. Frozen like the migration.
 */
export const MIGRATION_0040_DOWN = `
UPDATE act SET sequence = sequence + 1000000000;
ALTER TABLE act RENAME TO kept_40_act;
`;
