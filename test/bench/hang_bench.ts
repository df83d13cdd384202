import { verifyPass } from '../../main/pass/verify_pass.ts';
import type { PassFormat } from '../../main/pass/verdict.ts';
import type { Code } from '../pass/pass_parts.ts';
import { hostileCodes } from '../fuzz/hostile_codes.ts';
import { mutatePass } from '../fuzz/mutate_pass.ts';
import { readOriginals } from '../fuzz/originals.ts';
import { pick, randomFrom } from '../fuzz/random.ts';
import { randomCode } from '../fuzz/random_code.ts';
import { median, printRow, RUNTIME, shortestUs, timeUs } from './measure.ts';

const INPUTS = Number(process.env.BENCH_INPUTS ?? 40_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_301);
/** What no input may take, as a multiple of the median valid pass of its format. */
const LIMIT = 50;
const REPEATS = 9;

interface Slowest {
  readonly us: number;
  readonly what: string;
}

const { originals, policy, trust } = await readOriginals();
const now = originals[0]?.now ?? 0;
const verify = (code: Code, at = now) => verifyPass({ code, trust, policy, now: at });

const validUs = new Map<PassFormat, number>();
for (const format of new Set(originals.map((each) => each.format))) {
  const own = originals.filter((each) => each.format === format);
  // A first round to warm up.
  for (const given of own) shortestUs(() => verify(given.code, given.now), 50);
  validUs.set(format, median(own.map((given) => shortestUs(() => verify(given.code, given.now), REPEATS))));
}
/** Whatever is no pass is measured by the pass that is seen most. */
const medianOf = (format: PassFormat) => validUs.get(format) ?? validUs.get('hc1') ?? Number.NaN;

const slowest = new Map<PassFormat, Slowest>();

/** Repeated where it takes long, so that only what always takes long counts. */
function measure(code: Code, what: string, at?: number): void {
  let verdict = verify(code, at);
  const once = timeUs(() => {
    verdict = verify(code, at);
  });
  const { format } = verdict;
  const known = slowest.get(format)?.us ?? 0;
  if (once <= known) return;
  const us = Math.min(
    once,
    shortestUs(() => verify(code, at), REPEATS),
  );
  if (us > known) slowest.set(format, { us, what });
}

const hostile = hostileCodes(originals);
for (const { code, what } of hostile) measure(code, what);
const random = randomFrom(SEED);
for (let i = 0; i < INPUTS; i += 1) {
  const original = pick(random, originals);
  if (random(4) === 0) measure(randomCode(random, originals), `random code ${i}`);
  else measure(mutatePass(original, pick(random, originals), random).code, `mutated pass ${i}`, original.now);
}

printRow(`${RUNTIME}: slowest of ${INPUTS + hostile.length}`, 'valid us', 'slowest us', 'multiple');
for (const [format, { us, what }] of [...slowest].sort()) {
  const multiple = us / medianOf(format);
  if (!(multiple < LIMIT)) process.exitCode = 1;
  printRow(format, medianOf(format).toFixed(0), us.toFixed(0), multiple, `  ${what}`);
}
