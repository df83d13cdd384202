import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { encodeShcCode } from '../../main/pass/formats/shc_chunks.ts';
import type { TrustedKey, TrustList } from '../../main/pass/trust_list.ts';
import type { PassFormat, Verdict } from '../../main/pass/verdict.ts';
import { type Policy, verifyPass } from '../../main/pass/verify_pass.ts';
import { keysFromDidDocument } from '../../main/trust/did_document.ts';
import { readHealthCardKeys } from '../../main/trust/health_card_keys.ts';
import { readPretixKey } from '../../main/trust/pretix_keys.ts';
import { keyFromCertificate } from '../../main/trust/x509_key.ts';
import {
  type GenuinePass,
  makeGenuinePasses,
  policy as anyPolicy,
  trustInAll,
} from '../pass/make_all_formats.ts';
import { NOW } from '../pass/make_pass.ts';
import { type Code, openParts, type PassParts } from '../pass/pass_parts.ts';

/** A genuine pass to be mutated. */
export interface Original {
  readonly format: PassFormat;
  readonly code: Code;
  readonly parts: PassParts;
  /** Where the test made the pass itself. */
  readonly privateKey: KeyObject | null;
  readonly now: number;
}

type Json = Readonly<Record<string, any>>;
type Found = Pick<Original, 'code' | 'format' | 'now'> & { readonly keys: readonly TrustedKey[] };

/** From the project's folder, where tests and benchmarks run. */
const VECTORS = path.resolve('test/vectors');

/** Passes of every format, made here and of the conformance cases, with one trust list for all of them. */
export async function readOriginals(): Promise<{
  readonly originals: readonly Original[];
  readonly trust: TrustList;
  readonly policy: Policy;
}> {
  const made = await makeGenuinePasses();
  const found = [
    ...passing('hcert_derived').map(healthCertificate),
    ...passing('hcert_dgc-testdata')
      .filter((_case, index) => index % 20 === 0)
      .map(healthCertificate),
    ...passing('nzcp').map(nzCovidPass),
    ...passing('shc').flatMap(healthCard),
    ...passing('pretix_sig1').map(ticket),
  ];
  const originals = [
    ...made.map(({ code, format, privateKey }: GenuinePass) => ({ code, format, privateKey, now: NOW })),
    ...found.map(({ code, format, now }) => ({ code, format, now, privateKey: null })),
  ].map((given): Original => ({ ...given, parts: openParts(given.format, given.code) }));
  // Several cases have the same keys.
  const keys = new Map(
    found.flatMap((each) => each.keys).map((key) => [nameOf(key), { trusted: key, anchors: [] }]),
  );
  return {
    originals,
    trust: trustInAll([...made, ...keys.values()]),
    policy: { ...anyPolicy, audiences: [...anyPolicy.audiences, 'demo'] },
  };
}

function nameOf({ issuer, keyId, publicKey }: TrustedKey): string {
  return `${issuer} ${keyId} ${publicKey.export({ type: 'spki', format: 'der' }).toString('hex')}`;
}

/** All that a verdict says because of what was signed. */
export function signedContentOf({ contentId, facts, format, issuer, usesUp }: Verdict): string {
  const id = contentId === null ? null : Buffer.from(contentId).toString('hex');
  return JSON.stringify({ id, facts, format, issuer, uses: usesUp.length });
}

/** What may be admitted, and nothing else. */
export function signedContents(
  originals: readonly Original[],
  trust: TrustList,
  policy: Policy,
): ReadonlySet<string> {
  return new Set(
    originals.map(({ code, format, now }) => {
      const verdict = verifyPass({ code, trust, policy, now });
      if (verdict.outcome !== 'admit') throw new Error(`An original (${format}) gets ${verdict.reason}.`);
      return signedContentOf(verdict);
    }),
  );
}

function passing(name: string): readonly Json[] {
  return readFileSync(path.join(VECTORS, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line): Json => JSON.parse(line))
    .filter(({ expect }) => expect.verdict === 'pass');
}

function healthCertificate({ clock, keys, payload }: Json): Found {
  const read = keys.flatMap(({ kid, value }: Json) => {
    const key = keyFromCertificate(Buffer.from(value, 'base64'));
    return key === null ? [] : [{ ...key, keyId: kid ?? key.keyId }];
  });
  return { format: 'hc1', code: payload.trim(), now: Date.parse(clock), keys: read };
}

function nzCovidPass({ clock, keys, payload }: Json): Found {
  const read = keys.flatMap(({ value }: Json) => keysFromDidDocument(value) ?? []);
  return { format: 'nzcp', code: payload, now: Date.parse(clock), keys: read };
}

/** A card in one code, or its JWS. */
function healthCard({ clock, format, keys, payload }: Json): readonly Found[] {
  const isJws = format === 'shc-jws';
  if (!isJws && format !== 'shc') return [];
  const read = keys.flatMap(({ iss, value }: Json) => {
    const set = readHealthCardKeys(value, { issuer: iss, certificatesAt: null });
    return set.ok ? set.value.keys : [];
  });
  return [
    { format: 'shc', code: isJws ? encodeShcCode(payload) : payload, now: Date.parse(clock), keys: read },
  ];
}

function ticket({ clock, keys, payload }: Json): Found {
  const read = keys.map(({ event, value }: Json) => readPretixKey(event, value)).filter(Boolean);
  return { format: 'pretix', code: payload, now: Date.parse(clock), keys: read };
}
