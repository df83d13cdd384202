import type { DoorNotice, DoorState } from '../../main/bridge/contract.ts';
import { restoredWords } from '../words/restored_words.ts';
import type { Words } from '../words/words.ts';

/** What will stop the door soon, and what the number of people inside asks for: one line each. */
export function Notices({ state, words }: { readonly state: DoorState; readonly words: Words }) {
  const { notice, occupancy } = state;
  const time = (at: number) =>
    new Date(at).toLocaleString(state.language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <>
      {(occupancy.level === 'alarm' || occupancy.level === 'full') && (
        <p className={`notice capacity ${occupancy.level}`} role="status">
          {words.steward.levelHelp[occupancy.level]}
        </p>
      )}
      {notice !== null && (
        <p className="notice" role="status" data-notice={notice.kind}>
          {noticeWords(notice, words, time)}
        </p>
      )}
    </>
  );
}

function noticeWords(notice: DoorNotice, words: Words, time: (at: number) => string): string {
  switch (notice.kind) {
    case 'clock':
      return words.trust.clock[notice.reason];
    case 'open_until':
      return words.trust.openUntil(time(notice.at), words.trust.kinds[notice.what]);
    case 'counts_restored':
      return restoredWords(notice.restored, words, time);
    default:
      return notice satisfies never;
  }
}
