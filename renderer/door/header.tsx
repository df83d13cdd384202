import type { Direction, DoorState } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';
import { Icon } from './icons.tsx';

const OTHER: Readonly<Record<Direction, Direction>> = { in: 'out', out: 'in' };

/** Where this door is, which way it counts, and how many came and are inside. */
export function Header(props: { readonly state: DoorState; readonly words: Words; readonly onTurn: (to: Direction) => void }) {
  const { onTurn, state, words } = props;
  const { direction } = state;
  const way = `${direction === 'in' ? '→' : '←'} ${direction === 'in' ? words.entrance : words.exit}`;
  return (
    <header>
      {state.demo && <strong className="demo-mark">{words.demo}</strong>}
      <bdi className="venue">{state.venueName}</bdi>
      <bdi className="gate">{state.gate}</bdi>
      {state.directionToggle ? (
        <button type="button" className="way" onClick={() => onTurn(OTHER[direction])}>
          {way} <Icon name="turn" /> <span className="spoken" data-spoken>{words.steward.turnTo[OTHER[direction]]}</span>
        </button>
      ) : (
        <span className="way">{way}</span>
      )}
      {!state.sound && (
        <span className="silent" role="img" aria-label={words.steward.silent} title={words.steward.silent}>
          <Icon name="silent" />
        </span>
      )}
      <Inside state={state} words={words} />
      {/* Where nothing works nobody knows how many there were. */}
      {state.screen.kind !== 'stopped' && (
        <span className="count">
          <b>{state.admittedToday.toLocaleString(state.language)}</b> {words.admittedToday}
        </span>
      )}
    </header>
  );
}

/** Shown where the venue has a capacity: how many are inside, and the warning in force by colour, sign and word. */
function Inside({ state, words }: { readonly state: DoorState; readonly words: Words }) {
  const { capacity, inside, level } = state.occupancy;
  if (capacity === null) return null;
  const number = (value: number) => value.toLocaleString(state.language);
  return (
    <span className={`inside ${level}`} data-level={level}>
      {level !== 'below' && <Icon name={level} />}
      {words.steward.inside(number(inside), number(capacity))}
      {level !== 'below' && <b>{words.steward.level[level]}</b>}
    </span>
  );
}
