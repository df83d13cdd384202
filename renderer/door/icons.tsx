import type { ReactElement } from 'react';

type IconName = 'person' | 'shield' | 'silent' | 'turn' | 'warn' | 'alarm' | 'full' | 'delete' | 'close';

const ICONS: Readonly<Record<IconName, ReactElement>> = {
  person: <path d="M12 3a4.500 4.500 0 1 1 0 9a4.500 4.500 0 1 1 0-9zM3 22c0-5.500 4-8.500 9-8.500s9 3 9 8.500z" fill="currentColor" stroke="none" />,
  shield: <path d="M12 2L21 5.500V11c0 5.500-3.600 9-9 11C6.600 20 3 16.500 3 11V5.500zM8 12l3 3 5-6" />,
  silent: <path d="M4 9v6h4l5 4V5L8 9zM17 9l5 6M22 9l-5 6" />,
  turn: <path d="M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4" />,
  warn: <path d="M12 4L21.500 20H2.500zM12 10v4.500M12 17.500v.1" />,
  alarm: <path d="M12 3L22 20H2z" fill="currentColor" />,
  full: <path d="M5 5h14v14H5z" fill="currentColor" />,
  delete: <path d="M8 5h13v14H8l-6-7zM11 9.500l5 5M16 9.500l-5 5" />,
  close: <path d="M5 5l14 14M19 5L5 19" />,
};

/** A small sign beside words, or in a button that has a label of its own. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.500" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {ICONS[name]}
    </svg>
  );
}
