import { z } from 'zod';
import { LANGUAGES } from '../pass/languages.ts';
import type { VenueSettings } from '../bridge/contract.ts';

/** A short line that people typed: no controls, no bidirectional tricks. */
const lineUpTo = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+$/u);
const line = lineUpTo(60);

const direction = z.enum(['in', 'out']);
const language = z.enum(LANGUAGES);
const days = z.int().min(1).max(3_650).nullable();
const warning = z.number().min(0.1).max(1);
const share = z.number().min(0).max(1).nullable();
/** Older versions kept one line, such as `Help desk: +852 5550 0000`; all else stays where it cannot be read as one. */
const support = z.preprocess(
  (given) => {
    if (typeof given !== 'string') return given;
    const [, name, contact] = /^(.*?): (.*)$/s.exec(given) ?? [];
    return name === undefined ? null : { name, contact };
  },
  z.object({ name: line, contact: lineUpTo(100) }).readonly().nullable(),
);
const CAMERA_AS_IT_IS: VenueSettings['cameraSettings'] = { mirror: true, torch: false, zoom: null, exposure: null };
const CAPACITY_WARNINGS: VenueSettings['capacityWarnings'] = [0.8, 0.95];
/** Small enough to keep an hour's figures useful. */
const SUPPRESS_BELOW = 5;
const DEFAULT_RULE_PACK = '3g';

/** What the venue's settings must be; used for the settings file and for what the manager's window sends. */
export const venueSettings = z
  .object({
    venueName: line,
    gate: line,
    gates: z.array(line).min(1).max(50).readonly(),
    direction,
    language,
    sound: z.boolean(),
    identityDisplay: z.enum(['nothing', 'initials', 'name']),
    timeZone: z.string().max(64).refine(isTimeZone),
    // Settings of an older version lack what came later, and are kept.
    exitGates: z.array(line).max(50).readonly().default([]),
    directionToggle: z.boolean().default(false),
    scannerDirections: z.array(z.object({ scanner: z.string().min(1).max(200), direction })).max(20).readonly().default([]),
    capacity: z.int().min(1).max(10_000_000).nullable().default(null),
    capacityWarnings: z.tuple([warning, warning]).readonly().default(CAPACITY_WARNINGS),
    dayStartsAt: z.int().min(0).max(1_439).default(0),
    suppressBelow: z.int().min(0).max(100).default(SUPPRESS_BELOW),
    visitorLanguages: z.array(language).max(3).readonly().default([]),
    rulePack: z.string().max(60).default(DEFAULT_RULE_PACK),
    combinesPasses: z.boolean().default(false),
    audiences: z.array(line).max(50).readonly().default([]),
    stopAfterDays: z
      .object({ keys: days, rules: days, revocations: days })
      .default({ keys: null, rules: null, revocations: null }),
    updateSource: z.string().max(300).nullable().default(null),
    support: support.default(null),
    camera: z.string().max(200).nullable(),
    cameraSettings: z
      .object({ mirror: z.boolean(), torch: z.boolean(), zoom: share, exposure: share })
      .default(CAMERA_AS_IT_IS),
    keyboardLayout: z.enum(['us', 'uk', 'de', 'fr', 'es', 'it', 'system']).default('us'),
    rawKeyboards: z.array(z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/)).max(20).readonly().default([]),
    serialPorts: z
      .array(z.object({ path: z.string().regex(/^[^\p{C}]{1,200}$/u), baudRate: z.int().min(1_200).max(4_000_000) }))
      .max(8)
      .readonly()
      .default([]),
  })
  .refine(({ gates }) => new Set(gates).size === gates.length)
  .refine(({ gate, gates }) => gates.includes(gate))
  .refine(({ capacityWarnings: [first, second] }) => first <= second) satisfies z.ZodType<VenueSettings>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** What a kiosk starts with before anybody chose anything. */
export function defaultSettings(venueName: string): VenueSettings {
  return {
    venueName,
    gate: 'Main entrance',
    gates: ['Main entrance', 'Side entrance'],
    direction: 'in',
    exitGates: [],
    directionToggle: false,
    scannerDirections: [],
    capacity: null,
    capacityWarnings: CAPACITY_WARNINGS,
    dayStartsAt: 0,
    suppressBelow: SUPPRESS_BELOW,
    visitorLanguages: [],
    language: 'en',
    sound: true,
    identityDisplay: 'initials',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    rulePack: DEFAULT_RULE_PACK,
    combinesPasses: false,
    audiences: [venueName],
    stopAfterDays: { keys: null, rules: null, revocations: null },
    updateSource: null,
    support: null,
    camera: null,
    cameraSettings: CAMERA_AS_IT_IS,
    keyboardLayout: 'us',
    rawKeyboards: [],
    serialPorts: [],
  };
}
