import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedKiosk, Shown } from './guarded_kiosk.ts';

/** Scans, and keeps its own count of what the door acknowledged. */
export interface Reference {
  /** One scan; true where the door gave the right answer in time. */
  scan(isGood: boolean, withinMs: number): Promise<boolean>;
  /** Codes at once, faster than anybody; none of their answers is waited for. */
  storm(codes: number): Promise<void>;
  /** Compares with the counts, and goes on from them. */
  compare(): Promise<{ readonly lost: number; readonly doubled: number }>;
  /** Answers of the door that were green where red was right. */
  falseGreens(): number;
  acknowledged(): number;
}

const LOOK_EVERY_MS = 8;
/** An answer that was given while nobody looked has reached the disk by then. */
const SETTLE_MS = 300;
const SETTLE_TRIES = 40;

/** The reference of a kiosk: whatever was acknowledged is counted, and what was not may have been. */
export function createReference(kiosk: GuardedKiosk): Reference {
  let base = 0;
  let acknowledged = 0;
  let unknown = 0;
  let allAcknowledged = 0;
  let falseGreens = 0;
  let goodInDoubt = 0;
  let lastSequence: string | null = null;

  function take({ screen: answer, sequence }: Shown): void {
    if (answer !== 'admit' && answer !== 'refuse') return;
    // A page that was loaded anew shows the last answer again.
    if (sequence === lastSequence) return;
    lastSequence = sequence;
    unknown -= 1;
    acknowledged += 1;
    allAcknowledged += 1;
    if (answer === 'admit') {
      if (goodInDoubt > 0) goodInDoubt -= 1;
      else falseGreens += 1;
    }
  }

  async function drain(): Promise<readonly string[]> {
    const shown = await kiosk.shown();
    for (const one of shown) take(one);
    return shown.map(({ screen }) => screen);
  }

  return {
    async scan(isGood, withinMs) {
      await drain();
      const { answer, text } = kiosk.nextPass(isGood);
      unknown += 1;
      if (isGood) goodInDoubt += 1;
      const limit = performance.now() + withinMs;
      await kiosk.scanner.send(Buffer.from(`${text}\r\n`));
      while (performance.now() < limit) {
        const shown = await drain();
        if (shown.includes(answer)) return true;
        // The door said something else to it, which is an answer as well.
        if (shown.some((one) => one === 'problem' || one === 'lost')) return false;
        await sleep(LOOK_EVERY_MS);
      }
      return false;
    },
    async storm(codes) {
      const texts: string[] = [];
      for (let n = 0; n < codes; n += 1) texts.push(kiosk.nextPass(true).text);
      unknown += codes;
      goodInDoubt += codes;
      await kiosk.scanner.send(Buffer.from(texts.map((text) => `${text}\r\n`).join('')));
    },
    async compare() {
      // What was in doubt may still be on its way.
      let total = kiosk.counted();
      for (let tries = 0; tries < SETTLE_TRIES; tries += 1) {
        await sleep(SETTLE_MS);
        await drain();
        const next = kiosk.counted();
        if (next === total && next >= base + acknowledged) break;
        total = next;
      }
      total = kiosk.counted();
      const lost = Math.max(0, base + acknowledged - total);
      const doubled = Math.max(0, total - base - acknowledged - unknown);
      base = total;
      acknowledged = 0;
      unknown = 0;
      goodInDoubt = 0;
      return { lost, doubled };
    },
    falseGreens: () => falseGreens,
    acknowledged: () => allAcknowledged,
  };
}
