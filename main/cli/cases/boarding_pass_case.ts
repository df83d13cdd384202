import { isBoardingPass } from '../../pass/boarding_pass.ts';
import { type Json, type Judgement, textOf } from './case_fields.ts';

/** Boarding passes carry no signature that others could check: they are parsed, never verified. */
export function judgeBoardingPass(given: Json): Judgement {
  const parsed = isBoardingPass(textOf(given.payload));
  return { verdict: parsed ? 'unsigned' : 'fail', reason: 'wrong_code' };
}
