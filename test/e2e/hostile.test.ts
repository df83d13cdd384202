import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoKey, makeDemoAuthority } from '../../main/authority/demo_authority.ts';
import { issueHc1 } from '../../main/authority/issue_hc1.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { canBeShown } from '../helpers/can_be_shown.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';
import { plugPty, type PtyScanner } from '../helpers/pty_pair.ts';
import { HOSTILE_TEXTS } from '../hostile/hostile_texts.ts';

const NOW_S = Math.floor(Date.now() / 1000);
const DAY_S = 86_400;
const authority = makeDemoAuthority(Date.now());
const cable = path.join(mkdtempSync(path.join(tmpdir(), 'hostile-')), 'scanner');
/** What fits a code. */
const NAMES = HOSTILE_TEXTS.map(([what, text]) => [what, text.slice(0, 600)] as const);

let kiosk: LaunchedKiosk;
let door: Page;
let scanner: PtyScanner;
let shown = 0;

beforeAll(async () => {
  const userData = makeUserData();
  mkdirSync(path.join(userData, 'demo'), { recursive: true });
  const settings = { ...defaultSettings('Demo venue'), rulePack: 'any', identityDisplay: 'name', sound: false, serialPorts: [{ path: cable, baudRate: 115_200 }] };
  writeFileSync(path.join(userData, 'demo/authority.json'), JSON.stringify(authority));
  writeFileSync(path.join(userData, 'demo/settings.json'), JSON.stringify(settings));
  scanner = await plugPty(cable);
  kiosk = await launchKiosk({ userData, args: ['--visitor-window'] });
  door = await kiosk.window('door');
  await door.waitForSelector('footer [data-device="serial"].ready');
});
afterAll(async () => {
  await kiosk.close();
  await scanner.unplug();
});

function passOf(name: string): string {
  const certificate = new Map([
    [1, { ver: '1.3.0', nam: { fn: name, fnt: 'X', gn: name, gnt: 'Y' }, dob: '1980-02-29', v: [{ vp: '1', mp: '1', ma: '1', dn: 2, sd: 2, tg: '840539006', co: 'HK', is: 'x', dt: '2026-01-10', ci: 'x' }] }],
  ]);
  return issueHc1({ issuer: 'HK', issuedAt: NOW_S - DAY_S, expiresAt: NOW_S + DAY_S, certificate }, demoKey(authority.mainKey));
}

interface Seen {
  readonly text: string | null;
  readonly tags: string;
  readonly inside: boolean;
  readonly hacked: string | null;
  readonly elsewhere: number;
}

/** What the door shows of the holder, and whether anything else became of it. */
const LOOK = `(() => {
  const line = document.querySelector('.identity bdi');
  const box = line?.getBoundingClientRect();
  const words = document.querySelector('[data-screen] h1')?.getBoundingClientRect();
  return {
    text: line?.textContent ?? null,
    tags: [...(line?.parentElement?.querySelectorAll('*') ?? [])].map(({ tagName }) => tagName).join(),
    inside: box === undefined || (box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight),
    hacked: document.body.dataset.hacked ?? null,
    elsewhere: document.querySelectorAll('script:not([src]), iframe, img[src="x"], svg[onload], style:not([data-vite-dev-id])').length,
  };
})()`;

describe('a genuine pass at the real door whose holder is called', () => {
  it.each(NAMES)('%s', async (what, name) => {
    const before = (await door.evaluate(LOOK)) as Seen;
    shown += 1;
    const mark = `Q${shown}Q`;
    await scanner.send(Buffer.from(`${passOf(`${mark} ${name}`)}\r\n`));
    let seen = before;
    await expect
      .poll(
        async () => {
          seen = (await door.evaluate(LOOK)) as Seen;
          return seen.text ?? '';
        },
        { timeout: 10_000 },
      )
      .toContain(mark);
    expect(seen).toMatchObject({ tags: 'BDI,SPAN', inside: true, hacked: null, elsewhere: before.elsewhere });
    expect(canBeShown(seen.text ?? '', 121)).toBe(true);
    expect(await door.evaluate("document.querySelector('[data-screen]').dataset.screen")).toBe('admit');
    if (what.startsWith('a flood of marks') || what.startsWith('a very long name')) await kiosk.shoot(door, `hostile-${what.replaceAll(' ', '-')}`);
    const visitor = await kiosk.window('visitor');
    expect(await visitor.evaluate("document.body.textContent.includes('1980') || document.body.dataset.hacked !== undefined")).toBe(false);
  });
});
