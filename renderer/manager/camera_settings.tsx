import { Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import type { CameraSettings as CameraWishes, CameraStatus } from '../../main/bridge/contract.ts';
import type { Words } from '../words/words.ts';
import { SelectField, SwitchField } from './fields.tsx';

/** Where a control starts from when it is taken out of the camera's own hands. */
const MIDDLE = 0.5;
/** No camera bears these names, which are of two words. */
const SYSTEM_CAMERA = 'the system’s';

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
  const names = [...new Set([...status.cameras, ...(camera === null || camera === 'off' ? [] : [camera])])];
  return (
    <section className="panel" aria-labelledby="settings-camera">
      <h3 id="settings-camera">{words.camera}</h3>
      <div className="fields">
        <div className="field">
          <SelectField
            label={words.whichCamera}
            value={camera ?? SYSTEM_CAMERA}
            options={[
              { id: SYSTEM_CAMERA, text: words.cameraDefault },
              ...names.map((name) => ({ id: name, text: name })),
              { id: 'off', text: words.cameraOff },
            ]}
            onChange={(id) => onCamera(id === SYSTEM_CAMERA ? null : id)}
          />
          <small data-camera-state={status.state}>{inUse(status, words.cameraControls)}</small>
        </div>
        <div className="checks">
          <SwitchField isOn={settings.mirror} onChange={(mirror) => change({ mirror })}>
            {words.cameraControls.mirror}
          </SwitchField>
          <SwitchField isOn={settings.torch} isDisabled={!controls.torch} onChange={(torch) => change({ torch })}>
            {words.cameraControls.torch}
          </SwitchField>
        </div>
        <Share
          label={words.cameraControls.zoom}
          share={settings.zoom}
          isDisabled={!controls.zoom}
          otherwise={words.cameraControls.asItIs}
          byHand={words.cameraControls.byHand}
          set={(zoom) => change({ zoom })}
        />
        <Share
          label={words.cameraControls.exposure}
          share={settings.exposure}
          isDisabled={!controls.exposure}
          otherwise={words.cameraControls.automatic}
          byHand={words.cameraControls.byHand}
          set={(exposure) => change({ exposure })}
        />
      </div>
    </section>
  );
}

function inUse({ current, picture, state }: CameraStatus, words: Words['managerScreen']['cameraControls']): string {
  if (state !== 'ready' || picture === null) return words.state[state];
  return `${words.current}: ${current ?? words.none} · ${picture.width}×${picture.height} · ${picture.framesPerSecond}/s`;
}

function Share(props: {
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
    <div className="field">
      <SelectField
        label={label}
        value={share === null ? 'otherwise' : 'by_hand'}
        options={[
          { id: 'otherwise', text: otherwise },
          { id: 'by_hand', text: byHand },
        ]}
        isDisabled={isDisabled}
        onChange={(id) => set(id === 'otherwise' ? null : MIDDLE)}
      />
      <Slider
        minValue={0}
        maxValue={1}
        step={0.05}
        value={share ?? MIDDLE}
        isDisabled={isDisabled || share === null}
        onChange={(value) => set(typeof value === 'number' ? value : MIDDLE)}
      >
        <Label className="for-screen-readers">{label}</Label>
        <SliderTrack>
          <SliderThumb />
        </SliderTrack>
      </Slider>
    </div>
  );
}
