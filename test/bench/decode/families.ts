import { drawBackground } from './background.ts';
import type { Shot } from './draw_frame.ts';
import type { Point } from './homography.ts';
import { drawPayload, type PayloadKind } from './payloads.ts';
import type { Random } from './random.ts';

/**
 * What is wrong with a frame; all else is as in a fair hall. The ranges go somewhat beyond what can be read at all: a
 * disc of blur as wide as two modules, a finder wholly under a reflection, modules of two pixels.
 */
export const FAMILIES = [
  /** Codes of 50 to 85 % of the picture's height, at least 2.4 pixels a module, tilted by up to 9 degrees. */
  'clean',
  /** By any angle. */
  'rotated',
  /** By 14 to 34 degrees about one axis, 6 to 34 about the other. */
  'perspective',
  /** Out of focus: a disc with a radius of 0.45 to 1.05 modules. */
  'blur',
  /** Along a line of 0.7 to 1.9 modules. */
  'motion',
  /** 60 to 260 electrons at white, the screen at a fifth to a half of it. */
  'low_light',
  /** One to three spots with a radius of 6 to 20 % of the code, up to twice white, and a veil of 2 to 35 %. */
  'glare',
  /** White at 5 to 16 % of the sensor's, and dark at 12 to 40 % of that. */
  'dim_screen',
  /** The display's dots at 0.55 to 1.1 for each of the camera's pixels, 40 to 90 % deep. */
  'moire',
  /** One to four cracks across, half a module to two wide. */
  'crack',
  /** Light upon dark. */
  'dark_mode',
  /** 30 to 45 % of the picture's height, down to 2 pixels a module. */
  'small',
  /** White at two to six times what the sensor can tell. */
  'overexposed',
  /** JPEG of quality 18 to 45. */
  'compressed',
  /** Any angle, two of the other faults, out of focus by up to 0.55 modules; a rim of the code may be cut off. */
  'mixed',
] as const;

export type Family = (typeof FAMILIES)[number];

