import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoorState } from '../../main/bridge/contract.ts';
import { TONES } from '../../renderer/door/tones.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import {
  colourDistance,
  groundOf,
  MIN_COLOUR_DISTANCE,
  MIN_SHAPE_DISTANCE,
  type OutcomePicture,
  type Raster,
  toldApartBy,
  type Vision,
  VISIONS,
} from '../helpers/colour_vision.ts';
import { decidedScreen, showDoor, verdictOf } from '../helpers/door_states.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';

const OUTCOMES = ['admit', 'refuse', 'undecided', 'not_a_pass', 'specimen', 'overridden', 'lost'] as const;
type Told = (typeof OUTCOMES)[number];

const PAIRS = OUTCOMES.flatMap((one, index) => OUTCOMES.slice(index + 1).map((other) => [one, other] as const));
const LANGUAGES = ['en', 'zh-Hant', 'zh-Hans'] as const;
const SIZES = [
  [1024, 600],
  [1280, 800],
  [1920, 1080],
  [1080, 1920],
] as const;
/** Far from the green of an admission to most people, and all but the same to those. */
const CONFUSED_WITH_GREEN = { protanopia: '#fc9c60', deuteranopia: '#fc2460', tritanopia: '#54c0c0', greyscale: '#fc3cfc' } as const;
/** How far apart the shapes' centres are at least, as a share of the stage's width or height. */
const MIN_PLACE_DISTANCE = 0.2;

function screenOf(told: Told, sequence: number): DoorState['screen'] {
  if (told === 'overridden') return { kind: 'overridden', sequence, reason: 'paper_proof', showForMs: 5_000 };
  if (told === 'lost') return { kind: 'lost', sequence, why: 'cut_short' };
  return decidedScreen(sequence, verdictOf(told));
}

