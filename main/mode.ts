/** How the kiosk runs: with a throw-away demo authority, or for a venue. */
export type Mode = 'demo' | 'venue';

/**
 * Chooses the mode from the command line. `null`: refused, since a packaged program never runs as a demo, but for one
 * that was packaged for tests.
 */
export function chooseMode(start: {
  readonly packaged: boolean;
  readonly forTests: boolean;
  readonly argv: readonly string[];
}): Mode | null {
  if (!start.argv.includes('--demo')) return 'venue';
  return start.packaged && !start.forTests ? null : 'demo';
}
