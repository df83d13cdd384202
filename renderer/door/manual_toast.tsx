import type { ManualReason } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';

/** Says who was counted by hand, for as long as it can be taken back; takes no focus and covers nothing. */
export function ManualToast(props: { readonly reason: ManualReason; readonly words: Words; readonly onUndo: () => void }) {
  const { onUndo, reason, words } = props;
  return (
    <div className="toast" role="status" data-toast={reason}>
      <span>{words.steward.counted(words.steward.manual[reason].title)}</span>
      <button type="button" onClick={onUndo}>
        {words.steward.undo}
      </button>
    </div>
  );
}
