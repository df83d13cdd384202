import type { Role } from '../../main/bridge/contract.ts';

const RANK: Readonly<Record<Role, number>> = { steward: 0, supervisor: 1, manager: 2 };

/** Whether a role may do what needs at least another one. Only for what is shown: main asks for itself. */
export function mayUse(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}