export const SIZES = [
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const;

/** Half of all codes are dense certificates. */
const KINDS: readonly PayloadKind[] = [
  'certificate',
  'certificate',
  'certificate',
  'certificate',
  'health_card',
  'ticket',
  'ticket',
  'aztec',
  'data_matrix',
];
/** Below about two pixels a module no camera tells modules apart. */
const LEAST_MODULE_PIXELS = 2.4;

/** A shot of a family: everything but the family's fault is as in a fair hall. */
export async function drawShot(
  family: Family,
  size: { width: number; height: number },
  random: Random,
): Promise<Shot> {
  const code = await drawPayload(random.pick(KINDS), random);
  const { height, width } = size;
  const side = Math.max(code.columns, code.rows) + 8;
  const share = family === 'small' ? random.between(0.3, 0.45) : random.between(0.5, 0.85);
  const turned = family === 'rotated' || family === 'mixed';
  // A code that is turned far needs more room in the frame.
  const room = turned ? 0.8 : 1;
  const least = family === 'small' ? 2 : LEAST_MODULE_PIXELS;
  const modulePixels = Math.min(Math.max((height * share * room) / side, least), 14);
  const half = ((side * modulePixels) / 2) * (turned ? 1.35 : 1);
  const spread = (length: number) => {
    const free = Math.max(0, length / 2 - half * 1.05);
    return length / 2 + (family === 'mixed' ? free + half * 0.12 : free) * random.between(-1, 1);
  };
  const middle = { x: spread(width), y: spread(height) };
  const common: Shot = {
    width,
    height,
    code,
    modulePixels,
    middle,
    turn: random.between(-0.12, 0.12) + random.pick([0, 0, 0, Math.PI / 2]),
    tiltX: random.between(-0.15, 0.15),
    tiltY: random.between(-0.15, 0.15),
    background: drawBackground(width, height, random.between(0.05, 0.6), random),
    screen: {
      light: random.between(0.6, 0.98),
      dark: random.between(0.01, 0.04),
      inverted: false,
      dotsPerModule: random.between(5, 12),
      dotDepth: 0.1,
    },
    cracks: [],
    crackModules: 0,
    spots: [],
    veil: random.between(0.005, 0.03),
    defocusRadius: random.between(0, 0.9),
    motion: { length: random.between(0, 0.8), angle: random.between(0, Math.PI) },
    lensDeviation: random.between(0.5, 0.7),
    sensor: {
      electrons: random.between(1_500, 6_000),
      readNoise: random.between(3, 8),
      edgeGain: random.pick([1, 1, 1.5]),
      jpegQuality: random.pick([null, 90, 80]),
    },
  };
  const faults = FAULTS[family].map((fault) => fault(common, random));
  return faults.reduce<Shot>((shot, fault) => ({ ...shot, ...fault }), common);
}

type Fault = (shot: Shot, random: Random) => Partial<Shot>;

const FAULT = {
  rotated: (_shot, random) => ({ turn: random.between(0, 2 * Math.PI) }),
  perspective: (_shot, random) => ({
    tiltX: random.pick([-1, 1]) * random.between(0.25, 0.6),
    tiltY: random.pick([-1, 1]) * random.between(0.1, 0.6),
  }),
  blur: ({ modulePixels }, random) => ({ defocusRadius: modulePixels * random.between(0.45, 1.05) }),
  motion: ({ modulePixels }, random) => ({
    motion: { length: modulePixels * random.between(0.7, 1.9), angle: random.between(0, Math.PI) },
  }),
  lowLight: ({ screen }, random) => ({
    screen: { ...screen, light: random.between(0.2, 0.5) },
    sensor: {
      electrons: random.between(60, 260),
      readNoise: random.between(4, 9),
      edgeGain: random.pick([1, 1.5]),
      jpegQuality: random.pick([null, 75]),
    },
  }),
  glare: (shot, random) => ({
    veil: random.between(0.02, 0.35),
    spots: Array.from({ length: random.whole(1, 3) }, () => ({
      at: nearCode(shot, random, 0.5),
      radius: sideOf(shot) * random.between(0.06, 0.2),
      light: random.between(0.3, 2),
    })),
  }),
  dimScreen: ({ screen }, random) => {
    const light = random.between(0.05, 0.16);
    return {
      screen: { ...screen, light, dark: light * random.between(0.12, 0.4) },
      veil: random.between(0.01, 0.05),
    };
  },
  moire: ({ modulePixels, screen }, random) => ({
    // The display's dots come near to the camera's pixels in size.
    screen: {
      ...screen,
      dotsPerModule: modulePixels * random.between(0.55, 1.1),
      dotDepth: random.between(0.4, 0.9),
    },
    defocusRadius: 0,
    lensDeviation: 0.45,
  }),
  crack: (shot, random) => ({
    cracks: Array.from({ length: random.whole(1, 4) }, () => crackOf(shot, random)),
    crackModules: random.between(0.5, 2),
  }),
  darkMode: ({ screen }) => ({ screen: { ...screen, inverted: true } }),
  overexposed: ({ screen }, random) => ({
    screen: { ...screen, light: random.between(2, 6), dark: random.between(0.02, 0.08) },
    veil: random.between(0.01, 0.08),
  }),
  compressed: ({ sensor }, random) => ({ sensor: { ...sensor, jpegQuality: random.whole(18, 45) } }),
} satisfies Readonly<Record<string, Fault>>;

const MIXABLE: readonly Fault[] = Object.values(FAULT).filter(
  (fault) => fault !== FAULT.rotated && fault !== FAULT.blur,
);

/** Faults of a mild kind come together more often than one alone. */
const mixed: Fault = (shot, random) => {
  const several = [random.pick(MIXABLE), random.pick(MIXABLE)].reduce(
    (before, fault) => ({ ...before, ...fault(before, random) }),
    shot,
  );
  return {
    ...several,
    turn: random.between(0, 2 * Math.PI),
    defocusRadius: Math.max(several.defocusRadius, shot.modulePixels * random.between(0, 0.55)),
    motion: { ...several.motion, length: Math.min(several.motion.length, shot.modulePixels) },
  };
};

const FAULTS: Readonly<Record<Family, readonly Fault[]>> = {
  clean: [],
  rotated: [FAULT.rotated],
  perspective: [FAULT.perspective],
  blur: [FAULT.blur],
  motion: [FAULT.motion],
  low_light: [FAULT.lowLight],
  glare: [FAULT.glare],
  dim_screen: [FAULT.dimScreen],
  moire: [FAULT.moire],
  crack: [FAULT.crack],
  dark_mode: [FAULT.darkMode],
  small: [],
  overexposed: [FAULT.overexposed],
  compressed: [FAULT.compressed],
  mixed: [mixed],
};

function sideOf({ code, modulePixels }: Shot): number {
  return Math.max(code.columns, code.rows) * modulePixels;
}

function nearCode(shot: Shot, random: Random, share: number): Point {
  const reach = sideOf(shot) * share;
  return {
    x: shot.middle.x + reach * random.between(-1, 1),
    y: shot.middle.y + reach * random.between(-1, 1),
  };
}

/** A line with a few bends across the code, in modules from its middle. */
function crackOf({ code }: Shot, random: Random): readonly Point[] {
  const reach = code.columns / 2 + 3;
  const angle = random.between(0, Math.PI);
  const off = reach * random.between(-0.8, 0.8);
  return [-1, -0.4, 0.3, 1].map((along) => {
    const across = off + reach * random.between(-0.12, 0.12);
    return {
      x: 1.4 * reach * along * Math.cos(angle) - across * Math.sin(angle),
      y: 1.4 * reach * along * Math.sin(angle) + across * Math.cos(angle),
    };
  });
}
