import { useState } from 'react';
import type { CameraHint } from '../../main/bridge/contract.ts';
import { Preview } from '../preview.tsx';
import type { Words } from '../words/words.ts';

/** Asks for the pass: in the camera's picture a frame to hold it in, or a drawn phone where only a scanner reads. */
export function PresentPass(props: {
  readonly subscribe: (listener: (jpeg: Uint8Array) => void) => void;
  readonly mirror: boolean;
  readonly hint: CameraHint | null;
  readonly words: Words;
}) {
  const { hint, mirror, subscribe, words } = props;
  const [hasPicture, setHasPicture] = useState(false);
  const invitation = hasPicture ? words.visitor.present : words.visitor.presentToScanner;
  return (
    <main className="visitor" data-screen="present_pass" data-hint={hint ?? ''}>
      <div className={`frame ${hint === null ? '' : 'asks'} ${hasPicture ? 'live' : ''}`}>
        <Preview subscribe={subscribe} mirror={mirror} onLive={setHasPicture} />
        {hasPicture ? (
          <svg className="guide" viewBox="0 0 100 100" aria-hidden="true">
            <path d="M4 26V10a6 6 0 0 1 6-6h16M74 4h16a6 6 0 0 1 6 6v16M96 74v16a6 6 0 0 1-6 6H74M26 96H10a6 6 0 0 1-6-6V74" />
          </svg>
        ) : (
          <svg className="phone" viewBox="0 0 100 100" aria-hidden="true">
            <rect x="27" y="4" width="46" height="92" rx="8" />
            <path d="M36 28h10v10H36zM54 28h10v10H54zM36 46h10v10H36zM54 46h4v4h6v6M36 66h28M46 86h8" />
          </svg>
        )}
      </div>
      <h1 className={hint === null ? '' : 'hint'} aria-live="polite">
        {hint === null ? invitation : words.hint[hint]}
      </h1>
    </main>
  );
}
