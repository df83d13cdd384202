import path from 'node:path';

/** The folder of package.json. */
export const PROJECT_DIR = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');

/** What the set-up fetched or compiled for this machine; ignored by git, never shipped. */
export const RUNTIME_DIR = path.join(PROJECT_DIR, '.runtime');

/** Bundles of the kiosk and its commands. */
export const BUILD_DIR = path.join(PROJECT_DIR, '.build');

/** Screenshots and test reports. */
export const ARTIFACTS_DIR = path.join(PROJECT_DIR, '.artifacts');
