import type { PracticeSigner } from './trust/practice_trust.ts';
import { practiceTrust } from './trust/practice_trust.ts';
import { anySignedPass } from './pass/rules/any_signed_pass.ts';
import { verifyPass } from './pass/verify_pass.ts';

const LOOK_EVERY_MS = 200;
/** Within the minute that a program on trial has. */
const SCANNER_WITHIN_MS = 45_000;

/** Whether a specimen that was signed just now is verified as one, and one that was altered is not. */
export function verifiesSpecimen(specimen: { readonly pass: () => string; readonly signer: PracticeSigner }, nowMs: number): boolean {
  const outcomeOf = (text: string) =>
    verifyPass({
      code: Buffer.from(text),
      trust: practiceTrust(specimen.signer, { specimen: true, withdrawn: [], nowMs }),
      policy: { clockSkewMs: 0, rule: anySignedPass, audiences: [], gate: null },
      now: nowMs,
    }).outcome;
  const text = specimen.pass();
  const middle = Math.floor(text.length / 2);
  const altered = `${text.slice(0, middle)}${text[middle] === 'A' ? 'B' : 'A'}${text.slice(middle + 1)}`;
  return outcomeOf(text) === 'specimen' && outcomeOf(altered) !== 'specimen';
}

/** Whether something comes true in time: a scanner that was there before opens after some seconds. */
export async function comesTrue(isSo: () => boolean, setTimer: (run: () => void, afterMs: number) => () => void): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < SCANNER_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    if (isSo()) return true;
    await new Promise<void>((done) => void setTimer(done, LOOK_EVERY_MS));
  }
  return isSo();
}
