import { useEffect, useState } from 'react';

const REDRAW_MS = 200;

/** What is left of a time in milliseconds, counted down between the moments at which main tells it anew. */
export function useCountdown(toldMs: number): number {
  const [leftMs, setLeftMs] = useState(toldMs);
  useEffect(() => {
    const endsAt = performance.now() + toldMs;
    setLeftMs(toldMs);
    if (toldMs <= 0) return;
    const timer = setInterval(() => setLeftMs(Math.max(0, endsAt - performance.now())), REDRAW_MS);
    return () => clearInterval(timer);
  }, [toldMs]);
  return leftMs;
}

/** Minutes and seconds, as `0:45`; the last begun second counts as a whole one. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
