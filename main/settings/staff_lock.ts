import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '../bridge/contract.ts';
import type { StaffLock } from '../manager.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import type { SealedJson } from './sealed_json.ts';

const FREE_MISSES = 3;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;
const IDLE_LOCK_MS = 5 * 60_000;
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
const PIN = /^\d{4,12}$/;
const RANK: Readonly<Record<Role, number>> = { steward: 0, supervisor: 1, manager: 2 };

const hashedPin = z.object({ salt: z.string().max(64), hash: z.string().max(128) });
const misses = z.int().nonnegative();

const record = z.object({
  manager: hashedPin,
  supervisor: hashedPin.nullable(),
  misses,
  /** The wait after the last miss was not over when this was written. */
  isWaiting: z.boolean(),
});

/** What a version wrote that knew one PIN, the manager's. */
const recordOfOnePin = hashedPin
  .extend({ misses, waitUntilMs: z.number().nonnegative() })
  .transform(({ hash, misses: missed, salt, waitUntilMs }) => ({
    manager: { salt, hash },
    supervisor: null,
    misses: missed,
    isWaiting: waitUntilMs > 0,
  }));

/** The PINs as they are stored: a memory-hard hash (RFC 7914) of each role's with a salt of its own, and how often one was missed. */
export const staffPins: z.ZodType<StaffPins> = z.union([record, recordOfOnePin]);

export type StaffPins = z.infer<typeof record>;
type HashedPin = StaffPins['manager'];
type PinRole = Exclude<Role, 'steward'>;

/**
 * A lock that knows the role by its PIN and closes by itself after five idle minutes. After three misses each
 * further one doubles a wait for everybody. It is measured by the machine's uptime, so that no clock shortens it,
 * and a restart starts it again.
 */
