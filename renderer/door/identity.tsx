import type { RedactedVerdict } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';

/** As much of the holder as the venue chose to show. */
export function Identity(props: {
  readonly identity: NonNullable<RedactedVerdict['identity']>;
  readonly language: string;
  readonly words: Words;
}) {
  const { birth, line } = props.identity;
  return (
    <p className="identity">
      <bdi>{line}</bdi>
      {birth !== null && (
        <span>
          {props.words.born} {birthIn(props.language, birth)}
        </span>
      )}
    </p>
  );
}

/** A date of birth as the pass has it: whole, without the year (`--MM-DD`), or partial. */
function birthIn(language: string, birth: string): string {
  const parts = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(birth);
  if (parts === null) return birth;
  const [, year, month, day] = parts;
  const known = year !== '-';
  const date = new Date(Date.UTC(known ? Number(year) : 2000, Number(month) - 1, Number(day)));
  const style: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', timeZone: 'UTC' };
  return date.toLocaleDateString(language, known ? { ...style, year: 'numeric' } : style);
}
