import type { CameraSettings as CameraWishes, CameraStatus } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';

/** Where a control starts from when it is taken out of the camera's own hands. */
const MIDDLE = 0.5;

/** The part of the settings form that is about the camera; a control that the camera in use lacks is greyed. */
export function CameraSettings(props: {
  readonly camera: string | null;
  readonly settings: CameraWishes;
  readonly status: CameraStatus;
  readonly words: Words['managerScreen'];
  readonly onCamera: (camera: string | null) => void;
  readonly onSettings: (settings: CameraWishes) => void;
}) {
  const { camera, onCamera, onSettings, settings, status, words } = props;
  const { controls } = status;
  const change = (part: Partial<CameraWishes>) => onSettings({ ...settings, ...part });
  // The chosen one stays in the list while it is unplugged.
  const names = new Set([...status.cameras, ...(camera === null || camera === 'off' ? [] : [camera])]);
  return (
    <>
      <label>
        {words.camera}
        <select value={camera ?? ''} onChange={({ target }) => onCamera(target.value === '' ? null : target.value)}>
          <option value="">{words.cameraDefault}</option>
          {[...names].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          <option value="off">{words.cameraOff}</option>
        </select>
        <small data-camera-state={status.state}>{inUse(status, words.cameraControls)}</small>
      </label>
      <fieldset className="camera-settings">
        <legend>{words.camera}</legend>
        <Check label={words.cameraControls.mirror} isOn={settings.mirror} set={(mirror) => change({ mirror })} />
        <Check
          label={words.cameraControls.torch}
          isOn={settings.torch}
          isDisabled={!controls.torch}
          set={(torch) => change({ torch })}
        />
        <Slider
          label={words.cameraControls.zoom}
          share={settings.zoom}
          isDisabled={!controls.zoom}
          otherwise={words.cameraControls.asItIs}
          byHand={words.cameraControls.byHand}
          set={(zoom) => change({ zoom })}
        />
        <Slider
          label={words.cameraControls.exposure}
          share={settings.exposure}
          isDisabled={!controls.exposure}
          otherwise={words.cameraControls.automatic}
          byHand={words.cameraControls.byHand}
          set={(exposure) => change({ exposure })}
        />
      </fieldset>
    </>
  );
}

function inUse({ current, picture, state }: CameraStatus, words: Words['managerScreen']['cameraControls']): string {
  if (state !== 'ready' || picture === null) return words.state[state];
  return `${words.current}: ${current ?? words.none} · ${picture.width}×${picture.height} · ${picture.framesPerSecond}/s`;
}

function Check(props: {
  readonly label: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly set: (isOn: boolean) => void;
}) {
  const { isDisabled = false, isOn, label, set } = props;
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} disabled={isDisabled} onChange={({ target }) => set(target.checked)} />
      {label}
    </label>
  );
}

function Slider(props: {
  readonly label: string;
  readonly share: number | null;
  readonly isDisabled: boolean;
  /** What null means. */
  readonly otherwise: string;
  readonly byHand: string;
  readonly set: (share: number | null) => void;
}) {
  const { byHand, isDisabled, label, otherwise, set, share } = props;
  return (
    <label>
      {label}
      <span className="slider">
        <select
          value={share === null ? 'otherwise' : 'by_hand'}
          disabled={isDisabled}
          onChange={({ target }) => set(target.value === 'otherwise' ? null : MIDDLE)}
        >
          <option value="otherwise">{otherwise}</option>
          <option value="by_hand">{byHand}</option>
        </select>
        <input
          type="range"
          aria-label={label}
          min={0}
          max={1}
          step={0.05}
          value={share ?? MIDDLE}
          disabled={isDisabled || share === null}
          onChange={({ target }) => set(target.valueAsNumber)}
        />
      </span>
    </label>
  );
}
