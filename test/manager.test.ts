import { describe, expect, it } from 'vitest';
import type { ManagerBridge, Role } from '../main/bridge/contract.ts';
import { createManager, MANAGER_ROLES, type StaffLock } from '../main/manager.ts';
import { defaultSettings } from '../main/settings/venue_settings.ts';

type Parts = Parameters<typeof createManager>[0];
const ROLES: readonly Role[] = ['steward', 'supervisor', 'manager'];
const METHODS = Object.entries(MANAGER_ROLES).filter(([name]) => name !== 'close') as readonly (readonly [
  keyof Omit<ManagerBridge, 'close'>,
  Role,
])[];

/** A manager whose parts all write down that they were reached. */
function managerFor(role: Role) {
  const reached: string[] = [];
  const reach = (name: string) => () => {
    reached.push(name);
    return { ok: true, value: null };
  };
  const lock = new Proxy({ role: () => role } as StaffLock, {
    get: (target, name) => (name === 'role' ? target.role : reach(`lock.${String(name)}`)),
  });
  const partOf = (part: string) => new Proxy({}, { get: (_, name) => reach(`${part}.${String(name)}`) });
  const given: Readonly<Record<string, unknown>> = {
    demo: false,
    lock,
    scannerCheck: partOf('scannerCheck'),
    openingCheck: partOf('openingCheck'),
    drill: partOf('drill'),
    program: partOf('program'),
    figures: partOf('figures'),
    settings: () => defaultSettings('Hall'),
  };
  const parts = new Proxy({} as Parts, { get: (_, name) => given[String(name)] ?? reach(String(name)) });
  return { manager: createManager(parts), reached };
}

describe('the manager', () => {
  it.each(METHODS)('answers %s to the role %s and those above only', async (name, least) => {
    for (const role of ROLES) {
      const { manager, reached } = managerFor(role);
      const answer = await (manager[name] as (request: object) => Promise<unknown>)({});
      const isAllowed = ROLES.indexOf(role) >= ROLES.indexOf(least);
      if (isAllowed) expect(answer).toMatchObject({ ok: true });
      else expect([answer, reached]).toEqual([{ ok: false, error: 'locked' }, []]);
    }
  });

  it('offers no method without a role', () => {
    const names = METHODS.map(([name]) => name).sort();
    expect(Object.keys(managerFor('steward').manager).sort()).toEqual(names);
  });
});
