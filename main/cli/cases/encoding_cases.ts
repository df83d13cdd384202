import { decodeBase45 } from '../../pass/base45.ts';
import { type CborValue, tryDecodeCbor } from '../../pass/cbor.ts';
import { openSign1 } from '../../pass/cose_sign1.ts';
import { verifySignature } from '../../pass/signature.ts';
import { readPublicKey } from '../../trust/public_key.ts';
import { isJson, type Json, type Judgement, listOf, payloadOf, signatureJudgement, textOf } from './case_fields.ts';

/** COSE_Sign1 as such, with the case's own additional data. */
export function judgeSign1(given: Json): Judgement {
  const externalAad = Buffer.from(typeof given.external_aad === 'string' ? given.external_aad : '', 'hex');
  const opened = openSign1(payloadOf(given), { externalAad, unprotectedAlgorithm: true });
  if (!opened.ok) return { verdict: 'fail', reason: opened.error };
  const { algorithm, signature, signedBytes } = opened.value;
  return signatureJudgement(
    listOf(given.keys).some(({ value }) => {
      const key = isJson(value) ? readPublicKey({ jwk: value }) : null;
      return key !== null && verifySignature({ algorithm, key: key.publicKey, message: signedBytes, signature });
    }),
  );
}

/** Base45 as such. */
export function judgeBase45(given: Json): Judgement {
  const bytes = decodeBase45(textOf(given.payload));
  if (bytes === null) return { verdict: 'fail', reason: 'bad_encoding' };
  const decoded = Buffer.from(bytes);
  return { verdict: 'pass', reason: 'valid', value: decoded.toString('utf8'), valueHex: decoded.toString('hex') };
}

/** CBOR as such: the value where JSON has it, else null. */
export function judgeCbor(given: Json): Judgement {
  const decoded = tryDecodeCbor(payloadOf(given));
  if (decoded === null) return { verdict: 'fail', reason: 'bad_cbor' };
  const json = asJson(decoded.value);
  return { verdict: 'value', reason: 'valid', value: json === NOT_JSON ? null : json };
}

const NOT_JSON = Symbol('not JSON');

/** A CBOR value as JSON, or NOT_JSON where it has no counterpart there. */
function asJson(value: CborValue): unknown {
  if (value === undefined || value instanceof Uint8Array) return NOT_JSON;
  if (typeof value === 'number') return Number.isFinite(value) ? value : NOT_JSON;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(asJson);
    return items.includes(NOT_JSON) ? NOT_JSON : items;
  }
  if (!(value instanceof Map)) return NOT_JSON;
  const entries = [...value].map(([key, item]) => [key, asJson(item)] as const);
  if (entries.some(([key, item]) => typeof key !== 'string' || item === NOT_JSON)) return NOT_JSON;
  return Object.fromEntries(entries);
}
