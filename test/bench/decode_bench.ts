import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createPictureChange } from '../../renderer/camera/picture_change.ts';
import type { Picture } from '../renderer/draw_code.ts';
import { type Contestant, createContestants } from './decode/contestants.ts';
import { drawFrame } from './decode/draw_frame.ts';
import { drawEmptyFrame, EMPTY_KINDS } from './decode/empty_frames.ts';
import { drawShot, FAMILIES, SIZES } from './decode/families.ts';
import { readPictureFile, readPictureIndex } from './decode/picture_file.ts';
import { drawPresentation, PRESENTATION_FRAMES } from './decode/presentations.ts';
import { createRandom } from './decode/random.ts';
import { median, printRow, RUNTIME } from './measure.ts';

const FOLDERS = ['test/vectors/images', '../shared/vectors/images'];
/** A frame is at most this often drawn with a seed that another frame has. */
const SEED_STRIDE = 100_003;

const { values: asked } = parseArgs({
  options: {
    images: { type: 'string' },
    seed: { type: 'string', default: '1' },
    frames: { type: 'string', default: '150' },
    empty: { type: 'string', default: '40' },
    presentations: { type: 'string', default: '15' },
    only: { type: 'string', default: '' },
  },
});
const seed = Number(asked.seed);
const contestants = (await createContestants()).filter(
  ({ name }) => asked.only === '' || asked.only.split(',').includes(name),
);

/** What one contestant did with some pictures. */
interface Score {
  read: number;
  whole: number;
  false: number;
  pictures: number;
  wholePictures: number;
  readonly ms: number[];
}

type Scores = ReadonlyMap<string, Score>;

function emptyScores(): Scores {
  return new Map(
    contestants.map(({ name }) => [
      name,
      { read: 0, whole: 0, false: 0, pictures: 0, wholePictures: 0, ms: [] },
    ]),
  );
}

/** The order changes from picture to picture, so that a busy moment slows all alike. */
async function judge(
  picture: Picture,
  content: string | null,
  isWhole: boolean,
  turn: number,
  into: readonly Scores[],
): Promise<void> {
  const order = contestants
    .map((_, index) => contestants[(index + turn) % contestants.length])
    .filter((one) => one !== undefined);
  for (const contestant of order) {
    await contestant.begin();
    const started = performance.now();
    const found = await contestant.read(picture);
    const ms = performance.now() - started;
    for (const scores of into) {
      const score = scores.get(contestant.name);
      if (score === undefined) continue;
      const isRead = content !== null && found.includes(content);
      score.pictures += 1;
      score.wholePictures += isWhole ? 1 : 0;
      score.read += isRead ? 1 : 0;
      score.whole += isRead && isWhole ? 1 : 0;
      score.false += found.some((text) => text !== content) ? 1 : 0;
      score.ms.push(ms);
    }
  }
}

function percentile(values: readonly number[], share: number): number {
  return (
    values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
    Number.NaN
  );
}

const names = contestants.map(({ name }) => name);
const share = (part: number, of: number) => (of === 0 ? '-' : `${((100 * part) / of).toFixed(1)} %`);

function printTimes(title: string, scores: Scores): void {
  const base = scores.get('zxing-wasm')?.ms ?? [];
  printRow(`${title}: median ms`, ...names.map((name) => median(scores.get(name)?.ms ?? [])));
  printRow(`${title}: p95 ms`, ...names.map((name) => percentile(scores.get(name)?.ms ?? [], 0.95)));
  printRow(
    `${title}: median x zxing-wasm`,
    ...names.map((name) => median(scores.get(name)?.ms ?? []) / median(base)),
  );
  printRow(`${title}: false`, ...names.map((name) => `${scores.get(name)?.false ?? 0}`));
}

async function benchFrames(count: number): Promise<void> {
  const all = emptyScores();
  const families = new Map(FAMILIES.map((family) => [family, emptyScores()]));
  for (let index = 0; index < count; index += 1) {
    const random = createRandom(seed * SEED_STRIDE + index);
    const family = FAMILIES[index % FAMILIES.length] ?? 'clean';
    const size = SIZES[Math.floor(index / FAMILIES.length) % SIZES.length] ?? SIZES[0];
    const shot = await drawShot(family, size, random);
    const { isWhole, picture } = drawFrame(shot, random);
    await judge(picture, shot.code.content, isWhole, index, [all, families.get(family) ?? all]);
  }
  printRow(`${RUNTIME}: ${count} frames, seed ${seed}`, ...names);
  for (const [family, scores] of families) {
    printRow(
      family,
      ...names.map((name) => share(scores.get(name)?.read ?? 0, scores.get(name)?.pictures ?? 0)),
    );
  }
  printRow('all', ...names.map((name) => share(all.get(name)?.read ?? 0, all.get(name)?.pictures ?? 0)));
  printRow(
    'wholly in the frame',
    ...names.map((name) => share(all.get(name)?.whole ?? 0, all.get(name)?.wholePictures ?? 0)),
  );
  printTimes('with a code', all);
}

