import path from 'node:path';
import { type Session, session } from 'electron';
import { serveAppScheme } from './app_scheme.ts';
import { lockDownSession } from './lock_down.ts';

/** The session of the kiosk's windows, in memory: Chromium keeps no cache, no storage and no cookies on disk. */
export function openSession(buildDir: string): Session {
  const kioskSession = session.fromPartition('kiosk', { cache: false });
  serveAppScheme(kioskSession, path.join(buildDir, 'renderer'));
  lockDownSession(kioskSession);
  return kioskSession;
}
