import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../main/pass/result.ts';
import { createSetUp } from '../main/set_up.ts';
import { defaultSettings } from '../main/settings/venue_settings.ts';
import { makeSetupCode, makeSetupKey, encodeSetup, makeSetupRoot, SETUP_NOW } from './trust/make_setup.ts';

const key = makeSetupKey();
const root = makeSetupRoot([key]);
const code = makeSetupCode(key, encodeSetup(root));

function bench(changes: { readonly savesFail?: boolean; readonly rootFound?: Buffer; readonly stick?: string } = {}) {
  const done: string[] = [];
  const state = { isSetUp: false, settings: defaultSettings('Venue'), nowMs: SETUP_NOW, ...changes };
  const setUp = createSetUp({
    isSetUp: () => state.isSetUp,
    readRoot: async (_address, version) => (version === 1 ? ok(changes.rootFound ?? root) : fail('no_repository')),
    readSetupFile: () => (changes.stick === undefined ? null : Buffer.from(changes.stick)),
    isGoodRoot: () => true,
    keepRoot() {
      done.push('root');
      state.isSetUp = true;
      return ok(null);
    },
    async update() {
      done.push('update');
      return ok(null);
    },
    settings: () => state.settings,
    saveSettings(settings) {
      if (state.savesFail) return false;
      done.push('settings');
      state.settings = settings;
      return true;
    },
    nowMs: () => state.nowMs,
    changed() {},
  });
  return { done, setUp, state };
}

describe('the set-up of a kiosk', () => {
  it('takes a scanned code, shows what it offers, and does nothing before the word of the manager', async () => {
    const b = bench();
    expect(b.setUp.take(Buffer.from('https://example.org'))).toBe(false);
    expect(b.setUp.take(Buffer.from(`${code}\r\n`))).toBe(true);
    expect(b.setUp.isWaiting()).toBe(true);
    const offer = await b.setUp.prepare('/stick');
    const digits = createHash('sha256').update(root).digest('hex').slice(0, 32);
    expect(offer.ok && offer.value.fingerprint.replaceAll(' ', '')).toBe(digits);
    expect(b.done).toEqual([]);
    expect(await b.setUp.confirm()).toEqual(ok(null));
    expect(b.done).toEqual(['settings', 'root', 'update']);
    expect(b.state.settings.venueName).toBe(offer.ok ? offer.value.venueName : '');
    expect(b.setUp.isWaiting()).toBe(false);
  });

  it('drops exits that are gates no more, and turns the direction with the gate that it starts at', async () => {
    const b = bench();
    b.state.settings = { ...b.state.settings, exitGates: ['Main entrance'], direction: 'out' };
    b.setUp.take(Buffer.from(code));
    await b.setUp.prepare('/stick');
    await b.setUp.confirm();
    expect(b.state.settings).toMatchObject({ exitGates: [], direction: 'in' });
    const [own = ''] = b.state.settings.gates;
    const again = bench();
    again.state.settings = { ...again.state.settings, gates: [own, 'Other'], exitGates: [own, 'Other'], direction: 'in' };
    again.setUp.take(Buffer.from(code));
    await again.setUp.prepare('/stick');
    await again.setUp.confirm();
    expect(again.state.settings).toMatchObject({ gate: own, exitGates: [own], direction: 'out' });
  });

  it('can be tried again when the settings could not be written', async () => {
    const b = bench({ savesFail: true });
    b.setUp.take(Buffer.from(code));
    await b.setUp.prepare('/stick');
    expect(await b.setUp.confirm()).toEqual(fail('disk_failed'));
    expect(b.done).toEqual([]);
    b.state.savesFail = false;
    expect(await b.setUp.confirm()).toEqual(ok(null));
  });

  it('takes the code of a stick before one that was scanned, and names one that is damaged', async () => {
    expect(await bench().setUp.prepare('/stick')).toEqual(fail('no_set_up_code'));
    expect((await bench({ stick: code }).setUp.prepare('/stick')).ok).toBe(true);
    const damaged = bench({ stick: code.slice(0, 60) });
    damaged.setUp.take(Buffer.from(code));
    expect(await damaged.setUp.prepare('/stick')).toEqual(fail('bad_set_up_code'));
  });

  it('refuses another root than the code names, a clock before the code, and a kiosk that is set up', async () => {
    const other = bench({ rootFound: makeSetupRoot([makeSetupKey()]), stick: code });
    expect(await other.setUp.prepare('/stick')).toEqual(fail('bad_set_up_code'));
    const early = bench({ stick: code });
    early.state.nowMs = SETUP_NOW - 365 * 86_400_000;
    expect(await early.setUp.prepare('/stick')).toEqual(fail('clock_behind'));
    const again = bench({ stick: code });
    again.state.isSetUp = true;
    expect(again.setUp.take(Buffer.from(code))).toBe(false);
    expect(await again.setUp.prepare('/stick')).toEqual(fail('already_set_up'));
    expect(await again.setUp.confirm()).toEqual(fail('no_set_up_code'));
  });
});
