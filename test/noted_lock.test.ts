import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { notedLock } from '../main/noted_lock.ts';
import { createStaffLock, staffPins } from '../main/settings/staff_lock.ts';
import { sealedJson } from '../main/settings/sealed_json.ts';
import { noKeyStore } from './helpers/key_stores.ts';

it('notes of each PIN what came of it, and not which it was', async () => {
  const noted: string[] = [];
  const lock = notedLock(
    createStaffLock({
      store: sealedJson(path.join(mkdtempSync(path.join(tmpdir(), 'noted-lock-')), 'pin.json'), staffPins, { keyStore: noKeyStore }),
      firstPins: { manager: '2468', supervisor: '1357' },
      uptimeMs: () => 0,
      setTimer: () => () => {},
    }),
    (kind, word, amount) => {
      noted.push(`${kind} ${word} ${amount}`);
      return { ok: true, value: null };
    },
  );
  await lock.unlock('1357');
  await lock.unlock('0000');
  await lock.check('2468', 'supervisor');
  await lock.check('1357', 'manager');
  await lock.setPin({ role: 'supervisor', current: '2468', next: '97531' });
  await lock.setPin({ role: 'supervisor', current: '2468', next: '1111' });
  await lock.setPin({ role: 'supervisor', current: '2468', next: null });
  expect(noted).toEqual(['unlocked supervisor 0', 'wrong_pin  0', 'wrong_pin  0', 'pin_changed supervisor 0', 'pin_changed supervisor 0']);
});
