import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { issueVenuePass } from '../../main/authority/issue_venue_pass.ts';
import { demoKey, makePrivateKey } from '../../main/authority/demo_authority.ts';
import type { ExportLabels, VenueSettings } from '../../main/bridge/contract.ts';
import { createFigures } from '../../main/counts/figures.ts';
import { figuresCsv } from '../../main/counts/figures_csv.ts';
import { figuresJson } from '../../main/counts/figures_json.ts';
import { figuresPage } from '../../main/counts/figures_page.ts';
import { figuresTable } from '../../main/counts/figures_table.ts';
import { createDoorJudge } from '../../main/door_judge.ts';
import { createExportTargets } from '../../main/export_targets.ts';
import { createKiosk } from '../../main/kiosk.ts';
import { joinCodes } from '../../main/pass/join_codes.ts';
import { redactVerdict } from '../../main/pass/redact_verdict.ts';
import { defaultSettings, venueSettings } from '../../main/settings/venue_settings.ts';
import { createFaultLog } from '../../main/support/fault_log.ts';
import { noteFaults } from '../../main/support/note_faults.ts';
import { buildSupportBundle } from '../../main/support/support_bundle.ts';
import { storedTime } from '../../main/trust/time_store.ts';
import { joinTrustLists } from '../../main/trust/join_trust_lists.ts';
import { createTrustedTime } from '../../main/trust/trusted_time.ts';
import { readVenueFiles } from '../../main/trust/venue_files.ts';
import { storedJson } from '../../main/settings/stored_json.ts';
import { createVenueRules } from '../../main/venue_rules.ts';
import type { ScanSource, ScanSourceListener } from '../../native/scan_source.ts';
import { createZxingWasmDecoder } from '../../renderer/camera/decode/zxing_wasm_decoder.ts';
import { openCounts } from '../counts/open_counts.ts';
import { makeIdClaims, makeIdCode, makeIdentity, makeIdIssuer } from '../pass/make_claim169.ts';
import { makeBundle, makeCard, makeCardClaims, makeDose, makeHealthCardIssuer, makeVc, patient } from '../pass/make_health_card.ts';
import { makeCredential, makeNzcpClaims, makeNzcpCode, makeNzcpIssuer, makeSubject } from '../pass/make_nzcp.ts';
import { trustInAll } from '../pass/make_all_formats.ts';
import { DAY_MS, makeClaims, makeCode, makeDcc, makeIssuer, NOW, vaccination } from '../pass/make_pass.ts';
import { bytesField, makePretixEvent, makeTicketCode, numberField } from '../pass/make_pretix.ts';
import { wasmOf } from '../renderer/draw_code.ts';
import { givenWith } from '../support/make_given.ts';
import { createLeakSearch } from './leak_search.ts';
import { plantIdentity, type PlantedIdentity, wordsOfScan } from './planted_identity.ts';

const SCANS = 10_000;
const RESTART_EVERY = 1_250;
const NOW_S = NOW / 1000;
const DAY_S = DAY_MS / 1000;
const LABELS: ExportLabels = {
  ...{ title: 'Figures', step: 'Hour', total: 'Total', in: 'In', out: 'Out', entered: 'Entered', left: 'Left' },
  ...{ hidden: '1 to 4', asked: 'all gates', made: 'today', words: {} },
};

const health = makeIssuer();
const zealand = makeNzcpIssuer();
const card = makeHealthCardIssuer();
const identityIssuer = makeIdIssuer();
const event = makePretixEvent();
const venueKey = demoKey(makePrivateKey());
const stranger = makeIssuer();

/** A genuine code of each format, with the holder and the ids of an identity in it. */
const CODES: readonly ((holder: PlantedIdentity) => string)[] = [
  (holder) => makeCode(health, makeClaims(dccOf(holder))),
  ({ dateOfBirth, familyName, givenName, passId }) =>
    makeNzcpCode(
      zealand,
      makeNzcpClaims([
        ['vc', makeCredential({ credentialSubject: makeSubject({ givenName, familyName, dob: dateOfBirth }) })],
        [7, Buffer.from(passId, 'hex')],
      ]),
    ),
  ({ dateOfBirth, familyName, givenName, passId }) =>
    makeCard(
      card,
      makeCardClaims({
        vc: makeVc(makeBundle({ ...patient, name: [{ family: familyName, given: [givenName] }], birthDate: dateOfBirth }, makeDose()), { rid: passId.slice(0, 24) }),
      }),
    ),
  ({ certificateId, dateOfBirth, familyName, givenName }) =>
    makeIdCode(identityIssuer, makeIdClaims([[169, makeIdentity([[1, certificateId], [4, `${givenName} ${familyName}`], [5, givenName], [7, familyName], [8, dateOfBirth.replaceAll('-', '')]])]])),
  ({ passId }) => makeTicketCode(event, Uint8Array.from([...bytesField(1, passId), ...numberField(2, 7n)])),
  (holder) => venueCode(holder),
];

