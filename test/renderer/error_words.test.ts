import { expect, it } from 'vitest';
import type { DoorBridge, ManagerBridge, Result } from '../../main/bridge/contract.ts';
import { type Words, wordsOf } from '../../renderer/words/words.ts';

/** Every error that one of the methods of a bridge can answer. */
type ErrorsOf<Bridge> = {
  [Name in keyof Bridge]: Bridge[Name] extends (...request: never[]) => Promise<Result<unknown, infer Fault>> ? Fault : never;
}[keyof Bridge];

/** The errors that have words. */
type Worded =
  | keyof Words['trust']['faults']
  | keyof Words['program']['faults']
  | keyof Words['figures']['faults']
  | keyof Words['staff']['pinFaults']
  | keyof Words['steward']['faults']
  | keyof Words['figures']['faults'];

/** What nobody reads: the buttons for it are there in a demo, in a drill and under a bundle only. */
type Unseen = 'not_demo' | 'no_drill' | 'not_prepared';

type WithoutWords = Exclude<ErrorsOf<DoorBridge> | ErrorsOf<ManagerBridge>, Worded | Unseen>;
/** Does not compile while there are any; the compiler names them. */
const WITHOUT_WORDS: Readonly<Record<WithoutWords, never>> = {};

it('has words for every error that a window may be answered', () => {
  expect(WITHOUT_WORDS).toEqual({});
  const { figures, program, staff, steward, trust } = wordsOf('en');
  const texts = [figures.faults, trust.faults, program.faults, staff.pinFaults, steward.faults].flatMap((faults) => Object.values(faults));
  expect(texts.length).toBeGreaterThan(40);
  // A sentence, and not a code.
  expect(texts.filter((text) => /_|^[a-z]/.test(text))).toEqual([]);
});
