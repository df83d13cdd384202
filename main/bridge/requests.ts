import { z } from 'zod';
import { MAX_CODE_BYTES } from '../../native/scan_source.ts';
import { TEST_SYMBOLS } from '../../native/test_symbols.ts';
import type { CameraHint, DrillAnswer, DrillSpecimenId, ManualReason, OverrideReason } from './contract.ts';

const PREVIEW_MAX_BYTES = 200_000;
const MOST_WORDS = 200;
const DAY_MS = 86_400_000;
/** Ten years, and the days of their leap years. */
const LONGEST_RANGE_DAYS = 3_653;
const HINTS = ['hold_closer', 'brighter', 'glare', 'hold_still'] as const satisfies readonly CameraHint[];
const DRILL_ANSWERS = ['let_in', 'other_code', 'do_not_let_in', 'call_supervisor'] as const satisfies readonly DrillAnswer[];
const DRILL_SPECIMENS = [
  'member',
  'staff',
  'expired',
  'not_yet_valid',
  'rule_not_met',
  'withdrawn',
  'altered',
  'wrong_venue',
  'wrong_gate',
  'already_used',
  'damaged',
  'unknown_issuer',
  'list_too_old',
  'clock_wrong',
  'hk_domestic',
  'web_address',
  'boarding_pass',
  'product_code',
  'specimen',
] as const satisfies readonly DrillSpecimenId[];
/** As many as the settings let a venue hold. */
const MOST_PEOPLE = 10_000_000;
const OVERRIDE_REASONS = [
  'paper_proof',
  'identity_known',
  'technical_fault',
  'accompanied',
  'organiser_decision',
  'emergency',
] as const satisfies readonly OverrideReason[];
const MANUAL_REASONS = ['child', 'exempt', 'no_phone', 'staff', 'other'] as const satisfies readonly ManualReason[];

const pin = z.string().max(12);
const cameraName = z.string().max(200);
const pixels = z.int().min(0).max(16_384);

const day = z.iso.date();
const label = z.string().max(200);
const figures = z
  .strictObject({
    from: day,
    until: day,
    step: z.enum(['quarter', 'hour', 'day', 'week']),
    by: z.enum(['outcome', 'reason', 'format', 'input', 'gate']),
    gate: z.string().min(1).max(60).nullable(),
    direction: z.enum(['in', 'out']).nullable(),
  })
  .refine(isRange);
const labels = z.strictObject({
  title: label,
  step: label,
  total: label,
  in: label,
  out: label,
  entered: label,
  left: label,
  hidden: label,
  asked: label,
  made: label,
  words: z.record(z.string().max(60), label).refine((words) => Object.keys(words).length <= MOST_WORDS),
});

/** What windows may send: each of the shape and the size that its method takes, or refused. */
export const requests = {
  nothing: z.undefined(),
  code: z.strictObject({ bytes: bytesUpTo(MAX_CODE_BYTES), symbology: z.string().max(8).nullable() }),
  preview: z.strictObject({ jpeg: bytesUpTo(PREVIEW_MAX_BYTES) }),
  hint: z.strictObject({ hint: z.enum(HINTS).nullable() }),
  cameraStatus: z.strictObject({
    state: z.enum(['starting', 'ready', 'absent', 'denied', 'in_use', 'fault', 'off']),
    cameras: z.array(cameraName).max(20),
    current: cameraName.nullable(),
    picture: z.strictObject({ width: pixels, height: pixels, framesPerSecond: z.int().min(0).max(1_000), isDark: z.boolean() }).nullable(),
    controls: z.strictObject({ torch: z.boolean(), zoom: z.boolean(), exposure: z.boolean() }),
  }),
  unlock: z.strictObject({ pin }),
  setPin: z.strictObject({ role: z.enum(['supervisor', 'manager']), current: pin, next: pin.nullable() }),
  correctInside: z.strictObject({
    inside: z.int().min(0).max(MOST_PEOPLE),
    reason: z.enum(['counted_by_hand', 'left_unseen', 'entered_unseen', 'mistake']),
  }),
  events: z.strictObject({ before: z.int().min(1).nullable() }),
  tryRule: z.strictObject({ rulePack: z.string().max(60), at: z.string().max(16).nullable() }),
  override: z.strictObject({ sequence: z.int().min(0), pin, reason: z.enum(OVERRIDE_REASONS) }),
  manual: z.strictObject({ reason: z.enum(MANUAL_REASONS) }),
  direction: z.strictObject({ direction: z.enum(['in', 'out']) }),
  folder: z.strictObject({ folder: z.string().min(1).max(300).nullable() }),
  releases: z.strictObject({ channel: z.enum(['stable', 'beta']), source: z.string().trim().min(1).max(300).nullable() }),
  testSymbol: z.strictObject({ symbol: z.enum(TEST_SYMBOLS.map(({ id }) => id)) }),
  openingAnswer: z.union([
    z.strictObject({ about: z.literal('scanners') }),
    z.strictObject({ about: z.enum(['screen', 'sound']), isGood: z.boolean() }),
    z.strictObject({ about: z.literal('audio'), isRunning: z.boolean(), outputs: z.int().min(0).max(100) }),
  ]),
  drillAnswer: z.strictObject({ answer: z.enum(DRILL_ANSWERS) }),
  drillSpecimen: z.strictObject({ specimen: z.enum(DRILL_SPECIMENS) }),
  figures,
  days: z.strictObject({ from: day, until: day }).refine(isRange),
  target: z.strictObject({ target: z.string().max(1_000) }),
  exportFigures: z.strictObject({ figures, format: z.enum(['csv', 'json', 'pdf']), target: z.string().max(1_000), labels }),
  printFigures: z.strictObject({ figures, labels }),
  specimen: z.strictObject({ id: z.string().max(40) }),
};

/** Of days that the counts can have, the first not after the last. */
function isRange({ from, until }: { readonly from: string; readonly until: string }): boolean {
  const days = (Date.parse(until) - Date.parse(from)) / DAY_MS;
  return from >= '2000-01-01' && days >= 0 && days < LONGEST_RANGE_DAYS;
}

function bytesUpTo(limit: number) {
  return z.instanceof(Uint8Array).refine((bytes) => bytes.length <= limit);
}
