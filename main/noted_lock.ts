import type { EventLog } from './counts/event_log.ts';
import type { StaffLock } from './manager.ts';

/** A staff lock whose use is in the event log: who unlocked, that a PIN was wrong, whose PIN was changed. */
export function notedLock(lock: StaffLock, note: EventLog['append']): StaffLock {
  return {
    ...lock,
    async unlock(pin) {
      const answer = await lock.unlock(pin);
      if (answer.ok && answer.value !== 'steward') note('unlocked', answer.value, 0);
      if (!answer.ok && answer.error === 'wrong_pin') note('wrong_pin', '', 0);
      return answer;
    },
    async check(pin, atLeast) {
      const answer = await lock.check(pin, atLeast);
      if (!answer.ok && answer.error === 'wrong_pin') note('wrong_pin', '', 0);
      return answer;
    },
    async setPin(request) {
      const answer = await lock.setPin(request);
      if (answer.ok) note('pin_changed', request.role, 0);
      else if (answer.error === 'wrong_pin') note('wrong_pin', '', 0);
      return answer;
    },
  };
}
