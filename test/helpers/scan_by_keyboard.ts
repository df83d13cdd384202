import { execFileSync } from 'node:child_process';

/** Types as a keyboard scanner does: real X11 key events to whatever has the focus, then Enter. */
export function scanByKeyboard(text: string): void {
  execFileSync('xdotool', ['type', '--delay', '2', '--', text]);
  execFileSync('xdotool', ['key', 'Return']);
}
