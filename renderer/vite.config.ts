import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const windows = ['door', 'visitor', 'manager', 'specimens', 'camera'];

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: path.join(import.meta.dirname, '../.build/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      input: Object.fromEntries(windows.map((name) => [name, path.join(import.meta.dirname, name, 'index.html')])),
    },
  },
});
