import type { Tone } from './tones.ts';

let context: AudioContext | null = null;
let playing: OscillatorNode[] = [];

/** Plays a pattern at once; a pattern that still sounds is cut off. */
export function playTones(tones: readonly Tone[]): void {
  context ??= new AudioContext();
  for (const oscillator of playing) oscillator.stop();
  const audio = context;
  // Once for all: it moves on while the tones are made.
  const nowS = audio.currentTime;
  playing = tones.map(({ frequencyHz, lengthMs, startMs }) => {
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    const start = nowS + startMs / 1_000;
    const end = start + lengthMs / 1_000;
    oscillator.type = 'triangle';
    oscillator.frequency.value = frequencyHz;
    // Short ramps: a loudspeaker clicks otherwise.
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.8, start + 0.01);
    gain.gain.setValueAtTime(0.8, end - 0.01);
    gain.gain.linearRampToValueAtTime(0, end);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(end);
    return oscillator;
  });
}
