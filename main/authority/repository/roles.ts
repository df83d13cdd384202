/** The top-level roles of a repository (The Update Framework 1.0.34, section 2.1). */
export const ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;
export type Role = (typeof ROLES)[number];

/** How many days each role's metadata is good for once it is signed. */
export type RoleDays = Readonly<Record<Role, number>>;

/** A venue that is updated by hand once a month stays in time; the root needs its keys once a year. */
export const DEFAULT_DAYS: RoleDays = { root: 365, targets: 180, snapshot: 180, timestamp: 30 };
