import type { VenueSettings } from '../../main/bridge/contract.ts';

/** A gate in the form. The key stays while its name is typed anew. */
export interface DraftGate {
  readonly key: string;
  readonly name: string;
  readonly isExit: boolean;
}

/** The settings as the form holds them while they are typed: a gate by its key, lists of lines as text. */
export interface SettingsDraft
  extends Omit<VenueSettings, 'gate' | 'gates' | 'exitGates' | 'serialPorts' | 'rawKeyboards' | 'capacityWarnings' | 'suppressBelow'> {
  readonly gates: readonly DraftGate[];
  /** The key of this kiosk's gate. */
  readonly gate: string;
  /** Percent; null: nothing is entered. */
  readonly firstWarning: number | null;
  readonly secondWarning: number | null;
  readonly suppressBelow: number | null;
  /** A port and its speed, one a line. */
  readonly serialPorts: string;
  /** A vendor and product id, one a line. */
  readonly rawKeyboards: string;
}

/** What may be wrong with a field; the screen has words for each. */
export type FieldFault = 'empty' | 'too_long' | 'bad_character' | 'twice' | 'unknown_zone' | 'below_first' | 'bad_port' | 'bad_device' | 'too_many';

/** The fields that may be wrong, of gates each by its key. */
export type FaultyField =
  | 'venueName'
  | 'timeZone'
  | 'firstWarning'
  | 'secondWarning'
  | 'suppressBelow'
  | 'serialPorts'
  | 'rawKeyboards'
  | `gate ${string}`;

/** Main takes no longer names. */
export const MAX_NAME_LENGTH = 60;
export const MAX_GATES = 50;
const MAX_SERIAL_PORTS = 8;
const MAX_RAW_KEYBOARDS = 20;
const USUAL_BAUD_RATE = '9600';
const NAME = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+$/u;
const SERIAL_PATH = /^[^\p{C}]{1,200}$/u;
const LEAST_BAUD_RATE = 1_200;
const MOST_BAUD_RATE = 4_000_000;
const DEVICE = /^[0-9a-f]{4}:[0-9a-f]{4}$/;
const PERCENT = 100;

/** The stored settings, to be changed in the form. */
export function draftOf(settings: VenueSettings): SettingsDraft {
  const { capacityWarnings, exitGates, gate, gates, rawKeyboards, serialPorts, ...rest } = settings;
  const [first, second] = capacityWarnings;
  return {
    ...rest,
    gates: gates.map((name, at) => ({ key: String(at), name, isExit: exitGates.includes(name) })),
    gate: String(gates.indexOf(gate)),
    firstWarning: Math.round(first * PERCENT),
    secondWarning: Math.round(second * PERCENT),
    serialPorts: serialPorts.map(({ baudRate, path }) => `${path} ${baudRate}`).join('\n'),
    rawKeyboards: rawKeyboards.join('\n'),
  };
}

/** What the form holds, as settings. Only to be saved where `faultsOf` finds nothing. */
export function settingsOf(draft: SettingsDraft): VenueSettings {
  const { firstWarning, gate, gates, rawKeyboards, secondWarning, serialPorts, ...rest } = draft;
  return {
    ...rest,
    venueName: rest.venueName.trim(),
    gates: gates.map(({ name }) => name.trim()),
    gate: gates.find(({ key }) => key === gate)?.name.trim() ?? '',
    exitGates: gates.filter(({ isExit }) => isExit).map(({ name }) => name.trim()),
    capacityWarnings: [(firstWarning ?? 0) / PERCENT, (secondWarning ?? 0) / PERCENT],
    suppressBelow: rest.suppressBelow ?? 0,
    serialPorts: linesOf(serialPorts).map(serialPortOf),
    rawKeyboards: linesOf(rawKeyboards).map((line) => line.toLowerCase()),
  };
}

/** What is wrong, by field; nothing: main will take the settings. */
export function faultsOf(draft: SettingsDraft): ReadonlyMap<FaultyField, FieldFault> {
  const faults = new Map<FaultyField, FieldFault>();
  const note = (field: FaultyField, fault: FieldFault | null) => {
    if (fault !== null) faults.set(field, fault);
  };
  note('venueName', faultOfName(draft.venueName));
  const names = draft.gates.map(({ name }) => name.trim());
  for (const { key, name } of draft.gates) {
    const isTwice = names.filter((one) => one === name.trim()).length > 1;
    note(`gate ${key}`, faultOfName(name) ?? (isTwice ? 'twice' : null));
  }
  note('timeZone', isTimeZone(draft.timeZone) ? null : 'unknown_zone');
  note('firstWarning', draft.firstWarning === null ? 'empty' : null);
  note('secondWarning', draft.secondWarning === null ? 'empty' : null);
  if ((draft.secondWarning ?? PERCENT) < (draft.firstWarning ?? 0)) note('secondWarning', 'below_first');
  note('suppressBelow', draft.suppressBelow === null ? 'empty' : null);
  const { rawKeyboards, serialPorts } = settingsOf(draft);
  const isGoodPort = ({ baudRate, path }: VenueSettings['serialPorts'][number]) =>
    SERIAL_PATH.test(path) && baudRate >= LEAST_BAUD_RATE && baudRate <= MOST_BAUD_RATE;
  note('serialPorts', serialPorts.length > MAX_SERIAL_PORTS ? 'too_many' : serialPorts.every(isGoodPort) ? null : 'bad_port');
  const areDevices = rawKeyboards.every((id) => DEVICE.test(id));
  note('rawKeyboards', rawKeyboards.length > MAX_RAW_KEYBOARDS ? 'too_many' : areDevices ? null : 'bad_device');
  return faults;
}

/** Other gates, or another one of them for this kiosk: where that turns it into an exit, or back, the direction turns with it. */
export function withGates(draft: SettingsDraft, change: Partial<Pick<SettingsDraft, 'gate' | 'gates'>>): SettingsDraft {
  const changed = { ...draft, ...change };
  const isExit = ({ gate, gates }: SettingsDraft) => gates.some((one) => one.key === gate && one.isExit);
  if (isExit(changed) === isExit(draft)) return changed;
  return { ...changed, direction: isExit(changed) ? 'out' : 'in' };
}

/** What was changed since `base`, put into what is stored by now: what others changed meanwhile stays. */
export function mergeSettings(base: VenueSettings, wanted: VenueSettings, stored: VenueSettings): VenueSettings {
  const changed = Object.entries(wanted).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(base[name as keyof VenueSettings]),
  );
  return { ...stored, ...(Object.fromEntries(changed) as Partial<VenueSettings>) };
}

function faultOfName(name: string): FieldFault | null {
  if (name.trim() === '') return 'empty';
  if (name.trim().length > MAX_NAME_LENGTH) return 'too_long';
  return NAME.test(name.trim()) ? null : 'bad_character';
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A path, which may hold spaces, and the line's speed; without one, the usual. */
function serialPortOf(line: string): VenueSettings['serialPorts'][number] {
  const [, path = line, baudRate = USUAL_BAUD_RATE] = /^(.+?)\s+(\d+)$/.exec(line) ?? [];
  return { path, baudRate: Number(baudRate) };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
