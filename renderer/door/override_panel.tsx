import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { OverrideReason, RedactedVerdict } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';
import { Icon } from './icons.tsx';
import { SidePanel } from './side_panel.tsx';

const REASONS = [
  'paper_proof',
  'identity_known',
  'technical_fault',
  'accompanied',
  'organiser_decision',
  'emergency',
] as const satisfies readonly OverrideReason[];
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const LONGEST_PIN = 12;
const SHORTEST_PIN = 4;
/** No person presses two keys as fast: a keyboard scanner does, whose first keys are not known for a scan's yet. */
const SCANNER_GAP_MS = 60;

/** A supervisor lets a visitor in against the answer: first the reason, then the PIN, which is the confirmation. */
export function OverridePanel(props: {
  readonly words: Words;
  /** The answer that is overridden: it may have left the screen meanwhile. */
  readonly verdict: RedactedVerdict | null;
  readonly onOverride: (pin: string, reason: OverrideReason) => Promise<string | null>;
  readonly onClose: () => void;
}) {
  const { onClose, onOverride, verdict, words } = props;
  const [reason, setReason] = useState<OverrideReason | null>(null);
  const answer =
    verdict === null ? null : `${words.steward.lastAnswer}: ${words.verdict[verdict.outcome]} · ${words.reason[verdict.reasonClass]}`;
  const title = reason === null ? words.steward.chooseReason : words.steward.overrideReasons[reason];
  return (
    <SidePanel name="override" title={title} subtitle={answer} words={words} onClose={onClose}>
      {reason === null ? (
        <div className="choices">
          {REASONS.map((one) => (
            <button key={one} type="button" data-reason={one} onClick={() => setReason(one)}>
              <b>{words.steward.overrideReasons[one]}</b>
            </button>
          ))}
        </div>
      ) : (
        <PinKeys words={words} onEnter={(pin) => onOverride(pin, reason)} />
      )}
    </SidePanel>
  );
}

function PinKeys({ onEnter, words }: { readonly words: Words; readonly onEnter: (pin: string) => Promise<string | null> }) {
  const [pin, setPin] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const key = useRef<{ readonly atMs: number; readonly timer: ReturnType<typeof setTimeout> | undefined }>(null);
  useEffect(() => void field.current?.focus(), []);
  useEffect(() => () => clearTimeout(key.current?.timer), []);

  function type(next: (pin: string) => string): void {
    setPin((before) => next(before).replace(/\D/g, '').slice(0, LONGEST_PIN));
    setFault(null);
  }

  /** A digit of a keyboard is taken when no other key has followed it at a scanner's speed. */
  function press(event: KeyboardEvent): void {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const isAlone = key.current === null || event.timeStamp - key.current.atMs > SCANNER_GAP_MS;
    clearTimeout(key.current?.timer);
    const digit = event.key;
    const timer = isAlone ? setTimeout(() => type((before) => before + digit), SCANNER_GAP_MS) : undefined;
    key.current = { atMs: event.timeStamp, timer };
  }

  async function enter(): Promise<void> {
    if (isBusy || pin.length < SHORTEST_PIN) return;
    // Gone from the page before anybody answers.
    setPin('');
    setIsBusy(true);
    setFault(await onEnter(pin));
    setIsBusy(false);
  }

  return (
    <form
      className="pin-keys"
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <div className="pin-field">
        <input
          ref={field}
          type="password"
          inputMode="none"
          autoComplete="off"
          aria-label={words.steward.supervisorPin}
          placeholder={words.steward.supervisorPin}
          value={pin}
          onKeyDown={press}
          onChange={({ target }) => type(() => target.value)}
        />
        <p className={fault === null ? 'spoken' : 'pin-fault'} role="status">
          {fault}
        </p>
      </div>
      <div className="keys">
        {DIGITS.map((digit) => (
          <button key={digit} type="button" onClick={() => type((before) => before + digit)}>
            {digit}
          </button>
        ))}
        <button type="button" className="delete" aria-label={words.steward.deleteDigit} onClick={() => type((before) => before.slice(0, -1))}>
          <Icon name="delete" />
        </button>
        <button type="button" className="zero" onClick={() => type((before) => `${before}0`)}>
          0
        </button>
        <button type="submit" className="let-in" disabled={isBusy || pin.length < SHORTEST_PIN}>
          {words.steward.letIn}
        </button>
      </div>
    </form>
  );
}
