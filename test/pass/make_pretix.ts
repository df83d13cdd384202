import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { algorithmsOf } from '../../main/pass/signature.ts';
import type { TrustedKey } from '../../main/pass/trust_list.ts';

/** A throw-away event. */
export interface PretixEvent {
  readonly privateKey: KeyObject;
  readonly trusted: TrustedKey;
}

export function makePretixEvent(event = 'spring-festival'): PretixEvent {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = createPublicKey(privateKey);
  const limits = { uses: null, notBefore: null, notAfter: null, specimen: false };
  const algorithms = algorithmsOf(publicKey);
  const trusted = { format: 'pretix', issuer: event, keyId: '', publicKey, algorithms, ...limits } as const;
  return { privateKey, trusted };
}

/** A varint of protobuf; negative numbers take ten bytes. */
export function varint(value: bigint): readonly number[] {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 0x80n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

export function numberField(field: number, value: bigint): readonly number[] {
  return [...varint(BigInt(field << 3)), ...varint(value)];
}

export function bytesField(field: number, value: string | Uint8Array): readonly number[] {
  const bytes = Buffer.from(value);
  return [...varint(BigInt((field << 3) | 2)), ...varint(BigInt(bytes.length)), ...bytes];
}

export const SEED = bytesField(1, 'CTJqJOl1H');

/** A ticket's message: seed, product 7, and what else is given. */
export function makeTicket(...fields: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from([...SEED, ...numberField(2, 7n), ...fields.flat()]);
}

export function packTicket(ticket: Uint8Array, signature: Uint8Array, version = 1): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(version);
  header.writeUInt16BE(ticket.length, 1);
  header.writeUInt16BE(signature.length, 3);
  return Buffer.concat([header, ticket, signature]);
}

export function toTicketCode(bytes: Buffer): string {
  return [...bytes.toString('base64')].reverse().join('');
}

export function makeTicketCode(event: PretixEvent, ticket: Uint8Array = makeTicket()): string {
  return toTicketCode(packTicket(ticket, sign(null, ticket, event.privateKey)));
}
