import { unzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bundleFrames, joinFrames } from '../../main/support/bundle_frames.ts';
import { readBundle } from '../../main/support/read_bundle.ts';
import { buildSupportBundle, BUNDLE_ENTRY, MAX_BUNDLE_BYTES, type SupportGiven } from '../../main/support/support_bundle.ts';
import { supportFacts } from '../../main/support/support_facts.ts';
import { givenWith } from './make_given.ts';
import { formsOf, leaksIn, plantedStrings } from './planted.ts';

const PLANTED = 10_000;
/** Less than what one of ordinary size takes. */
const TEXTS_A_KIOSK = 600;

/** Everything that leaves the kiosk with a bundle: the zip, what is in it, and what its codes say. */
function placesOf(zip: Uint8Array): readonly Uint8Array[] {
  const frames = bundleFrames(zip);
  const joined = joinFrames(frames);
  if (joined.state !== 'whole') throw new Error(joined.state);
  const entries = Object.entries(unzipSync(zip)).flatMap(([name, content]) => [Buffer.from(name), content]);
  return [zip, joined.zip, Buffer.from(frames.join('\n')), ...entries];
}

/** A kiosk that is full of these strings: each is somewhere, and where there is room once more. */
function kioskWith(planted: readonly string[]): SupportGiven {
  let taken = 0;
  const given = givenWith(() => planted[taken++ % planted.length] ?? '', Math.ceil(planted.length / TEXTS_A_KIOSK));
  if (taken < planted.length) throw new Error('the kiosk is too small');
  return given;
}

/** A schema that lets through, as it is or in disguise, what the real one does not. */
type Mutant = readonly [string, z.ZodType];
const { program, settings, trust } = supportFacts.shape;
const disguised = (disguise: (text: string) => string) =>
  supportFacts.extend({ program: program.extend({ electron: z.string().transform(disguise) }) });
const MUTANTS: readonly Mutant[] = [
  ['every setting', supportFacts.extend({ settings: z.looseObject(settings.shape) })],
  ['all of the trust', supportFacts.extend({ trust: z.looseObject(trust.shape) })],
  ['a fault’s message', supportFacts.extend({ faults: z.array(z.looseObject({ code: z.string() })) })],
  ['a device id of any form', supportFacts.extend({ settings: settings.extend({ rawKeyboards: z.array(z.string()) }) })],
  ['names of tables', supportFacts.extend({ database: z.looseObject({ rows: z.looseObject({}) }) })],
  ['a version of any form', disguised((text) => text)],
  ['a text in capitals', disguised((text) => text.toUpperCase())],
  ['a text backwards', disguised((text) => [...text].reverse().join(''))],
  ['base64', disguised((text) => Buffer.from(`ab${text}cd`).toString('base64'))],
  ['base64url', disguised((text) => Buffer.from(`a${text}`).toString('base64url'))],
  ['hexadecimal', disguised((text) => Buffer.from(text).toString('hex').toUpperCase())],
  ['two bytes a letter', disguised((text) => Buffer.from(text, 'utf16le').toString('utf8'))],
  ['two bytes a letter, high ones first', disguised((text) => Buffer.from(text, 'utf16le').swap16().toString('utf8'))],
];

describe('the support bundle', () => {
  it('holds none of 10,000 strings that were planted wherever a text can be', () => {
    const planted = plantedStrings(PLANTED);
    const { zip } = buildSupportBundle(kioskWith(planted));
    expect(leaksIn(placesOf(zip), planted)).toEqual([]);
  });

  it.each(MUTANTS)('would be seen to leak if its schema let through %s', (_what, mutant) => {
    const planted = plantedStrings(PLANTED / 10).filter((text) => /^[\x20-\x7e]*$/.test(text));
    const { zip } = buildSupportBundle(kioskWith(planted), mutant as unknown as typeof supportFacts);
    // Not by `placesOf`, since a mutant's bundle may be too large for codes.
    expect(leaksIn(Object.values(unzipSync(zip)), planted)).not.toEqual([]);
  });

  it('is found to leak in every form in which it is looked for', () => {
    const planted = plantedStrings(200);
    for (const text of planted) {
      for (const [form, bytes] of formsOf(text)) {
        const place = Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' behind')]);
        expect(leaksIn([place], [text]).map(([found]) => found)).toContain(form);
      }
      expect(leaksIn([Buffer.from(text.toLowerCase())], [text])).not.toEqual([]);
      expect(leaksIn([Buffer.from('nothing')], [text])).toEqual([]);
    }
  });

  it('says what is on the closed lists', () => {
    const { facts } = buildSupportBundle(goodKiosk());
    expect(facts).toMatchObject({
      madeAt: '2026-03-01T10:20Z',
      configuration: { program: '0.1.0', keys: 'c6ac 20b2', rules: ['3g', 'other'], kiosk: null },
      program: { system: 'linux', systemRelease: '6.1.0', electron: '33.2.1' },
      settings: { gates: 2, gate: 2, timeZone: 'Asia/Hong_Kong', updateSource: 'web', hasSupport: true },
      devices: [{ input: 'hid_pos', state: 'fault', fault: 'in_use' }],
      usb: ['0c2e:0b61'],
      faults: [{ place: 'device', code: 'in_use', times: 3 }],
      files: { known: [{ name: 'counts.sqlite', bytes: 4_096 }], others: 2, otherBytes: 20 },
      database: { rows: { tally: 7 } },
    });
    expect(JSON.stringify(facts)).not.toContain('Hall');
  });

  it('is the same for the same kiosk, and is read back as it was written', () => {
    const { facts, zip } = buildSupportBundle(goodKiosk());
    expect(buildSupportBundle(goodKiosk()).zip).toEqual(zip);
    const read = readBundle(zip);
    expect(read.ok && JSON.parse(read.value)).toEqual(facts);
    expect(Object.keys(unzipSync(zip))).toEqual([BUNDLE_ENTRY]);
  });

  it('fits into a loop of codes of less than twenty seconds, however much there is to tell', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 31), { minLength: 40, maxLength: 400 }), fc.infiniteStream(fc.nat(2 ** 45)), (seeds, numbers) => {
        const number = () => numbers.next().value ?? 0;
        const { zip } = buildSupportBundle(fullKiosk(seeds, number));
        expect(zip.length).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
        expect(bundleFrames(zip).length * 0.8).toBeLessThan(20);
      }),
      { numRuns: 30 },
    );
  });

  it('is made of whatever it is given', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.string()), (texts) => {
        const { facts } = buildSupportBundle(givenWith(() => texts.next().value ?? ''));
        expect(supportFacts.shape.bundle.parse(facts.bundle)).toBe(1);
      }),
    );
  });
});

