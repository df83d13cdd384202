import './help.css';
import type { ReactNode } from 'react';
import type { HelpStatus, Language } from '../../main/bridge/contract.ts';
import { Shape } from '../door/shapes.tsx';
import { type Words, wordsOf } from '../words/words.ts';

type Device = HelpStatus['devices'][number];
type Parts = { readonly help: HelpStatus; readonly language: Language; readonly words: Words };

const DAY_MS = 86_400_000;
const GIGABYTE = 1_000_000_000;
const DISK_LOW_BYTES = GIGABYTE;
const COLOURS = ['admit', 'refuse', 'undecided', 'not_a_pass'] as const;

/** Whom to call and what to tell them, how devices and data are, what the colours mean, and how to start. */
export function HelpSections({ help, language }: { readonly help: HelpStatus; readonly language: Language }) {
  const words = wordsOf(language);
  const parts = { help, language, words };
  return (
    <div className="help-sections">
      <Call {...parts} />
      <Devices {...parts} />
      <Data {...parts} />
      <Colours words={words} />
      <Start words={words} />
    </div>
  );
}

function Section(props: { readonly name: string; readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={`help-section help-${props.name}`} aria-labelledby={`help-${props.name}`} data-help={props.name}>
      <h3 id={`help-${props.name}`}>{props.title}</h3>
      {props.children}
    </section>
  );
}

function Call({ help, words }: Parts) {
  const { configuration, support } = help;
  const { call, configuration: title, configurationParts, noSupport } = words.help;
  const shown = (['program', 'keys', 'rule', 'kiosk'] as const).flatMap((part) => {
    const value = configuration[part];
    return value === null ? [] : [{ part, value: part === 'rule' ? value : value.toUpperCase() }];
  });
  return (
    <Section name="call" title={call}>
      {support === null ? (
        <p>{noSupport}</p>
      ) : (
        <p className="support">
          <bdi>{support.name}</bdi>
          <bdi className="contact">{support.contact}</bdi>
        </p>
      )}
      <h4>{title}</h4>
      <dl className="configuration">
        {shown.map(({ part, value }) => (
          <div key={part}>
            <dt>{configurationParts[part]}</dt>
            <dd>
              <bdi dir="ltr">{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Devices({ help, words }: Parts) {
  const devices: readonly Device[] = help.devices;
  return (
    <Section name="devices" title={words.help.devices}>
      {devices.length === 0 && <p>{words.help.mend.absent}</p>}
      <ul>
        {devices.map((device, index) => (
          <li key={`${device.sourceId} ${index}`} data-device={device.input} data-state={device.status.state}>
            <b>{words.device[device.input]}</b> {stateOf(words, device)}
            <p>{mendOf(words, device)}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function stateOf(words: Words, { status }: Device): string {
  if (status.state === 'fault') return words.fault[status.code];
  return status.state === 'ready' ? words.help.works : words.deviceState[status.state];
}

function mendOf(words: Words, { status }: Device): string {
  if (status.state === 'fault') return words.help.mend[status.code];
  return status.state === 'ready' ? '' : words.help.mend[status.state];
}

function Data({ help, language, words }: Parts) {
  const { diskFreeBytes, timeZone, trust } = help;
  const { clock, keyCount, kinds, openUntil } = trust;
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const isLow = diskFreeBytes !== null && diskFreeBytes < DISK_LOW_BYTES;
  return (
    <Section name="data" title={words.help.data}>
      <p data-state={keyCount === 0 ? 'stopped' : 'fresh'}>
        {keyCount === 0
          ? words.trust.noKeys
          : openUntil === null
            ? words.trust.noEnd
            : words.trust.openUntil(time.format(openUntil.at), words.trust.kinds[openUntil.kind])}
      </p>
      <dl>
        {(['keys', 'rules', 'revocations'] as const).map((kind) => {
          const age = kinds[kind];
          return (
            <div key={kind} data-state={age?.state ?? 'none'}>
              <dt>{words.trust.kinds[kind]}</dt>
              <dd>
                {age === null
                  ? words.trust.none
                  : `${words.trust.age(Math.floor(age.ageMs / DAY_MS))} · ${words.trust.states[age.state]}`}
              </dd>
            </div>
          );
        })}
        <div data-state={clock.state === 'trusted' ? 'fresh' : clock.state === 'drifting' ? 'warn' : 'stopped'}>
          <dt>{words.help.clock}</dt>
          <dd>
            {time.format(clock.nowMs)}
            {clock.reason !== null && <p>{words.trust.clock[clock.reason]}</p>}
          </dd>
        </div>
        {diskFreeBytes !== null && (
          <div data-state={isLow ? 'stopped' : 'fresh'}>
            <dt>{words.help.disk}</dt>
            <dd>{(isLow ? words.help.diskLow : words.help.diskFree)(gigabytes(language, diskFreeBytes))}</dd>
          </div>
        )}
      </dl>
    </Section>
  );
}

function gigabytes(language: Language, bytes: number): string {
  const format = { style: 'unit', unit: 'gigabyte', unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(bytes / GIGABYTE);
}

function Colours({ words }: { readonly words: Words }) {
  return (
    <Section name="colours" title={words.help.colours}>
      <ul>
        {COLOURS.map((outcome) => (
          <li key={outcome} data-colour={outcome}>
            <Shape name={outcome} />
            <div>
              <b>{words.verdict[outcome]}</b>
              <p>{words.help.colour[outcome]}</p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Start({ words }: { readonly words: Words }) {
  return (
    <Section name="start" title={words.help.start}>
      <ol>
        {words.help.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Section>
  );
}
