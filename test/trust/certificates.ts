import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The certificate (DER) of a conformance case. */
export function certificateOf(file: string, id: string): Buffer {
  const lines = readFileSync(path.resolve(import.meta.dirname, `../vectors/${file}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  const found = lines.map((line) => JSON.parse(line)).find((given) => given.id === id);
  return Buffer.from(found.keys[0].value, 'base64');
}