async function benchEmptyFrames(count: number): Promise<void> {
  const scores = emptyScores();
  for (let index = 0; index < count; index += 1) {
    const random = createRandom(seed * SEED_STRIDE + 50_000 + index);
    const kind = EMPTY_KINDS[index % EMPTY_KINDS.length] ?? 'hall';
    const size = SIZES[Math.floor(index / EMPTY_KINDS.length) % SIZES.length] ?? SIZES[0];
    await judge(drawEmptyFrame(kind, size, random), null, false, index, [scores]);
  }
  printRow(`${count} frames without a code`, ...names);
  printTimes('without a code', scores);
}

async function benchImages(folder: string): Promise<void> {
  const scores = emptyScores();
  const pictures = readPictureIndex(folder);
  for (const [index, { content, file }] of pictures.entries()) {
    // The index tells text; every decoder's bytes of it are UTF-8 or ASCII.
    const bytes = content === null ? null : Buffer.from(content, 'utf8').toString('latin1');
    const picture = readPictureFile(path.join(folder, file));
    if (picture !== null) await judge(picture, bytes, true, index, [scores]);
  }
  printRow(`${pictures.length} pictures of ${path.basename(folder)}`, ...names);
  printRow(
    'read',
    ...names.map((name) => share(scores.get(name)?.read ?? 0, scores.get(name)?.pictures ?? 0)),
  );
  printTimes('pictures', scores);
}

/** Each contestant sees the frames of a presentation in their order until it reads the code. */
async function benchPresentations(count: number): Promise<void> {
  const frames = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let index = 0; index < count; index += 1) {
    const random = createRandom(seed * SEED_STRIDE + 80_000 + index);
    const family = FAMILIES[index % FAMILIES.length] ?? 'clean';
    const { content, frame } = await drawPresentation(family, SIZES[index % 2] ?? SIZES[0], random);
    const left = new Set<Contestant>(contestants);
    for (const contestant of left) await contestant.begin();
    for (let at = 0; at < PRESENTATION_FRAMES && left.size > 0; at += 1) {
      const picture = frame(at);
      for (const contestant of [...left]) {
        if (!(await contestant.read(picture)).includes(content)) continue;
        frames.get(contestant.name)?.push(at + 1);
        left.delete(contestant);
      }
    }
  }
  const of = (name: string) => frames.get(name) ?? [];
  printRow(`${count} presentations`, ...names);
  printRow('read within a second', ...names.map((name) => share(of(name).length, count)));
  printRow('frames until read: median', ...names.map((name) => median(of(name))));
  printRow('frames until read: p95', ...names.map((name) => percentile(of(name), 0.95)));
}

/** A camera that looks at an empty hall: what it costs to see that nothing has changed, and what to decode it. */
async function benchIdle(): Promise<void> {
  const [kiosk] = contestants;
  for (const size of SIZES) {
    const pictures = Array.from({ length: 24 }, (_, index) => {
      const random = createRandom(seed);
      const empty = drawEmptyFrame('hall', size, random);
      const noise = createRandom(seed + index);
      return {
        ...empty,
        luma: empty.luma.map((value) => Math.min(255, Math.max(0, value + Math.round(noise.normal() * 2)))),
      };
    });
    const hasChanged = createPictureChange();
    const watching: number[] = [];
    const decoding: number[] = [];
    let changes = 0;
    for (const picture of pictures) {
      const started = performance.now();
      if (hasChanged(picture.luma, picture.width)) changes += 1;
      const watched = performance.now();
      await kiosk?.read(picture);
      watching.push(watched - started);
      decoding.push(performance.now() - watched);
    }
    printRow(
      `idle at ${size.width}x${size.height}`,
      `${changes} changed`,
      `${median(watching).toFixed(2)} ms`,
      `${median(decoding).toFixed(2)} ms`,
      median(watching) / median(decoding),
    );
  }
}

const folder =
  asked.images ?? FOLDERS.find((candidate) => existsSync(path.resolve(candidate, 'index.jsonl')));
// The first calls pay for compilation.
await judge(drawEmptyFrame('modules', SIZES[0], createRandom(seed)), null, false, 0, []);
if (Number(asked.frames) > 0) await benchFrames(Number(asked.frames));
if (Number(asked.empty) > 0) await benchEmptyFrames(Number(asked.empty));
if (folder !== undefined) await benchImages(path.resolve(folder));
if (Number(asked.presentations) > 0) await benchPresentations(Number(asked.presentations));
await benchIdle();
