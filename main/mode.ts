/** How the kiosk runs: with a throw-away demo authority, or for a venue. */
export type Mode = 'demo' | 'venue';

/** Chooses the mode from the command line. `null`: refused, since a venue build never runs as a demo. */
export function chooseMode(start: { readonly packaged: boolean; readonly argv: readonly string[] }): Mode | null {
  if (!start.argv.includes('--demo')) return 'venue';
  return start.packaged ? null : 'demo';
}
