import { createPublicKey } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseBoundedJson } from '../../pass/bounded_json.ts';
import { authorityFromCertificate } from '../../trust/certificate_authority.ts';
import {
  MAX_CERTIFICATE_LIST_BYTES,
  readCertificateRevocationList,
} from '../../trust/certificate_revocation_list.ts';
import { DCC_LIST_ERROR_WORDS, MAX_DCC_LIST_BYTES, readDccRevocationLists } from '../../trust/dcc_revocation_lists.ts';
import { readHealthCardKeys } from '../../trust/health_card_keys.ts';
import { readHealthCardRevocations } from '../../trust/health_card_revocations.ts';
import { readPretixRevocation } from '../../trust/pretix_revocations.ts';
import type { RevocationEntry } from '../../trust/revocation_entry.ts';
import { readRevocationListFile, type RevocationListJson } from '../../trust/revocation_list_file.ts';
import { writeRevocationList } from '../../trust/write_revocation_list.ts';
import { type Answer, badFile, type Command, type Given, mistake, type World } from './command.ts';
import { readInput, writeNewFolder, writeOver } from './files.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/;

type Kind = 'shc' | 'csca' | 'pretix' | 'germany';

interface Import {
  readonly given: Given;
  readonly world: World;
  readonly file: string;
}

/** What a list withdraws, and its own end (milliseconds since 1970; Infinity: it names none). */
interface Withdrawn {
  readonly entries: readonly RevocationEntry[];
  readonly endsAt: number;
}

/** Reads each kind of list; one that is not right ends the command, and nothing is written. */
const READERS: Readonly<Record<Exclude<Kind, 'germany'>, (parts: Import) => Withdrawn>> = {
  shc({ file, given, world }) {
    const issuer = given.required('issuer');
    const keys = readHealthCardKeys(jsonOf(world, given.required('keys')), { issuer, certificatesAt: null });
    if (!keys.ok) throw badFile(`Cannot use the keys: ${keys.error}.`);
    const read = readHealthCardRevocations(jsonOf(world, file), issuer, keys.value);
    if (!read.ok) throw badFile(`Cannot import ${file}: ${read.error}.`);
    return { entries: read.value, endsAt: Number.POSITIVE_INFINITY };
  },
  csca({ file, given, world }) {
    const authority = authorityFromCertificate(certificateOf(readInput(world, given.required('signer'), MAX_LIST_BYTES)));
    if (authority === null) throw badFile('--signer is no certificate of a country’s authority (CSCA).');
    const read = readCertificateRevocationList(readInput(world, file, MAX_CERTIFICATE_LIST_BYTES), authority);
    if (!read.ok) throw badFile(`Cannot import ${file}: ${read.error}.`);
    if (!(world.nowMs < read.value.nextUpdateAt)) throw badFile(`Cannot import ${file}: it has ended.`);
    return { entries: read.value.entries, endsAt: read.value.nextUpdateAt };
  },
  pretix({ file, given, world }) {
    const event = given.required('issuer');
    const secrets = Buffer.from(readInput(world, file, MAX_LIST_BYTES)).toString('utf8').split(/\r?\n/);
    const entries = secrets.filter((secret) => secret !== '').map((secret) => readPretixRevocation(event, secret));
    return { entries, endsAt: Number.POSITIVE_INFINITY };
  },
};

