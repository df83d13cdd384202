import type { ManualReason } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';
import { SidePanel } from './side_panel.tsx';

/** Children first: they are the most. */
const REASONS = ['child', 'exempt', 'no_phone', 'staff', 'other'] as const satisfies readonly ManualReason[];

/** Who may be counted without a code, with what to look at first; one tap counts. */
export function ManualPanel(props: { readonly words: Words; readonly onCount: (reason: ManualReason) => void; readonly onClose: () => void }) {
  const { onClose, onCount, words } = props;
  return (
    <SidePanel name="manual" title={words.steward.whoIsCounted} words={words} onClose={onClose}>
      <div className="choices">
        {REASONS.map((reason) => (
          <button key={reason} type="button" data-reason={reason} onClick={() => onCount(reason)}>
            <b>{words.steward.manual[reason].title}</b>
            <span>{words.steward.manual[reason].steps}</span>
          </button>
        ))}
      </div>
    </SidePanel>
  );
}
