import './idle_pointer.css';

const IDLE_AFTER_MS = 3_000;

/**
 * Hides this page's mouse pointer while nobody moves it: it lies over no answer where there is no mouse, or a finger
 * pushed it there. It is back as soon as the mouse moves.
 */
export function hideIdlePointer(): void {
  let at = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (isShown: boolean) => {
    clearTimeout(timer);
    document.documentElement.classList.toggle('pointer-idle', !isShown);
    if (isShown) timer = setTimeout(() => show(false), IDLE_AFTER_MS);
  };
  show(true);
  const moved = ({ pointerType, screenX, screenY }: PointerEvent) => {
    const now = `${screenX} ${screenY}`;
    // Chromium also tells of a pointer that stands still under a page that changes.
    if (pointerType !== 'mouse') show(false);
    else if (now !== at) show(true);
    at = now;
  };
  for (const name of ['pointerover', 'pointermove', 'pointerdown'] as const) addEventListener(name, moved, { capture: true, passive: true });
}
