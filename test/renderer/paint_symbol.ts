import type { symbolPath } from '../../renderer/manager/symbol_path.ts';

const PIXELS_A_MODULE = 4;

/** The picture that a screen shows of a symbol: brightness of `side` times `side` pixels. */
export function paintSymbol({ path, size }: ReturnType<typeof symbolPath>): { readonly luma: Uint8Array; readonly side: number } {
  const side = size * PIXELS_A_MODULE;
  const luma = new Uint8Array(side * side).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < PIXELS_A_MODULE; row += 1) {
      const start = (Number(y) * PIXELS_A_MODULE + row) * side + Number(x) * PIXELS_A_MODULE;
      luma.fill(0, start, start + PIXELS_A_MODULE);
    }
  }
  return { luma, side };
}
