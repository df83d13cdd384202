import type { ReactNode } from 'react';
import type { DoorState } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';

type Device = DoorState['devices'][number];

const DEVICE_MARKS: Readonly<Record<Device['status']['state'], string>> = {
  ready: '●',
  listening: '○',
  starting: '◌',
  absent: '◌',
  fault: '▲',
};

/** The devices with what they are doing, and the steward's buttons. */
export function Footer(props: { readonly state: DoorState; readonly words: Words; readonly children: ReactNode }) {
  const { children, state, words } = props;
  return (
    <footer>
      <ul className="devices">
        {state.devices.map((device, index) => (
          <li key={`${device.sourceId} ${index}`} className={device.status.state} data-device={device.input}>
            <span aria-hidden="true">{DEVICE_MARKS[device.status.state]}</span> {deviceLine(words, device)}
          </li>
        ))}
      </ul>
      {children}
    </footer>
  );
}

function deviceLine(words: Words, { input, status }: Device): string {
  if (status.state === 'fault') return `${words.device[input]}: ${words.fault[status.code]}`;
  return status.state === 'ready' ? words.device[input] : `${words.device[input]}: ${words.deviceState[status.state]}`;
}