function dccOf({ certificateId, dateOfBirth, familyName, givenName }: PlantedIdentity): object {
  return makeDcc({
    nam: { fn: familyName, fnt: familyName.toUpperCase(), gn: givenName, gnt: givenName.toUpperCase() },
    dob: dateOfBirth,
    v: [{ ...vaccination, ci: certificateId }],
  });
}

function venueCode({ certificateId, dateOfBirth, familyName, givenName, passId }: PlantedIdentity): string {
  const issued = issueVenuePass(
    {
      issuer: 'Hall',
      passId: Buffer.from(passId, 'hex'),
      issuedAt: NOW_S - DAY_S,
      expiresAt: NOW_S + DAY_S,
      content: { kind: 'member' },
      holder: { familyName, givenName, dateOfBirth },
      label: certificateId.slice(-20),
      group: givenName,
    },
    venueKey.privateKey,
  );
  if (!issued.ok) throw new Error(issued.error);
  return issued.value;
}

/** What becomes of a code on its way, from nothing to nonsense. */
const MISHAPS: readonly ((code: string, holder: PlantedIdentity) => string)[] = [
  (code) => code,
  (code) => code,
  (code) => code,
  (code) => code.slice(0, Math.floor(code.length * 0.6)),
  (code) => `${code}${code}`,
  (_code, holder) => makeCode(stranger, makeClaims(dccOf(holder))),
  (_code, holder) => makeCode({ ...health, privateKey: stranger.privateKey }, makeClaims(dccOf(holder))),
  (_code, { dateOfBirth, familyName, givenName, passId }) => `https://example.org/${familyName}/${givenName}?born=${dateOfBirth}&id=${passId}`,
  (_code, { familyName, givenName, passId }) => `BEGIN:VCARD\nN:${familyName};${givenName}\nUID:${passId}\nEND:VCARD`,
  (_code, { certificateId, familyName }) => `M1${familyName} ${certificateId}`,
];

const trust = trustInAll([health, zealand, card, identityIssuer, event].map(({ trusted }) => ({ trusted, anchors: [] })));
const spkiEntry = { format: 'venue', issuer: 'Hall', keyId: Buffer.from(venueKey.keyId).toString('base64'), spki: venueKey.spki.toString('base64') };
const files = readVenueFiles({
  trustLists: [
    {
      name: 'keys',
      content: Buffer.from(JSON.stringify({ version: 1, issuedAt: new Date(NOW - DAY_MS).toISOString(), validUntil: new Date(NOW + 60 * DAY_MS).toISOString(), keys: [spkiEntry] })),
    },
  ],
  rulePacks: [],
  revocationLists: [],
});
const venue = { ...files, trust: joinTrustLists([trust, files.trust]) };

