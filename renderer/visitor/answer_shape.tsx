import type { ReactElement } from 'react';
import type { VisitorState } from '../../main/bridge/contract.ts';

export type AnswerScreen = Exclude<VisitorState['screen'], 'present_pass'>;

const SHAPES: Readonly<Record<'tick' | 'staff', ReactElement>> = {
  tick: (
    <g fill="none" stroke="currentColor" strokeLinecap="round" strokeLinejoin="round">
      <circle cx="50" cy="50" r="44" strokeWidth="7" />
      <path d="M28 52 L44 68 L73 34" strokeWidth="12" />
    </g>
  ),
  staff: (
    <g fill="currentColor">
      <circle cx="34" cy="40" r="16" />
      <path d="M4 96 C4 74 16 62 34 62 C52 62 64 74 64 96 Z" />
      <path d="M60 6 H90 a6 6 0 0 1 6 6 V34 a6 6 0 0 1 -6 6 H76 L64 52 V40 H60 a6 6 0 0 1 -6 -6 V12 a6 6 0 0 1 6 -6 Z" />
    </g>
  ),
};

/** A tick for who may go on, a person who speaks for "please see staff". */
export function AnswerShape({ name }: { readonly name: AnswerScreen }) {
  return (
    <svg className="answer-shape" viewBox="0 0 100 100" aria-hidden="true">
      {SHAPES[name === 'see_staff' ? 'staff' : 'tick']}
    </svg>
  );
}
