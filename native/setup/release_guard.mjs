/**
 * Why a release may not be made on this machine, in one sentence; null if it may.
 * @param {{ readonly electron: { readonly declared: boolean, readonly version: string } | null, readonly declaredVersion: string, readonly compiledSqlite: boolean }} machine
 * @returns {string | null}
 */
export function refuseRelease({ compiledSqlite, declaredVersion, electron }) {
  if (electron === null) return 'There is no Electron on this machine: run `npm start` once.';
  if (!electron.declared || electron.version !== declaredVersion) {
    return `A release is made with Electron ${declaredVersion} only; this machine has ${electron.version}, which is for tests.`;
  }
  if (compiledSqlite) {
    return 'A release ships the SQLite addon that was published: remove node_modules/better-sqlite3/build first.';
  }
  return null;
}
