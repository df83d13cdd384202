import { readBoardingPass } from '../../pass/boarding_pass.ts';
import { type Json, type Judgement, textOf } from './case_fields.ts';

/** Boarding passes carry no signature that others could check: they are parsed, never verified. */
export function judgeBoardingPass(given: Json): Judgement {
  const isWhole = readBoardingPass(textOf(given.payload)) === 'whole';
  return { verdict: isWhole ? 'unsigned' : 'fail', reason: 'wrong_code' };
}
