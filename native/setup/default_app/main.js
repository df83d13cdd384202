// Stands in for the default app that Electron's own distribution brings: `electron [-r module]... path [args]`.
import { app } from 'electron';
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const preload = [];
let target = null;
const args = process.argv.slice(1);
for (let i = 0; i < args.length && target === null; i += 1) {
  const arg = args[i] ?? '';
  if (arg === '--version' || arg === '-v') {
    console.log(`v${process.versions.electron}`);
    process.exit(0);
  }
  if (arg === '--require' || arg === '-r') {
    i += 1;
    preload.push(path.resolve(args[i] ?? ''));
  } else if (!arg.startsWith('-')) {
    target = path.resolve(arg);
  }
}
if (target === null) {
  console.error('usage: electron [-r module] path');
  process.exit(1);
}
const modules = /** @type {{ _preloadModules(files: string[]): void }} */ (/** @type {unknown} */ (Module));
if (preload.length > 0) modules._preloadModules(preload);

Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true });
let entry = target;
const manifest = path.join(target, 'package.json');
if (fs.existsSync(manifest)) {
  const content = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  // Electron's own default app uses these two undocumented methods.
  const described = /** @type {{ setVersion(version: string): void, setAppPath(dir: string): void }} */ (
    /** @type {unknown} */ (app)
  );
  described.setVersion(content.version ?? '0.0.0');
  described.setAppPath(target);
  app.setName(content.productName ?? content.name ?? 'Electron');
  entry = path.resolve(target, content.main ?? 'index.js');
}
// Not awaited at the top level by Electron's own loader: `ready` follows the import, as with the real one.
await import(pathToFileURL(entry).href);
