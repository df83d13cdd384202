import type { Input, KeyboardInputEvent, WebContents } from 'electron';

/** The names by which keys are sent, where they are not the DOM's own. */
const SENT_AS: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
};

/** Gives a page a key as if it were pressed and let go now. */
export function sendKey(contents: WebContents, { key, shift }: Pick<Input, 'key' | 'shift'>): void {
  const types = [...key].length === 1 || key === 'Enter';
  const steps: readonly KeyboardInputEvent['type'][] = types ? ['keyDown', 'char', 'keyUp'] : ['keyDown', 'keyUp'];
  for (const type of steps) {
    contents.sendInputEvent({ type, keyCode: SENT_AS[key] ?? key, modifiers: shift ? ['shift'] : [] });
  }
}
