import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const renderer = path.resolve(import.meta.dirname, '../../renderer');
/** An effect that is one expression, and neither drops what it gives nor is a function that ends the effect. */
const GIVES_BACK = /use(?:Layout)?Effect\(\s*\(\) => (?!\{|void |\(\) =>)/g;

describe('an effect of a screen', () => {
  // React calls what an effect gives back when it ends, and what a browser's method gives may change: scrollIntoView gave
  // nothing up to Chromium 130, and gives a promise in 156, at which the page would break.
  it('gives back nothing that it got from elsewhere', () => {
    const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    const wrong = files.flatMap((name) => [...readFileSync(path.join(renderer, name), 'utf8').matchAll(GIVES_BACK)].map(() => name));
    expect(files.length).toBeGreaterThan(30);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['useEffect(() => place.current?.scrollIntoView(), []);', 1],
    ['useLayoutEffect(() => show(box), []);', 1],
    ['useEffect(() => void place.current?.scrollIntoView(), []);', 0],
    ['useEffect(() => () => clearTimeout(timer), []);', 0],
    ['useEffect(() => {\n  show(box);\n}, []);', 0],
  ])('would be seen in %s: %i', (source, found) => {
    expect([...source.matchAll(GIVES_BACK)]).toHaveLength(found);
  });
});
