import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createCounter } from '../../main/counts/counter.ts';
import { createEventLog } from '../../main/counts/event_log.ts';
import { openDatabase } from '../../main/counts/open_database.ts';
import { kioskKeyRecord, openKioskKey } from '../../main/settings/kiosk_key.ts';
import { sealedJson } from '../../main/settings/sealed_json.ts';
import { noKeyStore } from '../helpers/key_stores.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';

const DAYS = 15;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SECOND_MS = 1_000;
const DECISION_MS = [4, 5, 6, 8, 9, 12, 18, 45];
/** How many come in each of the twelve hours before now. */
const VISITORS = [4, 9, 14, 11, 8, 7, 9, 15, 21, 18, 10, 5];

/** Half a month at two gates in the demo's real database, so that the figures on the pictures are those of a venue. */
export function fillCounts(userData: string): void {
  const dir = path.join(userData, 'demo');
  mkdirSync(dir, { recursive: true });
  const opened = openDatabase(path.join(dir, 'counts.sqlite'));
  const key = openKioskKey(sealedJson(path.join(dir, 'kiosk_key.json'), kioskKeyRecord, { keyStore: noKeyStore }));
  if (!opened.ok || key === null) throw new Error('the counts cannot be filled');
  const nowMs = Date.now();
  const log = createEventLog(opened.value, { sign: key.sign, now: () => nowMs });
  const counter = createCounter(opened.value, { venue: () => defaultSettings('Demo venue'), log });
  // The disk need not have each of them before the next: a filled file that is lost is filled again.
  opened.value.pragma('synchronous = OFF');
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    VISITORS.forEach((visitors, hour) => {
      const startMs = nowMs - day * DAY_MS - (VISITORS.length - hour) * HOUR_MS;
      for (let visitor = 0; visitor < visitors + ((day + hour) % 5); visitor += 1) visit(startMs + visitor * 90 * SECOND_MS, day + hour + visitor);
    });
  }
  opened.value.close();

  function visit(atMs: number, kind: number): void {
    const gate = kind % 3 === 0 ? 'Side entrance' : 'Main entrance';
    const scan = { atMs, gate, direction: 'in', format: kind % 4 === 0 ? 'venue_pass' : 'hc1', input: kind % 2 === 0 ? 'hid_pos' : 'camera' };
    const device = kind % 2 === 0 ? 'Honeywell Xenon 1900' : 'Camera';
    const measured = { isRepeat: kind % 29 === 0, decisionMs: DECISION_MS[kind % DECISION_MS.length] ?? null, device };
    if (kind % 17 === 0) counter.lost({ atMs, input: scan.input, device });
    if (kind % 19 === 0) counter.manual({ atMs, gate, direction: 'in', reason: kind % 2 === 0 ? 'child' : 'no_phone' });
    const refusal = kind % 13 === 0 ? 'out_of_date' : kind % 23 === 0 ? 'rule_not_met' : null;
    const outcome = refusal !== null ? 'refuse' : kind % 21 === 0 ? 'undecided' : kind % 27 === 0 ? 'not_a_pass' : 'admit';
    const reasonClass = refusal ?? { undecided: 'unknown_issuer', not_a_pass: 'wrong_code', admit: 'none', refuse: 'none' }[outcome];
    counter.decision({ ...scan, ...measured, outcome, reasonClass });
    if (refusal === 'rule_not_met') counter.override({ atMs, gate, direction: 'in', reason: 'paper_proof' });
    if (outcome === 'admit' && kind % 3 !== 1) counter.decision({ ...scan, ...measured, atMs: atMs + HOUR_MS / 2, direction: 'out', outcome, reasonClass });
  }
}