describe('a bundle that comes from elsewhere', () => {
  it('is refused unless it is one', () => {
    const { zip } = buildSupportBundle(goodKiosk());
    expect(readBundle(Buffer.from('PK'))).toEqual({ ok: false, error: 'not_a_bundle' });
    expect(readBundle(Buffer.concat([zip, Buffer.alloc(MAX_BUNDLE_BYTES)]))).toEqual({ ok: false, error: 'too_large' });
    fc.assert(
      fc.property(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Uint8Array.from(zip, (byte, index) => (index === at ? byte ^ change : byte));
        const read = readBundle(changed);
        // The zip's own date and version are nobody's concern; what it says is.
        expect(!read.ok || read.value === (readBundle(zip) as { value?: string }).value).toBe(true);
      }),
    );
  });
});

function goodKiosk(): SupportGiven {
  const given = givenWith(() => 'Hall of Ms Chan');
  return {
    ...given,
    configuration: { program: '0.1.0', keys: 'c6ac 20b2', rule: '3g+hall_rule', kiosk: null },
    program: { ...given.program, system: 'linux', systemRelease: '6.1.0-56-amd64', electron: '33.2.1' },
    settings: {
      ...given.settings,
      gates: ['Hall', 'Hall of Ms Chan'],
      timeZone: 'Asia/Hong_Kong',
      updateSource: 'https://hall.example/updates',
    },
    devices: [{ sourceId: 'hid_pos:/dev/hidraw0', input: 'hid_pos', name: 'Hall 4750', status: { state: 'fault', code: 'in_use' } }],
    usb: [
      { vendorId: 0x0c2e, productId: 0x0b61 },
      { vendorId: 0x0c2e, productId: 0x0b61 },
    ],
    faults: [{ atMs: given.nowMs, place: 'device', code: 'in_use', times: 3 }],
    files: [
      { name: 'counts.sqlite', files: 1, bytes: 4_096, changedMs: given.nowMs },
      { name: 'Hall.txt', files: 1, bytes: 12, changedMs: given.nowMs },
      { name: 'pin.json.Hall', files: 1, bytes: 8, changedMs: given.nowMs },
    ],
    database: { schema: 20, bytes: 200_000, isSound: true, rows: { tally: 7, Hall: 9 } },
  };
}

/** A kiosk of which every list is full, of values that are hard to pack. */
function fullKiosk(seeds: readonly number[], number: () => number): SupportGiven {
  const given = goodKiosk();
  const pick = <Item>(items: readonly Item[], seed: number) => items[seed % items.length] as Item;
  const hex = (seed: number) => (seed % 65_536).toString(16).padStart(4, '0');
  return {
    ...given,
    settings: {
      ...given.settings,
      rawKeyboards: seeds.map((seed) => `${hex(seed)}:${hex(number())}`),
      serialPorts: seeds.map((seed) => ({ path: 'COM3', baudRate: seed })),
    },
    screens: seeds.map(() => ({ width: number() % 65_536, height: number() % 65_536, scale: 1.25, rotation: 90 })),
    devices: seeds.map((seed) => ({
      sourceId: '',
      name: '',
      input: pick(['hid_pos', 'serial', 'camera', 'keyboard'] as const, seed),
      status: { state: 'fault', code: pick(['in_use', 'disconnected', 'wrong_mode', 'permission_denied'] as const, number()) },
    })),
    usb: seeds.map((seed) => ({ vendorId: seed % 65_536, productId: number() % 65_536 })),
    damagedFiles: seeds.map((seed) => ({ error: pick(['bad_key', 'not_json', 'too_large'], seed) })),
    faults: seeds.map((seed) => ({
      atMs: number() % 4_000_000_000_000,
      place: pick(['device', 'door', 'window', 'trust'] as const, seed),
      code: pick(['crashed', 'in_use', 'SQLITE_FULL', 'ENOSPC', 'no_scanner', 'tampered'], number()),
      times: number() % 1_000_000_000,
    })),
    files: seeds.map((seed) => ({
      name: pick(['counts.sqlite', 'settings.json.previous', 'trust', 'time.json.broken'], seed),
      files: number() % 1_000_000,
      bytes: number(),
      changedMs: number() % 4_000_000_000_000,
    })),
  };
}