/** `passctl import-revoked`: the world's lists of what was withdrawn as lists for kiosks. */
export const importRevoked: Command = {
  name: 'import-revoked',
  summary: "makes revocation lists of the world's own",
  usage: 'KIND FILE -o PLACE',
  help: `Kinds:
  shc        a SMART Health Card issuer's list (JSON); needs --issuer URL and --keys FILE, its JWK set
  csca       a country's certificate revocation list (DER); needs --signer FILE, its CSCA certificate
  pretix     secrets of revoked or blocked tickets, one a line; needs --issuer EVENT
  germany    the folder of Germany's distribution of the EU's lists (kid.lst and what it leads to); needs --signer FILE,
             the list's public key in PEM. PLACE is a new folder: one list for each key and kind
  -o, --output PLACE      the list, in place of one that is there
  --valid-days N          how long kiosks may rely on it (default 30)
It reaches kiosks with repo add and repo publish.`,
  options: {
    output: { type: 'string', short: 'o' },
    issuer: { type: 'string' },
    keys: { type: 'string' },
    signer: { type: 'string' },
    'valid-days': { type: 'string' },
  },
  run(given, world) {
    const [kind, file, ...more] = given.words;
    if (kind !== 'germany' && !(kind !== undefined && Object.hasOwn(READERS, kind))) {
      throw mistake('A kind is shc, csca, pretix or germany.');
    }
    if (file === undefined || more.length > 0) throw mistake('Name one file, or the folder of Germany’s lists.');
    const output = given.required('output');
    const validUntil = world.nowMs + given.whole('valid-days', 30, 1, MOST_DAYS) * DAY_MS;
    const parts = { given, world, file };
    if (kind === 'germany') return importGermany(parts, output, validUntil);
    const { endsAt, entries } = READERS[kind as Exclude<Kind, 'germany'>](parts);
    const list: RevocationListJson = {
      version: 1,
      issuedAt: new Date(world.nowMs).toISOString(),
      validUntil: new Date(Math.min(validUntil, endsAt)).toISOString(),
      hashes: entries.map(({ format, from, hash, issuedBefore, kind: name, scope }) => ({
        format: format as NonNullable<RevocationListJson['hashes']>[number]['format'],
        scope,
        kind: name,
        hash: Buffer.from(hash).toString('hex'),
        ...(Number.isFinite(from) && { from: new Date(from).toISOString() }),
        ...(Number.isFinite(issuedBefore) && { issuedBefore: new Date(issuedBefore).toISOString() }),
      })),
    };
    const text = `${JSON.stringify(list, null, 1)}\n`;
    if (!readRevocationListFile(Buffer.from(text)).ok) throw badFile('No list was written: it would hold too many entries.');
    writeOver(world, output, text);
    return said(output, 1, entries.length);
  },
};

function importGermany({ file, given, world }: Import, output: string, validUntil: number): Answer {
  const folder = world.resolve(file);
  let names: readonly string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lst'));
  } catch {
    throw badFile(`Cannot read ${file}: it is no folder that can be read.`);
  }
  const files = new Map(
    names.map((name) => [
      name.split(path.sep).join('/'),
      readInput(world, path.join(folder, name), MAX_DCC_LIST_BYTES),
    ]),
  );
  const key = publicKeyOf(readInput(world, given.required('signer'), MAX_LIST_BYTES));
  const read = readDccRevocationLists(files, key);
  if (!read.ok) throw badFile(`Cannot import ${file}: it ${DCC_LIST_ERROR_WORDS[read.error]}.`);
  const lists = read.value.map((list) => {
    const name = `${Buffer.from(list.scope, 'base64').toString('hex')}_${list.kind}`;
    return [name, writeRevocationList({ ...list, issuedAt: world.nowMs, validUntil })] as const;
  });
  if (lists.length === 0) throw badFile('Nothing is withdrawn in it: no list was written.');
  writeNewFolder(world, output, lists);
  return said(output, lists.length, read.value.reduce((sum, { hashes }) => sum + hashes.length / 4, 0));
}

function said(output: string, lists: number, entries: number): Answer {
  return {
    isSo: true,
    text: `Wrote ${output}: ${entries} withdrawn in ${lists === 1 ? 'one list' : `${lists} lists`}`,
    json: { output, lists, entries },
  };
}

function jsonOf(world: World, file: string): unknown {
  const json = parseBoundedJson(readInput(world, file, MAX_LIST_BYTES));
  if (json === null) throw badFile(`Cannot use ${file}: it is no JSON.`);
  return json.value;
}

/** A certificate in PEM or in DER. */
function certificateOf(content: Uint8Array): Uint8Array {
  const body = PEM.exec(Buffer.from(content).toString('latin1'))?.[1];
  return body === undefined ? content : Buffer.from(body, 'base64');
}

function publicKeyOf(content: Uint8Array) {
  try {
    return createPublicKey(Buffer.from(content));
  } catch {
    throw badFile('--signer is no public key in PEM.');
  }
}
