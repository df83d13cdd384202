import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '../..');
const setupFiles = ['test/config/keys_of_tests.ts'];

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: { name: 'unit', setupFiles, include: ['test/**/*.test.ts'], exclude: ['test/e2e/**', 'test/devices/**', 'test/gallery/**', 'test/package/**', 'test/parity/**', 'test/updates/**'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        root,
        test: {
          name: 'e2e',
          setupFiles,
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { root, test: { name: 'devices', setupFiles, include: ['test/devices/**/*.test.ts'], isolate: false, fileParallelism: false, testTimeout: 480_000 } },
      { root, test: { name: 'parity', setupFiles, include: ['test/parity/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      {
        root,
        test: { name: 'package', setupFiles, include: ['test/package/**/*.test.ts'], fileParallelism: false, testTimeout: 300_000, hookTimeout: 300_000 },
      },
      { root, test: { name: 'updates', setupFiles, include: ['test/updates/**/*.test.ts'], fileParallelism: false, testTimeout: 600_000, hookTimeout: 240_000 } },
      {
        root,
        test: { name: 'gallery', setupFiles, include: ['test/gallery/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 120_000 },
      },
    ],
  },
});
