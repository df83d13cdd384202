import { type CSSProperties, useMemo } from 'react';
import { symbolPath } from './symbol_path.ts';

/** A text as a QR code on white, its modules all as wide; `--modules` in CSS is its size with the quiet zone. */
export function QrCode({ label, text }: { readonly text: string; readonly label: string }) {
  const { path, size } = useMemo(() => symbolPath({ symbology: 'qr', text }), [text]);
  return (
    <div className="qr-code" role="img" aria-label={label} style={{ '--modules': size } as CSSProperties}>
      <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" aria-hidden="true">
        <path d={path} fill="#000" />
      </svg>
    </div>
  );
}
