import './bundle.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { BundleFact, BundlePart, Language, PreparedBundle } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { wordsOf } from '../words/words.ts';
import { useExportPlace } from './export_place.tsx';
import { symbolPath } from './symbol_path.ts';

/** Long enough for a phone to find and read a code; 22 of them, the most, take less than 20 seconds. */
const FRAME_MS = 800;

/** The support bundle: first everything that is in it, then the ways in which it can leave. */
export function Bundle({ language }: { readonly language: Language }) {
  const { figures: exporting, help } = wordsOf(language);
  const words = help.bundle;
  const { field, target } = useExportPlace(language);
  const [result, setResult] = useState<{ readonly isGood: boolean; readonly text: string } | null>(null);
  const [bundle, setBundle] = useState<PreparedBundle | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [areCodesShown, setAreCodesShown] = useState(false);

  async function prepare(): Promise<void> {
    setIsBusy(true);
    const answer = await bridgeOf('manager').prepareBundle();
    setIsBusy(false);
    setBundle(answer.ok ? answer.value : null);
    setAreCodesShown(false);
    setResult(null);
  }
  async function write(id: string): Promise<void> {
    const answer = await bridgeOf('manager').writeBundle({ target: id });
    const fault = answer.ok || answer.error === 'not_prepared' ? '' : exporting.faults[answer.error];
    setResult({ isGood: answer.ok, text: answer.ok ? exporting.savedAs(answer.value.file) : fault });
  }

  return (
    <section className="panel bundle" aria-labelledby="bundle-title">
      <h3 id="bundle-title">{words.title}</h3>
      <p>{words.intro}</p>
      <p className="quiet">{words.never}</p>
      <div className="toolbar">
        <button type="button" className={bundle === null ? 'main' : ''} disabled={isBusy} onClick={() => void prepare()}>
          {bundle === null ? words.prepare : words.prepareAgain}
        </button>
        {bundle !== null && (
          <button type="button" aria-expanded={areCodesShown} onClick={() => setAreCodesShown(!areCodesShown)}>
            {areCodesShown ? words.hideCodes : words.showCodes}
          </button>
        )}
      </div>
      {bundle !== null && (
        <div className="toolbar">
          {field}
          <button type="button" className="main" disabled={target === null} onClick={() => target !== null && void write(target.id)}>
            {words.write}
          </button>
        </div>
      )}
      <p className={`message ${result === null ? '' : result.isGood ? 'good' : 'bad'}`} role="status" data-written={result?.isGood}>
        {result?.text}
      </p>
      {bundle !== null && areCodesShown && <Codes key={bundle.frames[0]} frames={bundle.frames} language={language} />}
      {bundle !== null && <Contents bundle={bundle} language={language} />}
    </section>
  );
}

/** The bundle's codes, one after the other; a phone takes them in any order. */
function Codes({ frames, language }: { readonly frames: readonly string[]; readonly language: Language }) {
  const words = wordsOf(language).help.bundle;
  const [index, setIndex] = useState(0);
  const [isPaused, setIsPaused] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  const pictures = useMemo(
    () => frames.map((text) => symbolPath({ symbology: 'qr', text })),
    [frames],
  );
  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => setIndex((before) => (before + 1) % frames.length), FRAME_MS);
    return () => clearInterval(timer);
  }, [frames.length, isPaused]);
  const step = (by: number) => {
    setIsPaused(true);
    setIndex((before) => (before + by + frames.length) % frames.length);
  };
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => void place.current?.scrollIntoView({ block: 'center' }), []);
  const picture = pictures[index];
  if (picture === undefined) return null;
  const title = words.code(index + 1, frames.length);
  return (
    <div className="bundle-codes" ref={place}>
      <svg
        viewBox={`0 0 ${picture.size} ${picture.size}`}
        shapeRendering="crispEdges"
        role="img"
        aria-label={title}
        data-frame={index + 1}
      >
        <rect width={picture.size} height={picture.size} fill="#fff" />
        <path d={picture.path} fill="#000" />
      </svg>
      <div>
        <p>{words.codesHelp}</p>
        <p className="bundle-number">{title}</p>
        <div className="toolbar">
          <button type="button" onClick={() => step(-1)}>
            {words.previous}
          </button>
          <button type="button" onClick={() => setIsPaused(!isPaused)}>
            {isPaused ? words.goOn : words.pause}
          </button>
          <button type="button" onClick={() => step(1)}>
            {words.next}
          </button>
        </div>
      </div>
    </div>
  );
}

/** Every fact as the file has it, in the file's own names. */
function Contents({ bundle, language }: { readonly bundle: PreparedBundle; readonly language: Language }) {
  const words = wordsOf(language).help.bundle;
  const size = new Intl.NumberFormat(language, { style: 'unit', unit: 'byte', unitDisplay: 'long' });
  return (
    <div className="bundle-contents">
      <h4>
        {words.contents} <small>{words.size(size.format(bundle.bytes))}</small>
      </h4>
      <div className="parts">
        {(Object.keys(bundle.facts) as BundlePart[]).map((part) => (
          <section key={part} data-part={part} className={part === 'settings' || part === 'faults' ? 'long' : ''}>
            <h5>{words.parts[part]}</h5>
            <dl lang="en" dir="ltr">
              {linesOf(bundle.facts[part]).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  );
}

/** A fact as lines of a path within it and a plain value. */
function linesOf(fact: BundleFact, path = ''): readonly (readonly [string, string])[] {
  if (fact === null) return [[path, '—']];
  if (typeof fact !== 'object') return [[path, String(fact)]];
  const entries = Object.entries(fact);
  if (entries.length === 0) return [[path, '—']];
  return entries.flatMap(([name, inner]) =>
    linesOf(inner, Array.isArray(fact) ? `${path}[${Number(name) + 1}]` : path === '' ? name : `${path}.${name}`),
  );
}
