import type { ReactElement } from 'react';
import type { RedactedVerdict } from '../../main/bridge/contract.ts';

type ShapeName = RedactedVerdict['outcome'] | 'pending' | 'lost' | 'problem';

/** The shape of each outcome, drawn to be told apart at three metres without colour. */
const SHAPES: Readonly<Record<ShapeName, ReactElement>> = {
  admit: <path d="M14 54 L40 80 L88 22" fill="none" stroke="currentColor" strokeWidth="15" strokeLinecap="round" strokeLinejoin="round" />,
  refuse: <path d="M20 20 L80 80 M80 20 L20 80" fill="none" stroke="currentColor" strokeWidth="16" strokeLinecap="round" />,
  undecided: (
    <path
      d="M30 56 V28 a6 6 0 0 1 12 0 V48 V18 a6 6 0 0 1 12 0 V48 V24 a6 6 0 0 1 12 0 V50 V34 a6 6 0 0 1 12 0 V64 C78 84 68 94 52 94 C38 94 32 88 26 78 L14 60 a6.500 6.500 0 0 1 11 -7 Z"
      fill="currentColor"
    />
  ),
  not_a_pass: (
    <g fill="none" stroke="currentColor" strokeWidth="7" strokeLinejoin="round">
      <rect x="8" y="20" width="84" height="60" rx="8" />
      <path d="M42 40 a9 9 0 1 1 13 8 c-4 2 -5 4 -5 8" strokeLinecap="round" />
      <circle cx="50" cy="68" r="2" fill="currentColor" />
    </g>
  ),
  specimen: (
    <g fill="none" stroke="currentColor" strokeWidth="7" strokeLinecap="round" strokeLinejoin="round">
      <path d="M36 10 H64 M42 10 V40 L18 82 a6 6 0 0 0 5 9 H77 a6 6 0 0 0 5 -9 L58 40 V10 M30 66 H70" />
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
