import { readFileSync } from 'node:fs';
import path from 'node:path';
import { judgeCase } from './vector_case.ts';
import { splitLines } from './split_lines.ts';

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write('Usage: npm run --silent vectors -- FILE.jsonl...\n');
  process.exitCode = 2;
}
for (const name of files) {
  for (const line of splitLines(readFileSync(path.resolve(process.env.INIT_CWD ?? '.', name)))) {
    if (line.length === 0) continue;
    const started = performance.now();
    const judged = judgeLine(line);
    const ms = Math.round((performance.now() - started) * 1000) / 1000;
    process.stdout.write(`${stringify({ ...judged, ms })}\n`);
  }
}

function judgeLine(line: Uint8Array): object {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(line).toString('utf8'));
  } catch {
    return { id: null, verdict: 'fail', reason: 'bad_case' };
  }
  return judgeCase(json);
}

/** JSON with integers beyond 2^53 as digits. */
function stringify(value: object): string {
  const marked = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? `\u0000${item}\u0000` : item,
  );
  return marked.replace(/"\\u0000(-?\d+)\\u0000"/g, '$1');
}
