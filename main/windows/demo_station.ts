import { app, type Rectangle, type Screen } from 'electron';
import { followDisplays } from './follow_displays.ts';
import type { KioskWindows } from './kiosk_windows.ts';
import type { Station } from './station.ts';

/** Opens the windows of a demo, which may be moved, covered and closed: closing the door's ends the program. */
export function startDemoStation(parts: {
  readonly screen: Screen;
  readonly windows: KioskWindows;
  readonly managerTitle: () => string;
  /** The visitor's window is shown beside the door's where there is no second display. */
  readonly showsVisitor: boolean;
}): Station {
  const { screen, windows } = parts;
  const door = windows.show('door', { ...doorBounds(screen.getPrimaryDisplay().workArea), title: 'Venue Pass Kiosk' });
  door.on('closed', () => app.quit());
  followDisplays({
    screen,
    doorDisplay: () => screen.getDisplayMatching(door.getBounds()),
    place({ visitor }) {
      windows.close('visitor');
      if (visitor !== null) windows.show('visitor', { ...visitor, fullscreen: true });
      else if (parts.showsVisitor) windows.show('visitor', { width: 800, height: 600 });
      // Keyboard scanners type where the focus is, and the steward's keys belong to the door.
      door.focus();
    },
  });
  return {
    openManager: () => void windows.show('manager', { width: 1100, height: 760, title: parts.managerTitle() }),
    comeForward() {
      if (door.isMinimized()) door.restore();
      door.focus();
    },
  };
}

function doorBounds(area: Rectangle): Rectangle {
  return { x: area.x, y: area.y, width: Math.min(1280, area.width), height: Math.min(800, area.height) };
}
