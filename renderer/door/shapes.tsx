import type { ReactElement } from 'react';
import type { DoorState, RedactedVerdict } from '../../main/bridge/contract.ts';

export type ShapeName = RedactedVerdict['outcome'] | Exclude<DoorState['screen']['kind'], 'ready' | 'decided' | 'not_of_drill' | 'stopped'>;

/** The shape of each outcome, drawn to be told apart at three metres without colour. */
const SHAPES: Readonly<Record<ShapeName, ReactElement>> = {
  admit: <path d="M12 54 L40 82 L90 20" fill="none" stroke="currentColor" strokeWidth="17" strokeLinecap="round" strokeLinejoin="round" />,
  refuse: <path d="M18 18 L82 82 M82 18 L18 82" fill="none" stroke="currentColor" strokeWidth="19" strokeLinecap="round" />,
  undecided: (
    <path
      d="M30 56 V28 a6 6 0 0 1 12 0 V48 V18 a6 6 0 0 1 12 0 V48 V24 a6 6 0 0 1 12 0 V50 V34 a6 6 0 0 1 12 0 V64 C78 84 68 94 52 94 C38 94 32 88 26 78 L14 60 a6.500 6.500 0 0 1 11 -7 Z"
      fill="currentColor"
    />
  ),
  not_a_pass: (
    <g fill="none" stroke="currentColor" strokeWidth="8" strokeLinejoin="round">
      <rect x="5" y="18" width="90" height="64" rx="8" />
      <path d="M41 40 a9.500 9.500 0 1 1 14 8.500 c-4 2.200 -5 4 -5 8" strokeLinecap="round" />
      <circle cx="50" cy="69" r="2" fill="currentColor" />
    </g>
  ),
  specimen: (
    <g fill="none" stroke="currentColor" strokeWidth="7" strokeLinecap="round" strokeLinejoin="round">
      <path d="M36 10 H64 M42 10 V40 L18 82 a6 6 0 0 0 5 9 H77 a6 6 0 0 0 5 -9 L58 40 V10 M30 66 H70" />
    </g>
  ),
  overridden: (
    <g fill="currentColor">
      <path fillRule="evenodd" d="M50 4 L90 18 V48 C90 72 74 88 50 96 C26 88 10 72 10 48 V18 Z M50 26 L43.500 42 L26 43.500 L39.500 55 L35.500 72 L50 63 L64.500 72 L60.500 55 L74 43.500 L56.500 42 Z" />
    </g>
  ),
  pending: (
    <g fill="none" stroke="currentColor" strokeWidth="7" strokeLinecap="round" strokeLinejoin="round">
      <rect x="10" y="26" width="34" height="48" rx="5" />
      <rect x="56" y="26" width="34" height="48" rx="5" strokeDasharray="2 12" />
    </g>
  ),
  lost: (
    <g fill="none" stroke="currentColor" strokeWidth="9" strokeLinecap="round" strokeLinejoin="round">
      <path d="M82 34 A38 38 0 1 0 88 58 M84 10 V36 H58" />
    </g>
  ),
  problem: (
    <g fill="none" stroke="currentColor" strokeWidth="8" strokeLinecap="round" strokeLinejoin="round">
      <path d="M50 12 L94 88 H6 Z M50 40 V62" />
      <circle cx="50" cy="75" r="2" fill="currentColor" />
    </g>
  ),
};

/** The shape of an outcome or of a problem, as large as its box. */
export function Shape({ name }: { readonly name: ShapeName }) {
  return (
    <svg className="shape" viewBox="0 0 100 100" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}
