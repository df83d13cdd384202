import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKeyedMemory } from '../../main/scan/keyed_memory.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('knows the last moment of each content', () => {
  const notes = fc.array(fc.tuple(fc.uint8Array({ maxLength: 3 }), fc.integer()), { maxLength: 40 });
  fc.assert(
    fc.property(notes, (given) => {
      const memory = createKeyedMemory(100);
      for (const [content, atMs] of given) memory.note(content, atMs);
      const last = new Map(given.map(([content, atMs]) => [content.join(), { content, atMs }]));
      for (const { content, atMs } of last.values()) expect(memory.momentOf(content)).toBe(atMs);
      expect(memory.momentOf(bytes('never noted'))).toBeNull();
    }),
  );
});

it('forgets what was noted longest ago when it is full', () => {
  const memory = createKeyedMemory(2);
  for (const [index, name] of ['a', 'b', 'a', 'c'].entries()) memory.note(bytes(name), index);
  expect(['a', 'b', 'c'].map((name) => memory.momentOf(bytes(name)))).toEqual([2, null, 3]);
});

it('knows nothing after it was told to forget', () => {
  const memory = createKeyedMemory(2);
  memory.note(bytes('a'), 1);
  memory.forget();
  expect(memory.momentOf(bytes('a'))).toBeNull();
});
