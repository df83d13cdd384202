import { useState } from 'react';
import { bridgeOf } from '../bridge.ts';
import type { Words } from '../words/words.ts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const MAX_DIGITS = 12;

/** Takes the PIN by finger or by keyboard. */
export function PinPad(props: {
  readonly demo: boolean;
  readonly words: Words['managerScreen'];
  readonly onUnlocked: () => Promise<void>;
}) {
  const { words } = props;
  const [pin, setPin] = useState('');
  const [message, setMessage] = useState('');

  async function unlock(): Promise<void> {
    const answer = await bridgeOf('manager').unlock({ pin });
    setPin('');
    if (answer.ok) await props.onUnlocked();
    else setMessage(answer.error === 'wait' ? words.wait : words.wrongPin);
  }

  const type = (digit: string) => setPin((typed) => (typed + digit).slice(0, MAX_DIGITS));
  return (
    <form
      className="pin-pad"
      onSubmit={(event) => {
        event.preventDefault();
        void unlock();
      }}
    >
      <label>
        {words.enterPin}
        <input
          type="password"
          inputMode="numeric"
          autoComplete="off"
          maxLength={MAX_DIGITS}
          value={pin}
          onChange={({ target }) => setPin(target.value.replace(/\D/g, ''))}
        />
      </label>
      <div className="digits">
        {DIGITS.map((digit) => (
          <button key={digit} type="button" onClick={() => type(digit)}>
            {digit}
          </button>
        ))}
        <button type="button" onClick={() => setPin('')}>
          {words.clear}
        </button>
        <button type="button" onClick={() => type('0')}>
          0
        </button>
        <button type="submit" className="main">
          {words.unlock}
        </button>
      </div>
      <p role="alert">{message}</p>
      {props.demo && <p>{words.demoPin}</p>}
    </form>
  );
}
