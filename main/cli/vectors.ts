import { openInput } from './open_input.ts';
import { readLines } from './read_lines.ts';
import { judgeCase } from './cases/judge_case.ts';

const USAGE = 'Usage: npm run --silent vectors -- FILE.jsonl...';
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const EXIT_USAGE = 2;

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = EXIT_USAGE;
}
for (const name of files) {
  try {
    for await (const line of readLines(openInput(name), MAX_LINE_BYTES)) {
      if (line.length > 0) process.stdout.write(`${stringify(await judgeLine(line))}\n`);
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    process.stderr.write(`Cannot read ${name}.\n\n${USAGE}\n`);
    process.exitCode = EXIT_USAGE;
  }
}

async function judgeLine(line: Uint8Array): Promise<object> {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(line).toString('utf8'));
  } catch {
    return { id: null, verdict: 'fail', reason: 'bad_case', ms: 0 };
  }
  const started = performance.now();
  const judged = await judgeCase(json);
  return { ...judged, ms: Math.round((performance.now() - started) * 1000) / 1000 };
}

/** JSON with integers beyond 2^53 as digits. */
function stringify(value: object): string {
  const marked = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? `\u0000${item}\u0000` : item,
  );
  return marked.replace(/"\\u0000(-?\d+)\\u0000"/g, '$1');
}
