import type { ReactNode } from 'react';
import type { Words } from '../words/words.ts';
import { Icon } from './icons.tsx';

/** A panel beside the answer, never over it: the door goes on scanning while it is open. */
export function SidePanel(props: {
  readonly name: string;
  readonly title: string;
  readonly subtitle?: string | null;
  readonly words: Words;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { children, name, onClose, subtitle = null, title, words } = props;
  return (
    <section className={`panel ${name}`} aria-label={title} data-panel={name}>
      <div className="panel-title">
        <div>
          <h2>{title}</h2>
          {subtitle !== null && <p>{subtitle}</p>}
        </div>
        <button type="button" aria-label={words.steward.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </section>
  );
}
