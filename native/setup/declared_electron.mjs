/**
 * What the declared Electron is made of, as it says of itself in its releases; `sqlite` is the library inside
 * better-sqlite3. To be changed together with package.json: tests compare them.
 */
export const DECLARED_ELECTRON = { version: '45.4.1', chromium: '156.0.8078.100', node: '24.21.0', sqlite: '3.54.1' };
