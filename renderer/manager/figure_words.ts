import type { FiguresDimension, FiguresReport, FiguresStep, Language } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';

/** What a word of the figures is called on screen; a gate, and a word that nobody knows, as it is. */
export function nameOfWord(by: FiguresDimension, word: string, words: Words): string {
  const names: Readonly<Record<FiguresDimension, Readonly<Record<string, string>>>> = {
    outcome: words.figures.outcomes,
    reason: { ...words.reason, ...staffReasons(words) },
    format: words.figures.formats,
    input: { ...words.device, staff: words.figures.outcomes.manual },
    gate: {},
  };
  return names[by][word] ?? word;
}

/** Why staff let somebody in or counted by hand, told from the reasons of decisions. */
function staffReasons({ figures, steward }: Words): Readonly<Record<string, string>> {
  const overrides = Object.entries(steward.overrideReasons).map(([reason, name]) => [reason, `${figures.outcomes.override}: ${name}`]);
  const entries = Object.entries(steward.manual).map(([reason, { title }]) => [reason, `${figures.outcomes.manual}: ${title}`]);
  return Object.fromEntries([...overrides, ...entries]);
}

const OUTCOMES = ['admit', 'refuse', 'undecided', 'not_a_pass'];

/** The words to show, in their order: outcomes always in the same one, and the four of a decision even where none was. */
export function shownWords({ request, words }: FiguresReport): readonly string[] {
  return request.by === 'outcome' ? [...OUTCOMES, ...words.filter((word) => !OUTCOMES.includes(word))] : words;
}

/** A step's name for people: the time alone where there is one day only. */
export function nameOfStart(start: string, step: FiguresStep, isOneDay: boolean, language: Language): string {
  const at = Date.parse(start.includes('T') ? `${start}Z` : start);
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const look: Intl.DateTimeFormatOptions =
    step === 'day' ? day : step === 'week' ? { day: 'numeric', month: 'short', year: 'numeric' } : isOneDay ? time : { ...day, ...time };
  return new Intl.DateTimeFormat(language, { ...look, timeZone: 'UTC' }).format(at);
}
