import { joinFrames, type JoinedFrames } from '../support/bundle_frames.ts';
import { readBundle } from '../support/read_bundle.ts';
import { openInput } from './open_input.ts';

const USAGE = `Usage: npm run --silent bundle -- FILE|-
Prints what a kiosk's support bundle says, as JSON. FILE is the zip from a stick, or a text file with the codes from
the kiosk's screen as a phone's reader app took them: one a line, in any order, each as often as it was read.
Exit code: 0 it is whole, 1 it is not, 2 a mistake in the command.`;

const EXIT_BAD = 1;
const EXIT_USAGE = 2;
/** A bundle has 8 kB; a reader app may have taken each of its codes many times. */
const MAX_INPUT_BYTES = 4_000_000;
const ZIP_MARK = 'PK';

const TOLD: Readonly<Record<Exclude<JoinedFrames['state'], 'whole' | 'missing'>, string>> = {
  none: 'This is neither a support bundle nor a code of one.',
  mixed: 'These are codes of more than one bundle: take those of one only.',
  damaged: 'A code did not arrive whole: scan them all again.',
};

/** Answers with the bundle's zip, or with what is the matter. */
function zipOf(input: Buffer): { readonly zip: Uint8Array } | { readonly told: string } {
  if (input.toString('latin1', 0, ZIP_MARK.length) === ZIP_MARK) return { zip: input };
  const joined = joinFrames(input.toString('utf8').split('\n'));
  if (joined.state === 'whole') return { zip: joined.zip };
  return { told: joined.state === 'missing' ? `Still missing: ${joined.missing.join(', ')}.` : TOLD[joined.state] };
}

async function run(name: string): Promise<number> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of openInput(name)) {
    size += chunk.length;
    if (size > MAX_INPUT_BYTES) break;
    chunks.push(chunk);
  }
  const found = zipOf(Buffer.concat(chunks));
  const read = 'told' in found ? found : readBundle(found.zip);
  if ('told' in read) process.stderr.write(`${read.told}\n`);
  else if (!read.ok) process.stderr.write('This is no support bundle of this kiosk, or it was changed.\n');
  else process.stdout.write(read.value);
  return 'ok' in read && read.ok ? 0 : EXIT_BAD;
}

const [file, ...more] = process.argv.slice(2);
if (file === undefined || more.length > 0 || (file.startsWith('-') && file !== '-')) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = EXIT_USAGE;
} else {
  process.exitCode = await run(file).catch((cause: NodeJS.ErrnoException) => {
    process.stderr.write(`${file} cannot be read (${cause.code ?? cause.message}).\n`);
    return EXIT_USAGE;
  });
}
