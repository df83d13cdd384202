import { expect, it } from 'vitest';
import { defaultSettings } from '../main/settings/venue_settings.ts';
import { stoppedState } from '../main/stopped_state.ts';

it('says why nothing works and whom to call, and offers nothing that cannot be done', () => {
  const support = { name: 'Help desk', contact: '+852 5550 0000' };
  const state = stoppedState({ ...defaultSettings('Hall'), support }, 'newer_program', false);
  expect(state.screen).toEqual({ kind: 'stopped', fault: 'newer_program', support, triesAgain: false });
  expect([state.devices, state.mayOverride, state.lastManual, state.directionToggle, state.notice]).toEqual([[], null, null, false, null]);
});
