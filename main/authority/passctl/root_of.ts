import { Root } from '@tufjs/models';
import { ROLES } from '../repository/roles.ts';
import type { Roles } from '../repository/sign_repository.ts';

/** A root that says who may sign, to be asked and not to be written. */
export function rootOf(roles: Roles): Root {
  const root = new Root({ version: 1, specVersion: '1.0.31', expires: new Date(0).toISOString() });
  for (const role of ROLES) {
    for (const key of roles[role].keys) root.addKey(key, role);
    Object.assign(root.roles[role] ?? {}, { threshold: roles[role].threshold });
  }
  return root;
}
