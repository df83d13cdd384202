import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { StaffStatus } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { minutesAndSeconds, useCountdown } from './countdown.ts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const MAX_DIGITS = 12;

/** Takes the PIN by finger or by keyboard; of a new venue the manager's first one, twice. */
export function PinPad(props: { readonly status: StaffStatus; readonly onTried: () => Promise<void> }) {
  const { onTried, status } = props;
  const words = wordsOf(status.language).managerScreen;
  const staff = wordsOf(status.language).staff;
  const field = useRef<HTMLInputElement>(null);
  const [pin, setPin] = useState('');
  /** The first PIN as it was entered before. */
  const [chosen, setChosen] = useState<string | null>(null);
  const [message, setMessage] = useState('');
  const leftMs = useCountdown(status.waitMs);
  const waits = leftMs > 0;

  useEffect(() => {
    if (!waits) field.current?.focus();
    return () => setMessage('');
  }, [waits]);

  async function unlock(): Promise<void> {
    setPin('');
    field.current?.focus();
    if (status.isNew && chosen === null) return setChosen(pin);
    setChosen(null);
    if (status.isNew && chosen !== pin) return setMessage(staff.differs);
    const answer = await bridgeOf('manager').unlock({ pin });
    await onTried();
    if (!answer.ok) setMessage(answer.error === 'wait' ? '' : staff.pinFaults[answer.error]);
  }

  function type(digit: string): void {
    setMessage('');
    setPin((typed) => (typed + digit).slice(0, MAX_DIGITS));
  }

  /** Digits reach the field from whichever key of the pad has the focus. */
  function typeFromPad(event: KeyboardEvent): void {
    if (event.target === field.current || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^[0-9]$/.test(event.key)) type(event.key);
    if (event.key === 'Backspace') setPin((typed) => typed.slice(0, -1));
  }

  const asks = !status.isNew ? words.enterPin : chosen === null ? staff.chooseFirst : staff.enterAgain;
  return (
    <form
      className="pin-pad"
      onKeyDown={typeFromPad}
      onSubmit={(event) => {
        event.preventDefault();
        if (!waits) void unlock();
      }}
    >
      <label>
        {asks}
        <input
          ref={field}
          type="password"
          inputMode="numeric"
          autoComplete="off"
          maxLength={MAX_DIGITS}
          value={pin}
          disabled={waits}
          aria-describedby="pin-message"
          onChange={({ target }) => {
            setMessage('');
            setPin(target.value.replace(/[^0-9]/g, ''));
          }}
        />
      </label>
      <div className="digits">
        {DIGITS.map((digit) => (
          <button key={digit} type="button" disabled={waits} onClick={() => type(digit)}>
            {digit}
          </button>
        ))}
        <button type="button" disabled={waits} onClick={() => setPin('')}>
          {words.clear}
        </button>
        <button type="button" disabled={waits} onClick={() => type('0')}>
          0
        </button>
        <button type="submit" className="main" disabled={waits}>
          {words.unlock}
        </button>
      </div>
      <p id="pin-message" role="alert">
        {waits ? words.wait : message}
      </p>
      {waits && (
        <p className="wait" role="timer">
          {staff.tryAgainIn(minutesAndSeconds(leftMs))}
        </p>
      )}
      {status.isNew && !waits && <p className="quiet">{staff.firstHelp}</p>}
      {status.demo && !waits && <p className="quiet">{staff.demoPins}</p>}
    </form>
  );
}
