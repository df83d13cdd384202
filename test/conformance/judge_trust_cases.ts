// Judges the cases of real trust lists: see trust_cases.mjs.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readCertificate } from '../../main/pass/certificate.ts';
import { toAlpha2 } from '../../main/pass/country_code.ts';
import type { Imported, ImportOptions } from '../../main/trust/imports/importer.ts';
import { IMPORTERS, type ImportKind } from '../../main/trust/imports/importers.ts';
import { readTrustListFile } from '../../main/trust/trust_list_file.ts';

interface Case {
  readonly id: string;
  readonly file: string;
  readonly key?: string;
  readonly mutation?: string;
  readonly expect: string;
}

const KIND_OF_NAME: readonly (readonly [RegExp, ImportKind])[] = [
  [/\.dsc-list\.json$/, 'germany'],
  [/\.did\.json$/, 'who'],
  [/^vci_snapshot.*\.json$/, 'vci'],
  [/\.ml$/, 'icao_master_list'],
];

const folder = process.argv[2] ?? '';
const cases: readonly Case[] = JSON.parse(readFileSync(path.join(folder, 'CASES.json'), 'utf8'));
let passed = 0;
let failed = 0;
for (const given of cases) {
  const faults = judge(given);
  if (faults.length === 0) passed += 1;
  else failed += 1;
  for (const fault of faults) console.log(`${given.id}: ${fault}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** What is not as it must be. */
function judge({ expect, file, key, mutation }: Case): readonly string[] {
  const kind = KIND_OF_NAME.find(([pattern]) => pattern.test(file))?.[1];
  if (kind === undefined) return [`no importer for ${file}`];
  const content = mutate(readFileSync(path.join(folder, file)), mutation);
  const options: ImportOptions = key === undefined ? {} : { signer: readFileSync(path.join(folder, key)) };
  const read = IMPORTERS[kind].read(content, options);
  if (expect === 'fail')
    return !read.ok && read.error === 'bad_signature' ? [] : ['was not refused as changed'];
  if (!read.ok) return [`was refused: ${read.error}`];
  const { keys, report } = read.value;
  console.log(`${file}: ${report.taken} of ${report.read} taken${reasonsOf(read.value)}`);
  const faults = faultsOf(read.value);
  if (keys.length === 0) faults.push('gave no key');
  if (key !== undefined && report.signature !== 'good') faults.push('was not checked');
  if (kind === 'who') faults.push(...compareCounts(read.value, expect));
  return faults;
}

function mutate(content: Buffer, mutation: string | undefined): Buffer {
  if (mutation === undefined) return content;
  const flipped = /^flip the lowest bit of byte (\d+)/.exec(mutation)?.[1];
  if (flipped !== undefined) {
    const changed = Buffer.from(content);
    changed[Number(flipped)] = (changed[Number(flipped)] ?? 0) ^ 1;
    return changed;
  }
  const dropped = /^drop the last (\d+) bytes/.exec(mutation)?.[1];
  if (dropped !== undefined) return content.subarray(0, -Number(dropped));
  throw new Error(`Unknown mutation: ${mutation}`);
}

/** Every item is accounted for, and what was taken reads back as it is. */
function faultsOf({ anchors, keys, report }: Imported): string[] {
  const faults: string[] = [];
  if (report.read !== report.taken + report.leftOut.length) faults.push('lost an item');
  const dates = { issuedAt: '2026-11-23T00:00:00Z', validUntil: '2026-12-23T00:00:00Z' };
  const list = readTrustListFile(Buffer.from(JSON.stringify({ version: 1, ...dates, keys, anchors })));
  if (!list.ok) faults.push(`does not read back: ${list.error}`);
  else if (list.value.keyCount !== report.taken) faults.push('reads back in part');
  return faults;
}

/** The numbers that a case of the WHO's list states in words, against those of the import. */
function compareCounts({ keys, report }: Imported, expect: string): readonly string[] {
  const leftOut = report.leftOut.map(({ name }) => name.split(/[:#]/));
  const signers = leftOut.filter(([, , usage]) => usage === 'DSC').length;
  const certificates = keys.map((key) =>
    'x509' in key ? readCertificate(Buffer.from(key.x509, 'base64')) : null,
  );
  const participants = new Set([
    ...keys.map(({ issuer }) => issuer),
    ...leftOut.map(([, participant = '']) => toAlpha2(participant)),
  ]);
  const now = (text: string) => Date.parse(`${text}T12:00:00Z`);
  const validOn = (at: number) =>
    certificates.filter(
      (certificate) => certificate && certificate.notBefore <= at && at <= certificate.notAfter,
    );
  const counts: readonly (readonly [RegExp, (day: string) => number])[] = [
    [/(\d+) verificationMethods/, () => report.read],
    [/(\d+) DSC,/, () => keys.length + signers],
    [/(\d+) SCA/, () => leftOut.filter(([, , usage]) => usage === 'SCA').length],
    [/(\d+) DECA/, () => leftOut.filter(([, , usage]) => usage === 'DECA').length],
    [/(\d+) participants/, () => participants.size],
    [/(\d+) DSC inside their validity on (\S{10})/, (day) => validOn(now(day)).length],
  ];
  const faults = counts.flatMap(([pattern, count]) => {
    const [words, wanted, day = ''] = pattern.exec(expect) ?? [];
    if (words === undefined) return [`does not state ${pattern.source}`];
    const got = count(day);
    return got === Number(wanted) ? [] : [`${got} instead of ${words}`];
  });
  return report.signature === 'unchecked' ? faults : [...faults, 'does not say that the proof is unchecked'];
}

function reasonsOf({ report }: Imported): string {
  const counts = new Map<string, number>();
  for (const { reason } of report.leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].map(([reason, count]) => `, ${count} ${reason}`).join('');
  return report.chained === null ? reasons : `${reasons}, ${report.chained} chained`;
}