describe('the cues of each outcome', () => {
  let kiosk: LaunchedKiosk;
  let door: Page;
  let sequence = 0;
  beforeAll(async () => {
    kiosk = await launchKiosk({});
    door = await kiosk.window('door');
    await door.setViewportSize({ width: 1280, height: 800 });
    await door.emulateMedia({ reducedMotion: 'reduce' });
    await door.waitForSelector('[data-screen]');
  });
  afterAll(() => kiosk.close());

  async function show(told: Told, changes: Partial<DoorState> = {}): Promise<void> {
    sequence += 1;
    await showDoor(kiosk.app, { ...changes, screen: screenOf(told, sequence) });
    await door.waitForSelector(`[data-screen="${told}"]`);
    await door.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  }

  async function rasterOf(selector: string, width: number, height: number): Promise<Raster> {
    const png = await door.locator(selector).first().screenshot();
    const bgra = await kiosk.app.evaluate(
      ({ nativeImage }, given) => {
        const image = nativeImage.createFromBuffer(Buffer.from(given.png, 'base64'));
        return image.resize({ width: given.width, height: given.height }).toBitmap().toString('base64');
      },
      { png: png.toString('base64'), width, height },
    );
    const pixels = Buffer.from(bgra, 'base64');
    const rgb = new Uint8Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      rgb.set([pixels[pixel * 4 + 2] ?? 0, pixels[pixel * 4 + 1] ?? 0, pixels[pixel * 4] ?? 0], pixel * 3);
    }
    return { width, height, rgb };
  }

  async function pictureNow(): Promise<OutcomePicture> {
    return { screen: await rasterOf('.stage', 320, 180), shape: await rasterOf('.stage .shape', 64, 64) };
  }

  async function pictures(): Promise<ReadonlyMap<Told, OutcomePicture>> {
    const taken = new Map<Told, OutcomePicture>();
    for (const told of OUTCOMES) {
      await show(told);
      taken.set(told, await pictureNow());
    }
    return taken;
  }

  it('are told apart in greyscale and with each deficiency of colour vision', async () => {
    const taken = await pictures();
    const at = (told: Told): OutcomePicture => {
      const picture = taken.get(told);
      if (picture === undefined) throw new Error(told);
      return picture;
    };
    for (const vision of Object.keys(VISIONS) as Vision[]) {
      for (const [one, other] of PAIRS) {
        const apart = toldApartBy(at(one), at(other), vision);
        expect(apart.isEnough, `${one} and ${other} in ${vision}`).toBe(true);
        // The shape is enough by itself, whatever is seen of the colours.
        expect(apart.shape, `shapes of ${one} and ${other} in ${vision}`).toBeGreaterThanOrEqual(MIN_SHAPE_DISTANCE);
      }
    }
    // And so is the colour where it is seen as most people see it.
    for (const [one, other] of PAIRS) {
      const distance = colourDistance(groundOf(at(one).screen, 'normal'), groundOf(at(other).screen, 'normal'));
      expect(distance, `colours of ${one} and ${other}`).toBeGreaterThanOrEqual(MIN_COLOUR_DISTANCE);
    }
  });

  it('would not be told apart by these measures if they had one shape and colours that are confused', async () => {
    await show('admit');
    const admit = await pictureNow();
    const tick = await door.evaluate<string>("document.querySelector('.stage .shape').innerHTML");
    await show('refuse');
    const refuse = await pictureNow();
    expect(toldApartBy(admit, refuse, 'deuteranopia').isEnough).toBe(true);

    /** The red screen with the green one's shape, on a ground that a person of that vision confuses with green. */
    const draw = async (ground: string) => {
      await door.evaluate(`(() => {
        document.querySelector('.stage .shape').innerHTML = ${JSON.stringify(tick)};
        const screen = document.querySelector('.stage .screen');
        screen.style.backgroundColor = '${ground}';
        screen.style.color = '#000';
      })()`);
      return pictureNow();
    };
    for (const [vision, ground] of Object.entries(CONFUSED_WITH_GREEN) as [Vision, string][]) {
      const mutated = await draw(ground);
      expect(toldApartBy(admit, mutated, vision).isEnough, vision).toBe(false);
      expect(toldApartBy(admit, mutated, 'normal').isEnough, `${vision}, seen normally`).toBe(true);
    }
  });

  it.each(SIZES)('stand in places of their own at %i by %i', async (width, height) => {
    await door.setViewportSize({ width, height });
    const places = new Map<Told, readonly { readonly x: number; readonly y: number }[]>();
    // A code that was lost is no answer about anybody: it stands where there is room.
    const answers = OUTCOMES.filter((told) => told !== 'lost');
    for (const told of answers) {
      await show(told);
      places.set(
        told,
        await door.evaluate(`(() => {
          const stage = document.querySelector('.stage').getBoundingClientRect();
          return [...document.querySelectorAll('.stage .shape')].map((shape) => {
            const { left, top, width, height } = shape.getBoundingClientRect();
            return { x: (left + width / 2 - stage.left) / stage.width, y: (top + height / 2 - stage.top) / stage.height };
          });
        })()`),
      );
    }
    await door.setViewportSize({ width: 1280, height: 800 });
    for (const [one, other] of PAIRS.filter((pair) => !pair.includes('lost'))) {
      const [first, second] = [places.get(one) ?? [], places.get(other) ?? []];
      const distance =
        first.length === second.length
          ? Math.max(...first.map(({ x, y }, index) => Math.max(Math.abs(x - (second[index]?.x ?? 0)), Math.abs(y - (second[index]?.y ?? 0)))))
          : 1;
      expect(distance, `${one} and ${other}: ${JSON.stringify([first, second])}`).toBeGreaterThanOrEqual(MIN_PLACE_DISTANCE);
    }
  });

  it.each(LANGUAGES)('have words of their own in %s', async (language) => {
    const words = wordsOf(language);
    for (const told of OUTCOMES) {
      await show(told, { language });
      const expected = told === 'overridden' ? words.steward.overridden.title : told === 'lost' ? words.lost.title : words.verdict[told];
      expect(await door.locator('main h1').textContent()).toBe(expected);
    }
    const all = [...Object.values(words.verdict), words.steward.overridden.title, words.lost.title];
    expect(new Set(all).size).toBe(all.length);
  });

  it('sound as they should, once each, and not at all in silence', async () => {
    // The page's own loudspeaker, with an ear at it.
    await door.evaluate(`(() => {
      window.heard = [];
      const create = AudioContext.prototype.createOscillator;
      AudioContext.prototype.createOscillator = function () {
        const oscillator = create.call(this);
        const { start, stop } = oscillator;
        let startedAt = 0;
        oscillator.start = (at) => { startedAt = at; start.call(oscillator, at); };
        oscillator.stop = (at) => {
          if (at !== undefined) window.heard.push({ frequencyHz: oscillator.frequency.value, startMs: startedAt * 1000, lengthMs: (at - startedAt) * 1000 });
          stop.call(oscillator, at);
        };
        return oscillator;
      };
    })()`);
    const heard = () => door.evaluate<{ frequencyHz: number; startMs: number; lengthMs: number }[]>('window.heard.splice(0)');
    for (const told of OUTCOMES) {
      await show(told, { sound: true });
      // The same state again, as after a change of a device: it has sounded.
      await showDoor(kiosk.app, { sound: true, admittedToday: 5, screen: screenOf(told, sequence) });
      await door.getByText('5 admitted today').waitFor();
      const tones = await heard();
      const first = tones[0]?.startMs ?? 0;
      const wanted = TONES[told];
      expect(tones.map(({ frequencyHz }) => frequencyHz)).toEqual(wanted.map(({ frequencyHz }) => frequencyHz));
      tones.forEach(({ lengthMs, startMs }, index) => {
        expect(lengthMs).toBeCloseTo(wanted[index]?.lengthMs ?? 0, 0);
        expect(startMs - first).toBeCloseTo(wanted[index]?.startMs ?? 0, 0);
      });
      expect(await door.locator('.silent').count()).toBe(0);
      await show(told, { sound: false });
      expect(await heard()).toEqual([]);
      await door.getByRole('img', { name: 'Sound off' }).waitFor();
    }
  });

  it('do not move where the system asks for less motion', async () => {
    for (const [reducedMotion, moving] of [
      ['reduce', 0],
      ['no-preference', 1],
    ] as const) {
      await door.emulateMedia({ reducedMotion });
      sequence += 1;
      // Before a frame is drawn: what moves has just begun to.
      await door.evaluate(`void (window.begun = new Promise((resolve) => new MutationObserver((_, observer) => {
        if (document.querySelector('[data-screen="admit"]') === null) return;
        observer.disconnect();
        resolve(document.getAnimations().length);
      }).observe(document.body, { childList: true, subtree: true })))`);
      await showDoor(kiosk.app, { screen: { kind: 'ready' } });
      await showDoor(kiosk.app, { screen: screenOf('admit', sequence) });
      expect(await door.evaluate('window.begun'), reducedMotion).toBe(moving);
    }
  });

  it('are in what a screen reader is told within half a second, in a region that was there before', async () => {
    const reader = await door.context().newCDPSession(door);
    await showDoor(kiosk.app, { screen: { kind: 'ready' } });
    await door.waitForSelector('[data-screen="ready"]');
    await door.evaluate("window.region = document.querySelector('[data-spoken]'); 0");
    const told = async () => {
      const { nodes } = await reader.send('Accessibility.getFullAXTree');
      const alert = nodes.find(({ role }) => role?.value === 'alert');
      const texts = new Map(nodes.map(({ nodeId, name }) => [nodeId, String(name?.value ?? '')]));
      const childrenOf = new Map(nodes.map(({ nodeId, childIds }) => [nodeId, childIds ?? []]));
      const gather = (id: string): string => [texts.get(id), ...(childrenOf.get(id) ?? []).map(gather)].join(' ');
      return alert === undefined ? '' : gather(alert.nodeId);
    };
    for (const [outcome, reasonClass, words] of [
      ['refuse', 'withdrawn', /REFUSE. Withdrawn. Do not admit: call a supervisor/],
      // Once more the same answer: it is spoken anew.
      ['refuse', 'withdrawn', /REFUSE. Withdrawn. Do not admit: call a supervisor/],
      ['admit', 'none', /ADMIT. Valid pass. Let the visitor in/],
    ] as const) {
      sequence += 1;
      await door.evaluate(`void (window.toldAt = new Promise((resolve) => new MutationObserver((changes, observer) => {
        if (!changes.some(({ addedNodes }) => addedNodes.length > 0)) return;
        observer.disconnect();
        resolve(Date.now());
      }).observe(window.region, { childList: true, subtree: true, characterData: true })))`);
      const identity = { line: 'MUSTERMANN Erika', birth: '1980-02-29' };
      const pushedAtMs = Date.now();
      await showDoor(kiosk.app, { screen: decidedScreen(sequence, verdictOf(outcome, { reasonClass, identity })) });
      expect((await door.evaluate<number>('window.toldAt')) - pushedAtMs).toBeLessThan(500);
      await expect.poll(told, { timeout: 500, interval: 20 }).toMatch(words);
      expect(await told()).not.toMatch(/MUSTERMANN|1980/);
      expect(await door.evaluate("window.region === document.querySelector('[data-spoken]')")).toBe(true);
    }
  });

  it('name the holder for as long as the venue chose, and not a moment into the next scan', async () => {
    const holder = (identityForMs: number, line: string) => {
      sequence += 1;
      const verdict = verdictOf('admit', { identity: { line, birth: '1980-02-29' } });
      return showDoor(kiosk.app, { screen: decidedScreen(sequence, verdict, { identityForMs }) });
    };
    const page = () => door.evaluate<string>('document.documentElement.outerHTML');
    await holder(400, 'MUSTERMANN Erika');
    await door.getByText('MUSTERMANN Erika').waitFor();
    await expect.poll(page).not.toMatch(/MUSTERMANN|1980/);
    await door.waitForSelector('[data-screen="admit"]');

    await holder(60_000, 'BEISPIEL Otto');
    await door.getByText('BEISPIEL Otto').waitFor();
    for (const next of ['refuse', 'lost'] as const) {
      await show(next);
      expect(await page()).not.toMatch(/BEISPIEL|1980/);
      await holder(60_000, 'BEISPIEL Otto');
      await door.getByText('BEISPIEL Otto').waitFor();
    }
    await showDoor(kiosk.app, { screen: { kind: 'ready' } });
    await door.waitForSelector('[data-screen="ready"]');
    expect(await page()).not.toMatch(/BEISPIEL|1980/);
  });
});
