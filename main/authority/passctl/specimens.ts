import { createPublicKey } from 'node:crypto';
import type { RevocationListJson } from '../../trust/revocation_list_file.ts';
import type { TrustListFile } from '../../trust/trust_list_file.ts';
import { generatePrivateKey } from '../generate_private_key.ts';
import { venueKeyId } from '../issue_venue_pass.ts';
import { type Command, onlyWord } from './command.ts';
import { mustBeNew, writeNewFolder } from './files.ts';
import { PASSPHRASE_HELP, PASSPHRASE_OPTION, unlockKey } from './passphrase.ts';
import { pdfSheets } from './pdf_sheets.ts';
import { qrMatrix } from './qr_matrix.ts';
import { specimenPasses, WITHDRAWN_SPECIMEN_ID } from './specimen_passes.ts';

const YEAR_MS = 365 * 86_400_000;

/** `passctl specimens`: passes for drills. */
export const specimens: Command = {
  name: 'specimens',
  summary: 'makes a specimen pass of each outcome, for drills and tests',
  usage: 'DIR [--key FILE] [--issuer NAME]',
  help: `Makes the new folder DIR with ID.txt for each pass, all of them in specimens.pdf and in
specimens.json (with what a kiosk must say), and keys.json and revocations.json by which a kiosk knows them.
  --key FILE              the key that signs, for nothing but specimens; otherwise a new one, kept nowhere
  --issuer NAME           in whose name (default: Specimen)
${PASSPHRASE_HELP}`,
  options: { key: { type: 'string' }, issuer: { type: 'string' }, ...PASSPHRASE_OPTION },
  async run(given, world) {
    const folder = onlyWord(given, 'folder');
    mustBeNew(world, folder);
    const key = given.text('key');
    const issuer = given.text('issuer') ?? 'Specimen';
    const privateKey =
      key === undefined
        ? generatePrivateKey('Ed25519')
        : (await unlockKey(given, world, key)).privateKey;
    const passes = specimenPasses({ issuer, privateKey }, world.nowMs);
    const publicKey = createPublicKey(privateKey);
    const dates = {
      issuedAt: new Date(world.nowMs).toISOString(),
      validUntil: new Date(world.nowMs + YEAR_MS).toISOString(),
    };
    const keys: TrustListFile = {
      version: 1,
      ...dates,
      keys: [
        {
          format: 'venue',
          issuer,
          keyId: Buffer.from(venueKeyId(publicKey)).toString('base64'),
          spki: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
          specimen: true,
        },
      ],
    };
    const revocations: RevocationListJson = {
      version: 1,
      ...dates,
      passes: [{ id: WITHDRAWN_SPECIMEN_ID, issuer }],
    };
    const sheet = passes.map(({ id, reason, text }) => ({
      matrix: qrMatrix(text),
      label: `SPECIMEN ${id}`,
      id: reason,
    }));
    writeNewFolder(world, folder, [
      ...passes.map(({ id, text }) => [`${id}.txt`, `${text}\n`] as const),
      ['specimens.json', `${JSON.stringify(passes, null, 2)}\n`],
      ['specimens.pdf', pdfSheets(sheet)],
      ['keys.json', `${JSON.stringify(keys, null, 2)}\n`],
      ['revocations.json', `${JSON.stringify(revocations, null, 2)}\n`],
    ]);
    const listed = passes.map(({ id, outcome, reason }) => ({ id, outcome, reason }));
    const lines = listed.map(({ id, outcome, reason }) => `  ${id.padEnd(16)}${outcome}, ${reason}`);
    return {
      isSo: true,
      text: [`Made ${folder}. A kiosk must say of them:`, ...lines].join('\n'),
      json: { output: folder, issuer, passes: listed },
    };
  },
};
