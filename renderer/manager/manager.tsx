import '../tokens.css';
import './manager.css';
import { useCallback, useEffect, useState } from 'react';
import { I18nProvider, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { CameraStatus, Role, StaffStatus, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { mount } from '../mount.tsx';
import { turnPageTo } from '../words/turn_page.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { minutesAndSeconds, useCountdown } from './countdown.ts';
import { mayUse } from './may_use.ts';
import { PinPad } from './pin_pad.tsx';
import { TABS, type TabProps } from './tabs.tsx';

const bridge = bridgeOf('manager');
const STATUS_EVERY_MS = 1_000;
const SETTINGS_EVERY_MS = 5_000;
const TOUCH_AT_MOST_EVERY_MS = 1_000;
const LOCK_SAID_MS = 60_000;
const LOCK_ANNOUNCED_MS = 15_000;

type Stored = Pick<TabProps, 'settings' | 'camera'>;

/** The manager's window: a PIN pad, and behind it the tabs that the role may use. */
function Manager() {
  const [status, setStatus] = useState<StaffStatus | null>(null);
  const [stored, setStored] = useState<{ readonly settings: VenueSettings; readonly camera: CameraStatus } | null>(null);
  const role = status?.role ?? 'steward';

  const askStatus = useCallback(async () => {
    const answer = await bridge.status();
    if (answer.ok) setStatus(answer.value);
  }, []);
  const askSettings = useCallback(async () => {
    const answer = await bridge.settings();
    setStored(answer.ok ? answer.value : null);
  }, []);
  useEffect(() => {
    void askStatus();
    const timer = setInterval(() => void askStatus(), STATUS_EVERY_MS);
    return () => clearInterval(timer);
  }, [askStatus]);
  useEffect(() => {
    void askSettings();
    const timer = setInterval(() => void askSettings(), SETTINGS_EVERY_MS);
    return () => clearInterval(timer);
  }, [askSettings, role]);
  useTouch(role !== 'steward');

  if (status === null) return null;
  const language = stored?.settings.language ?? status.language;
  const words = wordsOf(language);
  turnPageTo(language);
  document.title = words.managerScreen.title;
  const isOpen = role !== 'steward' && stored !== null;
  return (
    <I18nProvider locale={language}>
      <div className="manager">
        <header className="shell-header">
          <h1>{words.managerScreen.title}</h1>
          {status.demo && <strong className="demo-mark">{words.demo}</strong>}
          <p className="role" role="status">
            {role !== 'steward' && words.staff.unlocked[role]}
          </p>
          <LockCountdown lockInMs={status.lockInMs} words={words} />
          {role !== 'steward' && (
            <button type="button" onClick={() => void bridge.lock().then(askStatus)}>
              {words.managerScreen.lock}
            </button>
          )}
          <button type="button" onClick={() => void bridge.close()}>
            {words.managerScreen.close}
          </button>
        </header>
        {isOpen ? (
          <Shell key={role} role={role} stored={stored} words={words} onSaved={askSettings} />
        ) : (
          <main data-screen="locked">
            {role === 'steward' && <PinPad status={status} onTried={askStatus} />}
          </main>
        )}
      </div>
    </I18nProvider>
  );
}

/** Made anew for each role, so that nothing that one left unsaved reaches another. */
function Shell(props: {
  readonly role: Role;
  readonly stored: Stored;
  readonly words: Words;
  readonly onSaved: () => Promise<void>;
}) {
  const { onSaved, role, stored, words } = props;
  const tabs = TABS.filter(({ least }) => mayUse(role, least));
  const [selected, setSelected] = useState(tabs[0]?.id ?? '');
  const [unsaved, setUnsaved] = useState<ReadonlySet<string>>(new Set());

  function setIsUnsaved(id: string, isUnsaved: boolean): void {
    setUnsaved((before) => {
      if (before.has(id) === isUnsaved) return before;
      return new Set(isUnsaved ? [...before, id] : [...before].filter((one) => one !== id));
    });
  }

  return (
    <Tabs
      className="shell"
      orientation="vertical"
      selectedKey={selected}
      onSelectionChange={(key) => setSelected(String(key))}
    >
      <TabList className="shell-tabs" aria-label={words.managerScreen.title}>
        {tabs.map(({ id, title }) => (
          <Tab key={id} id={id} className="shell-tab">
            {title(words)}
            {unsaved.has(id) && <small>{words.staff.unsaved}</small>}
          </Tab>
        ))}
      </TabList>
      <main className="shell-main" data-screen={selected}>
        {tabs.map(({ Screen, id, keepsDraft = false }) => (
          <TabPanel key={id} id={id} className="shell-panel" shouldForceMount={keepsDraft}>
            <Screen
              language={stored.settings.language}
              role={role}
              settings={stored.settings}
              camera={stored.camera}
              onSaved={onSaved}
              onUnsaved={(isUnsaved) => setIsUnsaved(id, isUnsaved)}
            />
          </TabPanel>
        ))}
      </main>
    </Tabs>
  );
}

/** Says in the last minute when the window locks, aloud only a few times. */
function LockCountdown({ lockInMs, words }: { readonly lockInMs: number; readonly words: Words }) {
  const leftMs = useCountdown(lockInMs);
  if (leftMs <= 0 || leftMs > LOCK_SAID_MS) return <p className="lock-countdown" role="status" />;
  const announcedMs = Math.ceil(leftMs / LOCK_ANNOUNCED_MS) * LOCK_ANNOUNCED_MS;
  return (
    <>
      <p className="lock-countdown" aria-hidden="true">
        {words.staff.locksIn(minutesAndSeconds(leftMs))}
      </p>
      <p className="for-screen-readers" role="status">
        {words.staff.locksIn(minutesAndSeconds(announcedMs))}
      </p>
    </>
  );
}

/** Keeps the window open while somebody types or points in it. */
function useTouch(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    let lastAt = Number.NEGATIVE_INFINITY;
    const touch = () => {
      if (performance.now() - lastAt < TOUCH_AT_MOST_EVERY_MS) return;
      lastAt = performance.now();
      void bridge.touch();
    };
    const events = ['keydown', 'pointerdown', 'wheel'] as const;
    for (const name of events) addEventListener(name, touch, { capture: true, passive: true });
    return () => {
      for (const name of events) removeEventListener(name, touch, { capture: true });
    };
  }, [isOpen]);
}

mount(<Manager />);
