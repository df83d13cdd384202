import { expect, it } from 'vitest';
import { displaySwitches } from '../../main/guardian/display_switches.ts';

it('asks for X11 on Linux wherever it is there, and never against who starts the kiosk', () => {
  const wayland = { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-0' };
  expect(displaySwitches('linux', { ...wayland, DISPLAY: ':0' }, [])).toEqual(['--ozone-platform=x11']);
  expect(displaySwitches('linux', { DISPLAY: ':0' }, ['--demo'])).toEqual(['--ozone-platform=x11']);
  expect(displaySwitches('linux', wayland, [])).toEqual([]);
  expect(displaySwitches('linux', { DISPLAY: '' }, [])).toEqual([]);
  expect(displaySwitches('linux', { DISPLAY: ':0' }, ['--ozone-platform=wayland'])).toEqual([]);
  expect(displaySwitches('win32', { DISPLAY: ':0' }, [])).toEqual([]);
});
