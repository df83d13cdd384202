import { barsOf, QUIET_MODULES, type QrMatrix } from './qr_matrix.ts';

const MODULE_MM = 0.8;

/** A QR code as an SVG of one path, with its border, in the size for print. */
export function qrSvg(matrix: QrMatrix): string {
  const side = matrix.size + 2 * QUIET_MODULES;
  const size = `${(side * MODULE_MM).toFixed(1)}mm`;
  const path = barsOf(matrix)
    .map(({ length, x, y }) => `M${x + QUIET_MODULES} ${y + QUIET_MODULES}h${length}v1h-${length}z`)
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"
viewBox="0 0 ${side} ${side}">
<path fill="#fff" d="M0 0h${side}v${side}h-${side}z"/>
<path shape-rendering="crispEdges" d="${path}"/>
</svg>
`;
}
