import { IMPORT_ERROR_WORDS, type ImportOptions, MAX_IMPORT_BYTES } from '../../trust/imports/importer.ts';
import { IMPORTERS, isImportKind } from '../../trust/imports/importers.ts';
import { LEFT_OUT_WORDS, type LeftOut } from '../../trust/imports/import_report.ts';
import {
  readTrustListFile,
  TRUST_FILE_ERROR_WORDS,
  type TrustListFile,
} from '../../trust/trust_list_file.ts';
import type { PassFormat } from '../../pass/verdict.ts';
import { badFile, type Command, type Given, mistake, type World } from './command.ts';
import { readInput, writeOver } from './files.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;
const FORMATS = [
  'hc1',
  'shc',
  'nzcp',
  'vds_nc',
  'claim169',
  'pretix',
  'divoc',
  'venue',
] as const satisfies readonly PassFormat[];
/** The option of the command line for each of an importer's. */
const OPTION_NAMES: Readonly<Record<keyof ImportOptions, string>> = {
  issuer: 'issuer',
  format: 'format',
  keyId: 'key-id',
  signer: 'signer',
  signerFingerprint: 'signer-fingerprint',
  directory: 'directory',
  onlyChained: 'only-chained',
  specimen: 'specimen',
};
const KIND_LINES = Object.entries(IMPORTERS).map(([kind, { about, heeds, needs }]) => {
  const named = (option: keyof ImportOptions) => `--${OPTION_NAMES[option]}`;
  const asked = needs.filter((list) => list.length > 0).map((list) => list.map(named).join(' and '));
  const more = heeds.map(named).join(', ');
  const options = [
    asked.length > 0 ? `needs ${asked.join(', or ')}` : '',
    more === '' ? '' : `takes ${more}`,
  ];
  const said = options.filter(Boolean).join('; ');
  return `  ${kind.padEnd(18)}${about}${said === '' ? '' : ` (${said})`}`;
});

/** `passctl import`: the world's lists as a trust list. */
export const importList: Command = {
  name: 'import',
  summary: "makes a trust list of the world's key lists",
  usage: 'KIND FILE.. -o FILE',
  help: `Kinds:
${KIND_LINES.join('\n')}
  -o, --output FILE       the trust list, in place of one that is there
  --issuer NAME           whose keys these are, where the file does not say it
  --format FORMAT         for which passes: ${FORMATS.join(', ')}
  --key-id ID             of a single key that has none of its own
  --signer FILE           who must have signed the list: a public key or certificates, PEM or DER
  --signer-fingerprint H  SHA-256 of the certificate of who must have signed it
  --directory FILE        only keys of the issuers that it lists are taken
  --only-chained          only keys for which an authority on the same list vouches
  --specimen              passes signed by these keys are shown as specimens and never admitted
  --valid-days N          how long kiosks may rely on the list (default 30)`,
  options: {
    output: { type: 'string', short: 'o' },
    issuer: { type: 'string' },
    format: { type: 'string' },
    'key-id': { type: 'string' },
    signer: { type: 'string' },
    'signer-fingerprint': { type: 'string' },
    directory: { type: 'string' },
    'only-chained': { type: 'boolean' },
    specimen: { type: 'boolean' },
    'valid-days': { type: 'string' },
  },
  run(given, world) {
    const [kind, ...files] = given.words;
    if (kind === undefined || !isImportKind(kind))
      throw mistake(`A kind is ${Object.keys(IMPORTERS).join(', ')}.`);
    if (files.length === 0) throw mistake('Name at least one file.');
    const output = given.required('output');
    const options = optionsFrom(given, world);
    const importer = IMPORTERS[kind];
    const isAsked = (list: readonly (keyof ImportOptions)[]) =>
      list.every((option) => options[option] !== undefined);
    if (importer.needs.length > 0 && !importer.needs.some(isAsked)) {
      const ways = importer.needs.map((list) =>
        list.map((option) => `--${OPTION_NAMES[option]}`).join(' and '),
      );
      throw mistake(`${kind} needs ${ways.join(', or ')}.`);
    }
    const days = given.whole('valid-days', 30, 1, MOST_DAYS);
    const keys: TrustListFile['keys'] = [];
    const anchors: NonNullable<TrustListFile['anchors']> = [];
    const leftOut: LeftOut[] = [];
    const reports = files.map((file) => {
      const imported = importer.read(readInput(world, file, MAX_IMPORT_BYTES), options);
      if (!imported.ok) throw badFile(`Cannot import ${file}: it ${IMPORT_ERROR_WORDS[imported.error]}.`);
      const { report } = imported.value;
      keys.push(...imported.value.keys);
      anchors.push(...imported.value.anchors);
      leftOut.push(...report.leftOut);
      return {
        file,
        read: report.read,
        taken: report.taken,
        signature: report.signature,
        chained: report.chained,
      };
    });
    if (keys.length + anchors.length === 0) throw badFile('Nothing could be taken: no list was written.');
    const list: TrustListFile = {
      version: 1,
      issuedAt: new Date(world.nowMs).toISOString(),
      validUntil: new Date(world.nowMs + days * DAY_MS).toISOString(),
      keys,
      ...(anchors.length > 0 && { anchors }),
    };
    const text = `${JSON.stringify(list, null, 1)}\n`;
    const good = readTrustListFile(Buffer.from(text));
    if (!good.ok) throw badFile(`No list was written, since it ${TRUST_FILE_ERROR_WORDS[good.error]}.`);
    writeOver(world, output, text);
    const unchecked = reports.filter(({ signature }) => signature === 'unchecked').map(({ file }) => file);
    return {
      isSo: true,
      text: `Wrote ${output}: ${keys.length} keys, ${anchors.length} authorities, ${leftOut.length} left out`,
      json: { output, keys: keys.length, anchors: anchors.length, files: reports, leftOut },
      notes: [
        ...leftOut.map(({ name, reason }) => `Left out: ${name}: it ${LEFT_OUT_WORDS[reason]}.`),
        ...unchecked.map((file) => `${file}: nobody can check its signature; trust rests on how it came.`),
      ],
    };
  },
};

function optionsFrom(given: Given, world: World): ImportOptions {
  const asked = given.text('format');
  const format = FORMATS.find((known) => known === asked);
  if (asked !== undefined && format === undefined) throw mistake(`--format is ${FORMATS.join(', ')}.`);
  const bytes = (option: string) => {
    const name = given.text(option);
    return name === undefined ? undefined : readInput(world, name, MAX_IMPORT_BYTES);
  };
  const [issuer, keyId, signerFingerprint] = [
    given.text('issuer'),
    given.text('key-id'),
    given.text('signer-fingerprint'),
  ];
  const [signer, directory] = [bytes('signer'), bytes('directory')];
  return {
    ...(issuer !== undefined && { issuer }),
    ...(format !== undefined && { format }),
    ...(keyId !== undefined && { keyId }),
    ...(signer !== undefined && { signer }),
    ...(signerFingerprint !== undefined && { signerFingerprint }),
    ...(directory !== undefined && { directory }),
    ...(given.flag('only-chained') && { onlyChained: true }),
    ...(given.flag('specimen') && { specimen: true }),
  };
}
