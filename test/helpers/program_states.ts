import type { ElectronApplication, Page } from 'playwright';
import type { ProgramStatus } from '../../main/bridge/contract.ts';
import { ok } from '../../main/pass/result.ts';
import { answerWindow } from './answer_window.ts';

const AT_MS = Date.UTC(2026, 10, 28, 10, 45);
const SOURCE = 'https://updates.example.org/kiosk';
const PLAIN: ProgramStatus = {
  running: '1.4.0',
  hasUpdates: true,
  channel: 'stable',
  source: SOURCE,
  busy: null,
  coming: null,
  ready: null,
  previous: null,
  checkedAtMs: AT_MS,
  fault: null,
  refused: [],
};
const READY: NonNullable<ProgramStatus['ready']> = {
  version: '1.5.0',
  installsItself: true,
  notes: {
    en: 'Reads the new rail tickets.\nThe door answers sooner after a long quiet time.\nOf two scanners that are plugged in at once, both are found.',
    'zh-Hant': '可讀取新式車票。\n入口閒置一段長時間後，回應更快。\n同時接上兩部掃描器時，兩部均可使用。',
    'zh-Hans': '可读取新式车票。\n入口闲置较长时间后，响应更快。\n同时接上两部扫描器时，两部都可使用。',
  },
};
const refusedFor = (reason: ProgramStatus['refused'][number]['reason'], version = '1.5.0') => ({ version, reason, atMs: AT_MS - 6 * 3_600_000 });

/** How it may be with the program, by a name for its picture. */
export const PROGRAM_STATES: readonly (readonly [string, Partial<ProgramStatus>])[] = [
  ['no-updates', { hasUpdates: false, source: null, checkedAtMs: null }],
  ['no-source', { source: null, checkedAtMs: null }],
  ['newest', {}],
  ['checking', { busy: 'checking' }],
  ['downloading', { busy: 'downloading', coming: { version: '1.5.0', percent: 34 } }],
  ['ready', { ready: READY }],
  ['installing', { ready: READY, busy: 'installing' }],
  ['installed', { running: '1.5.0', previous: '1.4.0', checkedAtMs: null }],
  ['taken-back', { ready: { ...READY, installsItself: false }, refused: [refusedFor('counts_differ')] }],
  ['gone-back', { ready: { ...READY, installsItself: false } }],
  ['way-back-failed', { running: '1.5.0', previous: '1.4.0', refused: [refusedFor('not_begun', '1.4.0')] }],
  ['unreachable', { fault: 'unreachable' }],
  ['wrongly-signed', { fault: 'wrongly_signed' }],
  ['expired', { fault: 'frozen', checkedAtMs: null }],
  ['not-backed-up', { fault: 'not_backed_up', ready: READY }],
  ['all-at-once', { fault: 'unreachable', ready: { ...READY, installsItself: false }, refused: [refusedFor('not_ready')], previous: '1.3.0' }],
];

/** Shows the manager's tab of the program as if it was so. The window is unlocked. */
export async function showProgram(app: ElectronApplication, manager: Page, changes: Partial<ProgramStatus>): Promise<void> {
  await answerWindow(app, 'manager', 'program', ok({ ...PLAIN, ...changes }));
  // The tab asks anew when it is opened, and draws nothing before it knows.
  await manager.locator('[role="tab"][data-key="help"]').click();
  await manager.waitForSelector('.program', { state: 'detached' });
  await manager.locator('[role="tab"][data-key="program"]').click();
  await manager.waitForSelector('.program [data-running]');
}
