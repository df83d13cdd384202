import { z } from 'zod';
import { parseBoundedJson } from '../../pass/bounded_json.ts';

/** The four roles of a TUF repository without delegations. */
export const METADATA_ROLES = ['root', 'timestamp', 'snapshot', 'targets'] as const;
export type MetadataRole = (typeof METADATA_ROLES)[number];

/** How many bytes a role's file may have. */
export const MAX_METADATA_BYTES: Readonly<Record<MetadataRole, number>> = {
  root: 256 * 1024,
  timestamp: 16 * 1024,
  snapshot: 64 * 1024,
  targets: 1024 * 1024,
};

const version = z.int().min(1);
const hex64 = /^[0-9a-f]{64}$/;
const common = {
  spec_version: z.string().regex(/^1\.\d{1,3}(\.\d{1,3})?$/),
  // A date that cannot be read would never come.
  expires: z.iso.datetime(),
  version,
};
const key = z.looseObject({
  keytype: z.literal('ed25519'),
  scheme: z.literal('ed25519'),
  keyval: z.looseObject({ public: z.string().regex(hex64) }),
});
const role = z.looseObject({ keyids: z.array(z.string()).min(1).max(50), threshold: z.int().min(1).max(50) });
const root = z
  .looseObject({
    _type: z.literal('root'),
    ...common,
    consistent_snapshot: z.literal(true),
    keys: z.record(z.string().max(200), key),
    roles: z.looseObject({ root: role, timestamp: role, snapshot: role, targets: role }),
  })
  // One key under two ids would count twice towards a threshold.
  .refine(({ keys }) => {
    const values = Object.values(keys).map(({ keyval }) => keyval.public);
    return values.length <= 200 && new Set(values).size === values.length;
  });
const metaFile = z.looseObject({
  version,
  length: z.int().min(1).optional(),
  hashes: z.looseObject({ sha256: z.string().regex(hex64).optional() }).optional(),
});
const timestamp = z.looseObject({
  _type: z.literal('timestamp'),
  ...common,
  meta: z.looseObject({ 'snapshot.json': metaFile }),
});
const snapshot = z.looseObject({
  _type: z.literal('snapshot'),
  ...common,
  meta: z.looseObject({ 'targets.json': metaFile }),
});
const targetFile = z.looseObject({
  length: z.int().min(0),
  hashes: z.looseObject({ sha256: z.string().regex(hex64) }),
  custom: z.looseObject({ issuedAt: z.iso.datetime({ offset: true }) }),
});
const targets = z.looseObject({
  _type: z.literal('targets'),
  ...common,
  // Whom the authority has targets signed by is not read: then neither may the rest be taken for the whole.
  delegations: z.undefined().optional(),
  targets: z.record(z.string().max(200), targetFile),
});

const signed = { root, timestamp, snapshot, targets };
const signatures = z.array(z.looseObject({ keyid: z.string().max(200), sig: z.string().max(200) })).max(100);

interface SignedOf {
  readonly root: z.output<typeof root>;
  readonly timestamp: z.output<typeof timestamp>;
  readonly snapshot: z.output<typeof snapshot>;
  readonly targets: z.output<typeof targets>;
}

/** A metadata file whose shape is good; nobody has looked at its signatures. */
export interface ShapedMetadata<Role extends MetadataRole> {
  readonly signed: SignedOf[Role];
  readonly keyIds: readonly string[];
}

/**
 * Reads a role's metadata (TUF specification 1.0 section 4) as far as tuf-js leaves it unchecked: bounded
 * depth, whole numbers as versions, dates that are dates, Ed25519 keys under one id each, SHA-256 and the
 * moment of issue for every target, consistent snapshots, no delegations. Null for anything else.
 */
export function readMetadataShape<Role extends MetadataRole>(
  role: Role,
  bytes: Uint8Array,
): ShapedMetadata<Role> | null {
  if (bytes.length > MAX_METADATA_BYTES[role]) return null;
  const read = z
    .looseObject({ signed: signed[role], signatures })
    .safeParse(parseBoundedJson(bytes)?.value);
  if (!read.success) return null;
  const shaped = read.data as { signed: unknown; signatures: z.output<typeof signatures> };
  return { signed: shaped.signed as SignedOf[Role], keyIds: shaped.signatures.map(({ keyid }) => keyid) };
}