export function createStaffLock(parts: {
  readonly store: Pick<SealedJson<StaffPins>, 'read' | 'write' | 'state' | 'isLost'>;
  /** The PINs of a kiosk on which none was ever set; null: the first one that is entered is kept as the manager's. */
  readonly firstPins: Readonly<Record<PinRole, string>> | null;
  readonly uptimeMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): StaffLock {
  const { setTimer, store, uptimeMs } = parts;
  let pins = store.read();
  let open: { readonly role: PinRole; readonly untilMs: number } | null = null;
  let waitUntilMs = 0;
  let lastTry: Promise<unknown> = Promise.resolve();
  if (pins?.isWaiting) startWait(pins.misses);

  /** The PINs are there, but nobody can compare one with them: none is taken for the first. */
  function isSealedUp(): boolean {
    if (pins !== null || store.state() !== 'locked') return false;
    pins = store.read();
    if (pins?.isWaiting) startWait(pins.misses);
    return pins === null;
  }

  /** They were set, and the disk lost them: whoever comes first must not become the manager. */
  function areLost(): boolean {
    return pins === null && parts.firstPins === null && store.isLost();
  }

  function startWait(missed: number): void {
    const lastsMs = waitAfter(missed);
    waitUntilMs = uptimeMs() + lastsMs;
    setTimer(() => {
      // One that was started since then is not over yet.
      if (waitMs() === 0 && pins?.isWaiting) keep({ ...pins, isWaiting: false });
    }, lastsMs);
  }

  function waitMs(): number {
    return Math.max(0, waitUntilMs - uptimeMs());
  }

  /** What a disk refuses still holds until the program ends: a full disk makes no guess free. */
  function keep(next: StaffPins): void {
    pins = next;
    store.write(next);
  }

  function save(next: StaffPins): Result<null, 'not_saved'> {
    if (!store.write(next)) return fail('not_saved');
    pins = next;
    return ok(null);
  }

  /** One try after another, so that none slips past the wait that the one before it brings. */
  function inTurn<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    const turn = lastTry.then(act);
    lastTry = turn.catch(() => null);
    return turn;
  }

  async function tryPin(pin: string, atLeast: Role): Promise<Result<PinRole, 'wrong_pin' | 'wait' | 'sealed' | 'lost'>> {
    if (isSealedUp()) return fail('sealed');
    if (areLost()) return fail('lost');
    if (waitMs() > 0) return fail('wait');
    if (pins === null && parts.firstPins !== null) {
      const { manager, supervisor } = parts.firstPins;
      keep({ manager: await hashPin(manager), supervisor: await hashPin(supervisor), misses: 0, isWaiting: false });
    }
    if (pins === null) return fail('wrong_pin');
    // Both are always derived, so that the time tells nothing of which are set.
    const [isManager, isSupervisor] = await Promise.all([isPin(pin, pins.manager), isPin(pin, pins.supervisor)]);
    const role = isManager ? 'manager' : isSupervisor ? 'supervisor' : null;
    if (role !== null && RANK[role] >= RANK[atLeast]) {
      // A supervisor's own PIN must not make guesses at the manager's free.
      const left = role === 'manager' ? 0 : Math.min(pins.misses, FREE_MISSES - 1);
      if (left !== pins.misses) keep({ ...pins, misses: left, isWaiting: false });
      return ok(role);
    }
    const missed = pins.misses + 1;
    keep({ ...pins, misses: missed, isWaiting: waitAfter(missed) > 0 });
    startWait(missed);
    return fail('wrong_pin');
  }

  async function setFirstPin(pin: string): Promise<Result<PinRole, 'bad_input' | 'too_simple' | 'not_saved'>> {
    const fault = faultOf(pin);
    if (fault !== null) return fail(fault);
    const first = { manager: await hashPin(pin), supervisor: null, misses: 0, isWaiting: false };
    const saved = save(first);
    // Twice, so that a copy lies beside it.
    if (saved.ok) store.write(first);
    return saved.ok ? ok('manager') : saved;
  }

  return {
    isNew: () => pins === null && parts.firstPins === null && store.state() !== 'locked' && !store.isLost(),
    role: () => (lockInMs() > 0 && open !== null ? open.role : 'steward'),
    lockInMs,
    waitMs,
    touch() {
      if (open !== null && lockInMs() > 0) open = { role: open.role, untilMs: uptimeMs() + IDLE_LOCK_MS };
    },
    lock() {
      open = null;
    },
    unlock: (pin) =>
      inTurn(async () => {
        if (isSealedUp()) return fail('sealed');
        if (areLost()) return fail('lost');
        const tried = pins === null && parts.firstPins === null ? await setFirstPin(pin) : await tryPin(pin, 'supervisor');
        if (tried.ok) open = { role: tried.value, untilMs: uptimeMs() + IDLE_LOCK_MS };
        return tried;
      }),
    check: (pin, atLeast) =>
      inTurn(async () => {
        const tried = await tryPin(pin, atLeast);
        return tried.ok ? ok(null) : tried;
      }),
    setPin: ({ current, next, role }) =>
      inTurn(async () => {
        const fault = next === null ? (role === 'manager' ? 'bad_input' : null) : faultOf(next);
        if (fault !== null) return fail(fault);
        const tried = await tryPin(current, 'manager');
        if (!tried.ok || pins === null) return fail(tried.ok ? 'wrong_pin' : tried.error);
        if (next !== null && (await isPin(next, role === 'manager' ? pins.supervisor : pins.manager))) return fail('same_as_other');
        if (next === null) return save({ ...pins, supervisor: null });
        return save({ ...pins, [role]: await hashPin(next) });
      }),
  };

  function lockInMs(): number {
    return Math.max(0, (open?.untilMs ?? 0) - uptimeMs());
  }
}

function waitAfter(missed: number): number {
  return missed < FREE_MISSES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (missed - FREE_MISSES), LONGEST_WAIT_MS);
}

/** Null for a PIN that may be set. */
function faultOf(pin: string): 'bad_input' | 'too_simple' | null {
  if (!PIN.test(pin)) return 'bad_input';
  const steps = new Set([...pin].slice(1).map((digit, at) => (Number(digit) - Number(pin[at]) + 10) % 10));
  const [step] = steps;
  return steps.size === 1 && (step === 0 || step === 1 || step === 9) ? 'too_simple' : null;
}

async function hashPin(pin: string): Promise<HashedPin> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(pin, salt);
  return { salt: salt.toString('base64'), hash: hash.toString('base64') };
}

async function isPin(pin: string, hashed: HashedPin | null): Promise<boolean> {
  const given = await derive(pin, hashed === null ? randomBytes(SALT_BYTES) : Buffer.from(hashed.salt, 'base64'));
  const wanted = hashed === null ? randomBytes(HASH_BYTES) : Buffer.from(hashed.hash, 'base64');
  // A record that somebody damaged opens nothing.
  return wanted.length === HASH_BYTES && timingSafeEqual(given, wanted);
}

function derive(pin: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, HASH_BYTES, SCRYPT, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
