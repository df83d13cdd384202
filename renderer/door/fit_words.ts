import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Each is tried in turn until the words fit; style sheets multiply their sizes by `--fit`. */
const SCALES = [1, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6, 0.54, 0.48, 0.42, 0.36, 0.3] as const;

/**
 * Makes the words of a box as large as they may be without leaving it. They never grow while they are shown, since
 * words that jump are hard to read; another size of the box measures anew.
 */
export function useFitWords<Box extends HTMLElement>(): RefObject<Box | null> {
  const box = useRef<Box>(null);
  const used = useRef(0);

  useLayoutEffect(() => void shrink(box.current, used));
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      used.current = 0;
      shrink(element, used);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return box;
}

function shrink(box: HTMLElement | null, used: { current: number }): void {
  if (box === null) return;
  for (; used.current < SCALES.length; used.current += 1) {
    box.style.setProperty('--fit', String(SCALES[used.current]));
    if (holds(box)) return;
  }
  used.current = SCALES.length - 1;
}

/** Whether nothing sticks out of the box, nor a word out of its own line, where the box would not notice. */
function holds(box: HTMLElement): boolean {
  return [box, ...box.querySelectorAll('h1, p')].every(
    (one) => one.scrollWidth <= one.clientWidth && (one !== box || one.scrollHeight <= one.clientHeight),
  );
}
