import { Time } from '@internationalized/date';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { CheckboxGroup, DateInput, DateSegment, Label, Text, TimeField } from 'react-aria-components';
import type { Language, VenueSettings } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { languages, wordsOf } from '../words/words.ts';
import { CameraSettings } from './camera_settings.tsx';
import { AmountField, CheckField, LineField, SearchField, SelectField, SwitchField } from './fields.tsx';
import { GateFields } from './gate_fields.tsx';
import { PinSettings } from './pin_settings.tsx';
import { ScannerDirections } from './scanner_directions.tsx';
import { draftOf, type FaultyField, faultsOf, MAX_NAME_LENGTH, mergeSettings, type SettingsDraft, settingsOf, withGates } from './settings_draft.ts';
import type { TabProps } from './tabs.tsx';

const LAYOUTS: readonly VenueSettings['keyboardLayout'][] = ['us', 'uk', 'de', 'fr', 'es', 'it', 'system'];
const IDENTITY: readonly VenueSettings['identityDisplay'][] = ['nothing', 'initials', 'name'];
const TIME_ZONES = Intl.supportedValuesOf('timeZone');
const MOST_PEOPLE = 10_000_000;
const MINUTES = 60;

/** The venue's settings, saved whole or not at all, and the PINs. */
export function Settings(props: TabProps) {
  const { camera, language, onSaved, onUnsaved, settings } = props;
  const all = wordsOf(language);
  const words = all.managerScreen;
  const form = useRef<HTMLFormElement>(null);
  /** What is typed, and what was stored when that began; null: nothing is changed. */
  const [typed, setTyped] = useState<{ readonly draft: SettingsDraft; readonly base: VenueSettings } | null>(null);
  const [hasTried, setHasTried] = useState(false);
  const [message, setMessage] = useState<{ readonly look: 'good' | 'bad'; readonly text: string } | null>(null);
  const draft = typed?.draft ?? draftOf(settings);
  const faults = faultsOf(draft);
  const isUnsaved = typed !== null;
  // The shell's function is another one at each drawing.
  useEffect(() => void onUnsaved(isUnsaved), [isUnsaved]);

  function put(next: SettingsDraft): void {
    setMessage(null);
    setTyped((before) => ({ draft: next, base: before?.base ?? settings }));
  }
  const change = (part: Partial<SettingsDraft>) => put({ ...draft, ...part });

  function error(field: FaultyField): string | undefined {
    const fault = faults.get(field);
    // What is still empty while it is being filled in is no mistake yet.
    return fault === undefined || (fault === 'empty' && !hasTried) ? undefined : words.fieldFaults[fault];
  }

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    setHasTried(true);
    if (faults.size > 0) {
      setMessage({ look: 'bad', text: words.checkFields([...new Set([...faults.keys()].map(nameOfField))]) });
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(':is(input, textarea)[aria-invalid="true"]')?.focus());
      return;
    }
    const bridge = bridgeOf('manager');
    const stored = await bridge.settings();
    if (!stored.ok) return setMessage({ look: 'bad', text: all.staff.pinFaults.locked });
    const answer = await bridge
      .saveSettings(mergeSettings(typed?.base ?? settings, settingsOf(draft), stored.value.settings))
      .catch(() => ({ ok: false, error: 'bad_input' }) as const);
    if (!answer.ok) return setMessage({ look: 'bad', text: answer.error === 'bad_input' ? words.badInput : words.notSaved });
    await onSaved();
    setTyped(null);
    setHasTried(false);
    setMessage({ look: 'good', text: wordsOf(draft.language).managerScreen.saved });
  }

  function nameOfField(field: FaultyField): string {
    return field.startsWith('gate ') ? words.gates : words[field as Exclude<FaultyField, `gate ${string}`>];
  }

  function discard(): void {
    setTyped(null);
    setHasTried(false);
    setMessage(null);
  }

  return (
    <div className="tab settings">
      <h2>{words.settings}</h2>
      <form ref={form} className="tab" noValidate onSubmit={(event) => void save(event)}>
        <section className="panel" aria-labelledby="settings-door">
          <h3 id="settings-door">{words.groups.door}</h3>
          <div className="fields">
            <LineField
              label={words.venueName}
              value={draft.venueName}
              maxLength={MAX_NAME_LENGTH}
              error={error('venueName')}
              onChange={(venueName) => change({ venueName })}
            />
            <SelectField
              label={words.gate}
              value={draft.gate}
              options={draft.gates.map(({ key, name }) => ({ id: key, text: name }))}
              onChange={(gate) => put(withGates(draft, { gate }))}
            />
            <SelectField
              label={words.direction}
              value={draft.direction}
              options={[
                { id: 'in', text: all.entrance },
                { id: 'out', text: all.exit },
              ]}
              onChange={(direction) => change({ direction })}
            />
          </div>
          <SwitchField isOn={draft.directionToggle} onChange={(directionToggle) => change({ directionToggle })}>
            {words.directionToggle}
          </SwitchField>
          <GateFields
            gates={draft.gates}
            current={draft.gate}
            words={words}
            error={(key) => error(`gate ${key}`)}
            onGates={(gates) => put(withGates(draft, { gates }))}
          />
          <ScannerDirections
            chosen={draft.scannerDirections}
            language={language}
            onChosen={(scannerDirections) => change({ scannerDirections })}
          />
        </section>

        <section className="panel" aria-labelledby="settings-people">
          <h3 id="settings-people">{words.groups.people}</h3>
          <div className="fields">
            <AmountField
              label={words.capacity}
              help={words.capacityHelp}
              value={draft.capacity}
              min={1}
              max={MOST_PEOPLE}
              onChange={(capacity) => change({ capacity })}
            />
            <AmountField
              label={words.firstWarning}
              value={draft.firstWarning}
              unit="percent"
              min={10}
              max={100}
              error={error('firstWarning')}
              onChange={(firstWarning) => change({ firstWarning })}
            />
            <AmountField
              label={words.secondWarning}
              value={draft.secondWarning}
              unit="percent"
              min={10}
              max={100}
              error={error('secondWarning')}
              onChange={(secondWarning) => change({ secondWarning })}
            />
            <TimeField
              value={new Time(Math.floor(draft.dayStartsAt / MINUTES), draft.dayStartsAt % MINUTES)}
              hourCycle={24}
              onChange={(time) => {
                if (time !== null) change({ dayStartsAt: time.hour * MINUTES + time.minute });
              }}
            >
              <Label>{words.dayStartsAt}</Label>
              <DateInput>{(segment) => <DateSegment segment={segment} />}</DateInput>
              <Text slot="description" className="help">
                {words.dayStartsAtHelp}
              </Text>
            </TimeField>
            <SearchField
              label={words.timeZone}
              openLabel={words.timeZone}
              value={draft.timeZone}
              options={TIME_ZONES.includes(draft.timeZone) ? TIME_ZONES : [draft.timeZone, ...TIME_ZONES]}
              error={error('timeZone')}
              onChange={(timeZone) => change({ timeZone })}
            />
            <AmountField
              label={words.suppressBelow}
              help={words.suppressBelowHelp}
              value={draft.suppressBelow}
              min={0}
              max={100}
              error={error('suppressBelow')}
              onChange={(suppressBelow) => change({ suppressBelow })}
            />
          </div>
        </section>

        <section className="panel" aria-labelledby="settings-screens">
          <h3 id="settings-screens">{words.groups.screens}</h3>
          <div className="fields">
            <SelectField
              label={words.language}
              value={draft.language}
              options={languages.map((id) => ({ id, text: wordsOf(id).languageName, lang: id }))}
              onChange={(chosen) => change({ language: chosen })}
            />
            <SelectField
              label={words.identity}
              value={draft.identityDisplay}
              options={IDENTITY.map((id) => ({ id, text: words.identityChoices[id] }))}
              onChange={(identityDisplay) => change({ identityDisplay })}
            />
            <CheckboxGroup
              className="checks"
              value={[...draft.visitorLanguages]}
              onChange={(chosen) => change({ visitorLanguages: languages.filter((id) => chosen.includes(id)) })}
            >
              <Label className="react-aria-Label">{words.visitorLanguages}</Label>
              {languages.map((id) => (
                <CheckField key={id} value={id}>
                  <span lang={id}>{wordsOf(id).languageName}</span>
                </CheckField>
              ))}
              <Text slot="description" className="help">
                {words.visitorLanguagesHelp}
              </Text>
            </CheckboxGroup>
          </div>
          <SwitchField isOn={draft.sound} onChange={(sound) => change({ sound })}>
            {words.sound}
          </SwitchField>
        </section>

        <CameraSettings
          camera={draft.camera}
          settings={draft.cameraSettings}
          status={camera}
          words={words}
          onCamera={(chosen) => change({ camera: chosen })}
          onSettings={(cameraSettings) => change({ cameraSettings })}
        />

        <section className="panel" aria-labelledby="settings-scanners">
          <h3 id="settings-scanners">{all.doctor.scanners}</h3>
          <div className="fields">
            <SelectField
              label={all.doctor.keyboardLayout}
              value={draft.keyboardLayout}
              options={LAYOUTS.map((id) => ({ id, text: all.doctor.layouts[id] }))}
              onChange={(keyboardLayout) => change({ keyboardLayout })}
            />
            <LineField
              isWide
              rows={2}
              maxLength={2_000}
              label={words.serialPorts}
              help={words.serialPortsHelp}
              value={draft.serialPorts}
              error={error('serialPorts')}
              onChange={(serialPorts) => change({ serialPorts })}
            />
            <LineField
              isWide
              rows={2}
              maxLength={400}
              label={words.rawKeyboards}
              help={words.rawKeyboardsHelp}
              value={draft.rawKeyboards}
              error={error('rawKeyboards')}
              onChange={(rawKeyboards) => change({ rawKeyboards })}
            />
          </div>
        </section>

        <div className="save-bar">
          <button type="submit" className="main">
            {words.save}
          </button>
          {isUnsaved && (
            <button type="button" onClick={discard}>
              {words.discard}
            </button>
          )}
          <p className={`message ${message?.look ?? (isUnsaved ? 'warn' : '')}`} role="status">
            {message?.text ?? (isUnsaved ? words.notSavedYet : '')}
          </p>
        </div>
      </form>
      <PinSettings language={language} />
    </div>
  );
}
