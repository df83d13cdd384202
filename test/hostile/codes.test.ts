import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKiosk } from '../../main/kiosk.ts';
import { joinCodes } from '../../main/pass/join_codes.ts';
import { redactVerdict } from '../../main/pass/redact_verdict.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { readSetupCode } from '../../main/trust/setup_code.ts';
import type { ScanSource, ScanSourceListener } from '../../native/scan_source.ts';
import { openCounts } from '../counts/open_counts.ts';
import { makeCode, makeIssuer, NOW, policy, trustIn } from '../pass/make_pass.ts';
import { HOSTILE_TEXTS } from './hostile_texts.ts';

const issuer = makeIssuer();
const good = makeCode(issuer);

/** What a visitor may hold before a scanner: codes that makers print in their manuals to set scanners, and more. */
const COMMANDS: readonly (readonly [string, string])[] = [
  ['Honeywell, defaults', '\x16M\rDEFALT.'],
  ['Honeywell, as keyboard', '\x16M\rPAP124.'],
  ['Honeywell, no suffix', '\x16M\rVSUFCR.'],
  ['Zebra, parameter', '\x02\xff\x01\xf2'],
  ['Zebra, simple serial command', '\x04\xe4\x04\x00\xff\x14'],
  ['Datalogic, enter programming', '$P,'],
  ['Datalogic, all', '$S,CKBWE00,r01$'],
  ['Newland, set-up on', '@SETUPE1'],
  ['Newland, defaults', '@FACDEF'],
  ['Opticon', '[C02PFJ'],
  ['an AIM prefix of another kind', ']C1'],
  ['an AIM prefix in front of a pass', `]Q3${good}`],
  ['two AIM prefixes', `]Q1]Q1${good}`],
  ['a command in front of a pass', `\x1b[20~${good}`],
  ['a function key behind a pass', `${good}\x1bOP`],
  ['Alt and F4 as scanners type them', '\x1b\x04\x7f'],
  ['control characters, all of them', String.fromCharCode(...Array.from({ length: 32 }, (_, at) => at))],
  ['the upper ones too', String.fromCharCode(...Array.from({ length: 33 }, (_, at) => 0x7f + at))],
  ['a group separator in front', `\x1d${good}`],
  ['a null within', `${good.slice(0, 50)}\0${good.slice(50)}`],
  ['a change of character set', `\\000026${good}`],
  ['a set-up code that nobody signed', 'VPS1:ABCDEFGH'],
  ['a PIN', '2468'],
  ['a web address with a pass behind it', `https://example.org/#${good}`],
  ['a Wi-Fi that is to be joined', 'WIFI:T:WPA;S:evil;P:password;;'],
  ['a text message', 'SMSTO:+85255500000:pay'],
];

function bench() {
  const settings = { ...defaultSettings('Hall'), timeZone: 'UTC' };
  const { counter, database } = openCounts(path.join(mkdtempSync(path.join(tmpdir(), 'hostile-')), 'counts.sqlite'), { venue: () => settings });
  let listener: ScanSourceListener | null = null;
  let nowMs = 0;
  const source: ScanSource = {
    start(given) {
      listener = given;
      given.devices([{ sourceId: 'hid:1', input: 'hid_pos', name: 'Scanner', status: { state: 'ready' } }]);
    },
    stop: async () => {},
  };
  const kiosk = createKiosk({
    demo: false,
    sources: [source],
    verify: (code, isJoined) => verifyPass({ code, isJoined, trust: trustIn(issuer), policy, now: NOW }),
    joinCodes,
    combine: () => null,
    redact: redactVerdict,
    count: counter.decision,
    countLost: counter.lost,
    occupancy: counter.occupancy,
    enteredToday: () => 0,
    staff: { offerOverride: () => {}, withdrawOverride: () => {}, mayOverride: () => null, overrideReason: () => null, lastManual: () => null },
    settings: () => settings,
    trustedKeyCount: () => 1,
    venueFilesDamaged: () => false,
    notice: () => null,
    clockIsDoubtful: () => false,
    takeSetUpCode: (code) => readSetupCode(Buffer.from(code).toString('latin1')).ok,
    setUpIsWaiting: () => false,
    examination: { running: () => null, take: () => {} },
    drill: { isRunning: () => false, take: () => null, screen: () => null, state: () => null },
    isLeftOver: () => false,
    now: () => NOW,
    monotonicMs: () => nowMs,
    setTimer: () => () => {},
  });
  kiosk.start();
  const before = JSON.stringify(kiosk.doorState().devices);
  return {
    kiosk,
    isAsBefore: () => JSON.stringify(kiosk.doorState().devices) === before && JSON.stringify(settings) === JSON.stringify({ ...defaultSettings('Hall'), timeZone: 'UTC' }),
    tables: () => database.prepare("SELECT count(*) AS count FROM sqlite_master WHERE type = 'table'").get(),
    everyText: () =>
      (database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[])
        .flatMap(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all())
        .map((row) => JSON.stringify(row))
        .join('\n'),
    scan(text: string) {
      nowMs += 60_000;
      listener?.frame({ bytes: Buffer.from(text), input: 'hid_pos', sourceId: 'hid:1', symbology: ']Q1', receivedAtMs: nowMs, startedAtMs: nowMs, end: 'report' });
      const { screen } = kiosk.doorState();
      return screen.kind === 'decided' ? screen.verdict.outcome : screen.kind;
    },
  };
}

describe('a visitor’s code', () => {
  const b = bench();
  const tables = b.tables();
  it.each([...COMMANDS, ...HOSTILE_TEXTS])('that is %s is never green, changes nothing, and is kept nowhere', (what, text) => {
    const outcome = b.scan(text);
    // What only stands around a genuine pass may be taken off by the rules of its format; nothing else is green.
    expect(outcome === 'admit' && !text.includes(good) ? what : '').toBe('');
    expect(b.isAsBefore()).toBe(true);
    expect(b.tables()).toEqual(tables);
    if (text.length >= 8) expect(b.everyText()).not.toContain(JSON.stringify(text).slice(1, -1));
    expect(b.scan(good)).toBe('admit');
  });

  it('is shown by no more than its kind', () => {
    for (const [, text] of HOSTILE_TEXTS) {
      b.scan(text);
      const shown = JSON.stringify([b.kiosk.doorState(), b.kiosk.visitorState()]);
      if (text.length >= 8) expect(shown).not.toContain(JSON.stringify(text).slice(1, -1));
    }
  });
});
