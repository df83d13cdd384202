import '../tokens.css';
import './specimens.css';
import { BarcodeFormat, EncodeHintType, QRCodeWriter } from '@zxing/library';
import { useEffect, useMemo, useState } from 'react';
import type { Language, SpecimenCard } from '../../main/bridge/contract.ts';
import { bridgeOf } from '../bridge.ts';
import { mount } from '../mount.tsx';
import { turnPageTo } from '../words/turn_page.ts';
import { wordsOf } from '../words/words.ts';

const bridge = bridgeOf('specimens');

/** The demo's sheet: a specimen of every outcome to present, to show to the camera, or to print. */
function Specimens() {
  const [sheet, setSheet] = useState<{ cards: readonly SpecimenCard[]; language: Language } | null>(null);
  const [large, setLarge] = useState<SpecimenCard | null>(null);
  useEffect(() => {
    void bridge.list().then((answer) => setSheet(answer.ok ? answer.value : null));
  }, []);
  useEffect(() => {
    if (sheet !== null) turnPageTo(sheet.language);
  }, [sheet]);
  if (sheet === null) return null;
  const words = wordsOf(sheet.language);
  const own = words.specimenSheet;
  if (large !== null) {
    return (
      <button type="button" className="large" aria-label={own.close} onClick={() => setLarge(null)}>
        <Code text={large.text} />
        <span>
          {words.demo} · {large.label}
        </span>
      </button>
    );
  }
  return (
    <div className="specimens">
      <header>
        <strong className="demo-mark">{words.demo}</strong>
        <h1>{own.title}</h1>
        <button type="button" onClick={() => void bridge.print()}>
          {own.print}
        </button>
        <p>{own.help}</p>
      </header>
      <ul>
        {sheet.cards.map((card) => (
          <li key={card.id} data-specimen={card.id} className={card.expected}>
            <Code text={card.text} />
            <h2>{words.verdict[card.expected]}</h2>
            <p>
              {words.demo} · {card.label}
            </p>
            <div className="buttons">
              <button type="button" onClick={() => void bridge.present({ id: card.id })}>
                {own.present}
              </button>
              <button type="button" onClick={() => setLarge(card)}>
                {own.enlarge}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A QR code as one path, with its quiet zone. */
function Code({ text }: { readonly text: string }) {
  const drawing = useMemo(() => {
    const hints = new Map<EncodeHintType, unknown>([
      [EncodeHintType.CHARACTER_SET, 'UTF-8'],
      [EncodeHintType.MARGIN, 4],
    ]);
    const matrix = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints);
    const size = matrix.getWidth();
    let path = '';
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) if (matrix.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
    }
    return { path, size };
  }, [text]);
  return (
    <svg className="code" viewBox={`0 0 ${drawing.size} ${drawing.size}`} shapeRendering="crispEdges" aria-hidden="true">
      <rect width={drawing.size} height={drawing.size} fill="#fff" />
      <path d={drawing.path} fill="#000" />
    </svg>
  );
}

mount(<Specimens />);
