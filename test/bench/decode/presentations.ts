import type { Picture } from '../../renderer/draw_code.ts';
import { drawFrame, type Shot } from './draw_frame.ts';
import { drawShot, type Family } from './families.ts';
import type { Random } from './random.ts';

export const PRESENTATION_FRAMES = 30;
/** The hand has come to rest, and the lens has found focus, after about so many frames. */
const SETTLING_FRAMES = 9;

/** A visitor's phone that is brought before the camera and held there: one shot a frame, as of 30 in a second. */
export interface Presentation {
  readonly content: string;
  /** Draws the frame of a number from 0 up. */
  frame(index: number): Picture;
}

/** Motion and blur are worst at first, the hand never quite rests, and a reflection wanders as the phone tilts. */
export async function drawPresentation(
  family: Family,
  size: { width: number; height: number },
  random: Random,
): Promise<Presentation> {
  const shot = await drawShot(family, size, random);
  const from = { x: random.between(-0.25, 0.25) * size.width, y: random.between(0.1, 0.4) * size.height };
  const sway = [0, 1, 2, 3, 4].map(() => ({
    amount: random.between(0.3, 1),
    pace: random.between(0.1, 0.45),
    start: random.between(0, 6),
  }));
  const swayAt = (which: number, index: number) => {
    const { amount, pace, start } = sway[which] ?? { amount: 0, pace: 0, start: 0 };
    return amount * Math.sin(start + pace * index);
  };
  return {
    content: shot.code.content,
    frame(index) {
      const unrest = Math.exp(-index / (SETTLING_FRAMES / 3));
      const speed = (Math.hypot(from.x, from.y) * unrest) / 9;
      const moved: Shot = {
        ...shot,
        middle: {
          x: shot.middle.x + from.x * unrest + 4 * swayAt(0, index),
          y: shot.middle.y + from.y * unrest + 4 * swayAt(1, index),
        },
        turn: shot.turn + 0.5 * unrest * swayAt(4, 0) + 0.02 * swayAt(2, index),
        tiltX: shot.tiltX + 0.06 * swayAt(3, index),
        tiltY: shot.tiltY + 0.06 * swayAt(4, index),
        modulePixels: shot.modulePixels * (1 - 0.25 * unrest),
        motion: {
          length: Math.max(speed * 0.5, shot.motion.length * (0.55 + 0.45 * swayAt(2, index))),
          angle: shot.motion.angle + 0.1 * index,
        },
        defocusRadius: shot.defocusRadius * (0.8 + 0.3 * swayAt(3, index)) + 3 * unrest,
        spots: shot.spots.map((spot) => ({
          ...spot,
          at: { x: spot.at.x + 60 * swayAt(3, index), y: spot.at.y + 60 * swayAt(4, index) },
        })),
      };
      return drawFrame(moved, random).picture;
    },
  };
}
