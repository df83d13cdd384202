import type { ScanSource, ScanSourceListener } from './scan_source.ts';

/** A scanner without hardware, for the demo's specimen sheet. */
export function createDemoSource(parts: { readonly monotonicMs: () => number }): {
  readonly source: ScanSource;
  present(bytes: Uint8Array): void;
} {
  const sourceId = 'demo';
  let listener: ScanSourceListener | null = null;
  return {
    source: {
      start(given) {
        listener = given;
        given.devices([{ sourceId, input: 'demo', name: 'Specimen sheet', status: { state: 'ready' } }]);
      },
      async stop() {
        listener = null;
      },
    },
    present(bytes) {
      const atMs = parts.monotonicMs();
      listener?.frame({ bytes, input: 'demo', sourceId, symbology: null, receivedAtMs: atMs, startedAtMs: atMs, end: 'report' });
    },
  };
}