/** A kiosk on the files of a folder, as a program that was just started; nothing is behind it but the disk. */
function startKiosk(folder: string, clock: { atMs: number }) {
  const settingsFile = storedJson<VenueSettings>(path.join(folder, 'settings.json'), venueSettings);
  const settings = settingsFile.read() ?? { ...defaultSettings('Hall'), rulePack: 'any', identityDisplay: 'name' as const, audiences: ['spring-festival'] };
  settingsFile.write(settings);
  const timeFile = storedJson(path.join(folder, 'time.json'), storedTime);
  const time = createTrustedTime({ stored: timeFile.read(), wallClockMs: () => clock.atMs, uptimeMs: () => clock.atMs });
  const { counter, database, log } = openCounts(path.join(folder, 'counts.sqlite'), { venue: () => settings, now: () => clock.atMs });
  const faults = createFaultLog(() => clock.atMs);
  const judge = createDoorJudge({
    trust: () => ({ venue, dates: venue.dates, bounds: {} }),
    time,
    rules: createVenueRules({ settings: () => settings, loaded: () => [] }),
    settings: () => settings,
    limits: () => ({}),
  });
  let listener: ScanSourceListener | null = null;
  const source: ScanSource = {
    start(given) {
      listener = given;
      given.devices([{ sourceId: 'hid:1', input: 'hid_pos', name: 'Scanner', status: { state: 'ready' } }]);
    },
    stop: async () => {},
  };
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const kiosk = createKiosk({
    demo: false,
    sources: [source],
    verify: judge.verify,
    joinCodes,
    combine: judge.combine,
    redact: redactVerdict,
    count: counter.decision,
    countLost: counter.lost,
    occupancy: counter.occupancy,
    enteredToday: (gate, atMs) => counter.today(atMs).find((one) => one.gate === gate)?.entered ?? 0,
    staff: { offerOverride: () => {}, withdrawOverride: () => {}, mayOverride: () => null, overrideReason: () => null, lastManual: () => null },
    settings: () => settings,
    trustedKeyCount: () => venue.trust.keyCount,
    venueFilesDamaged: () => false,
    notice: () => null,
    clockIsDoubtful: () => false,
    takeSetUpCode: () => false,
    setUpIsWaiting: () => false,
    examination: { running: () => null, take: () => {} },
    drill: { isRunning: () => false, take: () => null, screen: () => null, state: () => null },
    isLeftOver: () => false,
    now: () => time.now().nowMs,
    monotonicMs: () => clock.atMs,
    setTimer(run, afterMs) {
      const timer = { atMs: clock.atMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  });
  const noteDoor = noteFaults(faults.note);
  kiosk.onChange(() => noteDoor(kiosk.doorState()));
  kiosk.start();
  return {
    kiosk,
    database,
    settings,
    faults,
    log,
    scan(code: string) {
      listener?.frame({ bytes: Buffer.from(code), input: 'hid_pos', sourceId: 'hid:1', symbology: ']Q1', receivedAtMs: clock.atMs, startedAtMs: clock.atMs, end: 'report' });
    },
    lose: () => listener?.lost({ input: 'hid_pos', sourceId: 'hid:1', why: 'cut_short' }),
    wait(ms: number) {
      clock.atMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= clock.atMs);
      timers = timers.filter(({ atMs }) => atMs > clock.atMs);
      for (const { run } of due) run();
    },
    keepTime: () => timeFile.write(time.snapshot()),
  };
}

it('leaves nothing of 10,000 people on the disk nor in what leaves the kiosk, over faults, restarts and every format', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'privacy-'));
  const outside = mkdtempSync(path.join(tmpdir(), 'privacy-exports-'));
  const targets = createExportTargets({ sticks: () => [outside], documents: outside });
  const clock = { atMs: NOW };
  const words = new Set<string>();
  const shown: Record<string, number> = {};
  let names = 0;
  let b = startKiosk(folder, clock);
  for (let index = 0; index < SCANS; index += 1) {
    const holder = plantIdentity();
    const genuine = CODES[index % CODES.length]?.(holder) ?? '';
    const code = MISHAPS[Math.floor(index / CODES.length) % MISHAPS.length]?.(genuine, holder) ?? '';
    for (const word of [...wordsOfScan(holder, genuine), ...wordsOfScan(holder, code)]) if (Buffer.byteLength(word) >= 8) words.add(word);
    if (index % 97 === 96) b.lose();
    // A disk that is full for a while.
    if (index % 500 === 490) b.database.exec("CREATE TEMP TRIGGER full BEFORE INSERT ON day_tally BEGIN SELECT RAISE(ABORT, 'full'); END");
    b.scan(code);
    const { screen } = b.kiosk.doorState();
    shown[screen.kind === 'decided' ? screen.verdict.outcome : screen.kind] = (shown[screen.kind === 'decided' ? screen.verdict.outcome : screen.kind] ?? 0) + 1;
    if (screen.kind === 'decided' && (screen.verdict.identity?.line ?? '').includes(holder.familyName.slice(-11))) names += 1;
    if (index % 500 === 495) b.database.exec('DROP TRIGGER IF EXISTS temp.full');
    b.wait(4_000);
    if (index % RESTART_EVERY === RESTART_EVERY - 1) {
      b.keepTime();
      await exportEverything(b, targets, outside);
      // A program that is killed closes nothing.
      if (index % 2 === 0) b.database.close();
      b = startKiosk(folder, clock);
    }
  }
  await exportEverything(b, targets, outside);
  // They did come, of every kind, and were seen by their names.
  expect(shown).toMatchObject({ admit: expect.any(Number), refuse: expect.any(Number), undecided: expect.any(Number), not_a_pass: expect.any(Number) });
  expect(names).toBeGreaterThan(SCANS / 10);
  const search = createLeakSearch(words, await createZxingWasmDecoder(wasmOf('reader')));
  const found = await search.inFiles([folder, outside]);
  expect(found.files).toBeGreaterThan(20);
  expect(found.leaks).toEqual([]);
});

async function exportEverything(b: ReturnType<typeof startKiosk>, targets: ReturnType<typeof createExportTargets>, outside: string): Promise<void> {
  const figures = createFigures(b.database, () => b.settings);
  for (const by of ['outcome', 'reason', 'format', 'input', 'gate'] as const) {
    const request = { from: '2026-03-01', until: '2026-03-02', step: 'hour', by, gate: null, direction: null } as const;
    const table = await figuresTable(request, (asked) => figures.report(asked, NOW), 5, async () => {});
    const contents = { csv: figuresCsv(table, LABELS), json: figuresJson(table, 'Hall', NOW), html: Buffer.from(figuresPage(table, LABELS, b.settings)) };
    for (const [ending, content] of Object.entries(contents)) expect(targets.write(outside, `figures-${by}.${ending}`, content)).toMatchObject({ ok: true });
  }
  const head = b.log.head();
  const { zip } = buildSupportBundle({ ...givenWith(() => 'Hall'), settings: b.settings, faults: b.faults.entries(), devices: b.kiosk.doorState().devices, eventLog: { head, isWhole: true } });
  expect(targets.write(outside, 'support.zip', zip)).toMatchObject({ ok: true });
}
