import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueSetupCode } from '../../main/authority/issue_setup_code.ts';
import { defaultSettings, venueSettings } from '../../main/settings/venue_settings.ts';
import { fingerprintForEyes, provision } from '../../main/trust/provision.ts';
import { openTrustStore, readSelfSignedRoot } from '../../main/trust/repository/trust_store.ts';
import { readSetupCode, verifySetup } from '../../main/trust/setup_code.ts';
import { makeFolder, removeFolders } from './repository/make_repository.ts';
import { makeSetupClaims, makeSetupKey, makeSetupRoot, SETUP_NOW } from './make_setup.ts';

const key = makeSetupKey();
const root = makeSetupRoot([key]);
const setup = { ...makeSetupClaims(root), root };

describe('provision', () => {
  it('gives the settings, the root, the source and the support of the venue', () => {
    expect(provision(setup)).toEqual({
      settings: {
        venueName: 'Riverside Arena',
        gate: 'North',
        gates: ['North', 'South'],
        language: 'zh-Hant',
        timeZone: 'Asia/Hong_Kong',
        audiences: ['Riverside Arena'],
      },
      languages: ['zh-Hant', 'en'],
      root,
      fingerprint: setup.rootFingerprint,
      source: 'https://updates.example/arena/',
      support: { name: 'Ming', contact: '+852 5550 1234, help@arena.example' },
    });
  });

  it('begins the store of trust', () => {
    const folder = makeFolder('provision');
    try {
      const provided = provision(setup);
      const store = openTrustStore(folder);
      expect(store.init(provided.root, SETUP_NOW)).toEqual({ ok: true, value: { fingerprint: provided.fingerprint } });
    } finally {
      removeFolders(folder);
    }
  });

  it('gives settings that a kiosk takes, for every code that is good', () => {
    const name = fc.oneof(fc.string({ unit: 'binary', maxLength: 70 }), fc.string({ minLength: 1, maxLength: 12 }));
    const claims = fc.record({
      venueName: name,
      gates: fc.array(name, { minLength: 1, maxLength: 4 }),
      timeZone: fc.constantFrom('Asia/Hong_Kong', 'utc', 'Europe/Zurich', '+08:00', 'Etc/GMT+9', 'nowhere'),
      languages: fc.shuffledSubarray(['en', 'zh-Hant', 'zh-Hans'] as const, { minLength: 1 }),
    });
    let good = 0;
    fc.assert(
      fc.property(claims, (changes) => {
        const [gate = ''] = changes.gates;
        const issued = issueSetupCode({ ...makeSetupClaims(root), ...changes, gate }, key.privateKey);
        if (!issued.ok) return;
        const read = readSetupCode(issued.value);
        const isGoodRoot = (bytes: Uint8Array) => readSelfSignedRoot(bytes) !== null;
        const verified = read.ok && verifySetup(read.value, { root, isGoodRoot, nowMs: SETUP_NOW });
        if (verified === false || !verified.ok) throw new Error('A code that was issued and is not good');
        const { settings } = provision(verified.value);
        const start = defaultSettings(settings.venueName);
        expect(venueSettings.parse({ ...start, ...settings })).toEqual({ ...start, ...settings });
        good += 1;
      }),
      { numRuns: 200 },
    );
    expect(good).toBeGreaterThan(20);
  });
});

describe('fingerprintForEyes', () => {
  it('is half of the fingerprint in eight groups', () => {
    const sha256 = '00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef';
    expect(fingerprintForEyes(sha256)).toEqual(['0011', '2233', '4455', '6677', '8899', 'aabb', 'ccdd', 'eeff']);
  });

  it('is another one for another root', () => {
    const ofRoot = (bytes: Uint8Array) => fingerprintForEyes(makeSetupClaims(bytes).rootFingerprint).join(' ');
    expect(ofRoot(root)).not.toBe(ofRoot(makeSetupRoot([key])));
  });
});
