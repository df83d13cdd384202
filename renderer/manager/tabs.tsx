import type { ReactNode } from 'react';
import type { CameraStatus, Language, Role, VenueSettings } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';
import { Doctor } from './doctor.tsx';
import { Figures } from './figures.tsx';
import { Help } from './help.tsx';
import { Drill } from './drill.tsx';
import { Inside } from './inside.tsx';
import { OpeningCheck } from './opening_check.tsx';
import { Program } from './program.tsx';
import { Rules } from './rules.tsx';
import { Settings } from './settings.tsx';
import { Trust } from './trust.tsx';

/** What the shell gives to each tab. A tab is drawn within the window's one `<main>`, so it brings none of its own. */
export interface TabProps {
  readonly language: Language;
  /** Who is unlocked: what a role may not do is not offered to it. */
  readonly role: Role;
  readonly settings: VenueSettings;
  readonly camera: CameraStatus;
  /** To be called when something was saved: the settings are read again. */
  readonly onSaved: () => Promise<void>;
  /** Tells the shell, which says so at the tab, whether something is changed and not saved. */
  readonly onUnsaved: (isUnsaved: boolean) => void;
}

interface Tab {
  readonly id: string;
  readonly least: Exclude<Role, 'steward'>;
  readonly title: (words: Words) => string;
  readonly Screen: (props: TabProps) => ReactNode;
  /** Stays as it is behind the other tabs, so that nothing that was typed is lost. */
  readonly keepsDraft?: true;
}

/** The tabs of the manager's window in their order; each is seen by its least role and those above. */
export const TABS: readonly Tab[] = [
  { id: 'figures', least: 'supervisor', title: (words) => words.figures.title, Screen: Figures },
  { id: 'inside', least: 'supervisor', title: (words) => words.inside.title, Screen: Inside },
  { id: 'opening_check', least: 'supervisor', title: (words) => words.openingCheck.title, Screen: OpeningCheck },
  { id: 'drill', least: 'supervisor', title: (words) => words.drill.title, Screen: Drill },
  { id: 'doctor', least: 'supervisor', title: (words) => words.doctor.title, Screen: Doctor },
  { id: 'trust', least: 'supervisor', title: (words) => words.trust.title, Screen: Trust },
  { id: 'rules', least: 'manager', title: (words) => words.rules.title, Screen: Rules, keepsDraft: true },
  { id: 'settings', least: 'manager', title: (words) => words.managerScreen.settings, Screen: Settings, keepsDraft: true },
  { id: 'program', least: 'manager', title: (words) => words.program.title, Screen: Program },
  { id: 'help', least: 'supervisor', title: (words) => words.help.title, Screen: Help },
];
