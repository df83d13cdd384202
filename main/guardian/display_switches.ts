const PLATFORM_SWITCH = '--ozone-platform';

/**
 * By what the kiosk draws on Linux: X11 wherever it is there, also within a Wayland session. Electron before 38 did so by
 * itself; Wayland lets no window choose its display, which the visitor's has to, nor keep keys from the desktop.
 */
export function displaySwitches(
  system: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  given: readonly string[],
): readonly string[] {
  const isGiven = given.some((argument) => argument.startsWith(PLATFORM_SWITCH));
  return system === 'linux' && environment.DISPLAY && !isGiven ? [`${PLATFORM_SWITCH}=x11`] : [];
}
