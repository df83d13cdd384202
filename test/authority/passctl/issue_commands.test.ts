import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { progressBar } from '../../../main/authority/passctl/progress_bar.ts';
import { MAX_QR_CHARACTERS, qrMatrix } from '../../../main/authority/passctl/qr_matrix.ts';
import { qrPng } from '../../../main/authority/passctl/qr_png.ts';
import { ISSUER, openDesk } from './desk.ts';
import { codesInPicture, codesInSvg, pagesOfPdf } from './read_pictures.ts';

const desk = openDesk();
const ISSUE = ['issue', '--key', 'venue.key.json', '--issuer', ISSUER];
const CSV = `family_name,given_name,label,kind,event,product,gates,single_use,group
Chan,Tai Man,"Row 7, seat 3",,,,,,season
Müller,Zoë,,ticket,final,day,North|South,yes,
陳,大文,貴賓,staff,,,,no,
`;

beforeAll(async () => {
  desk.makeKey('venue');
  desk.write('passes.csv', CSV);
  await desk.call(['keys', 'export', 'venue.key.json', '--issuer', ISSUER, '--output', 'keys.json']);
});

interface JsonPass {
  readonly passId: string;
  readonly expiresAt: string;
  readonly line?: number;
  readonly text?: string;
  readonly file?: string;
}

async function issueJson(args: readonly string[]) {
  const answer = await desk.callJson([...ISSUE, ...args]);
  expect(answer).toMatchObject({ status: 0, ok: true });
  return answer.passes as readonly JsonPass[];
}

async function verdictsOf(file: string, ...more: readonly string[]) {
  const { findings } = await desk.callJson(['verify', file, '--trust', 'keys.json', ...more]);
  return (findings as readonly { outcome: string; reason: string; passId: string }[]).map(
    ({ outcome, passId, reason }) => [passId, outcome, reason],
  );
}

describe('issue', () => {
  it('prints one pass that a kiosk admits', async () => {
    const { status, stderr, stdout } = desk.run([
      ...ISSUE,
      '--label',
      'Season 2026',
      '--family-name',
      'Chan',
      '--gates',
      'North',
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^VP1:[0-9A-Z $%*+./:-]+\n$/);
    desk.write('one.txt', stdout);
    expect((await verdictsOf('one.txt', '--gate', 'North'))[0]?.slice(1)).toEqual(['admit', 'valid']);
    expect((await verdictsOf('one.txt', '--gate', 'South'))[0]?.slice(1)).toEqual(['refuse', 'wrong_gate']);
  });

  it('draws a QR code as PNG, SVG and PDF, each of which is the text', async () => {
    const content = JSON.stringify({
      kind: 'member',
      passId: '00'.repeat(15) + '2a',
      issuedAt: '2026-01-01',
      validUntil: '2036-01-01T00:00:00Z',
      label: 'Row (7)',
    });
    desk.write('content.json', content);
    for (const format of ['text', 'png', 'svg', 'pdf'])
      await issueJson(['--content', 'content.json', '--format', format, '--output', `same.${format}`]);
    // Ed25519 signs alike each time.
    const text = desk.read('same.text').trimEnd();
    expect(await codesInPicture(readFileSync(desk.file('same.png')))).toEqual([text]);
    expect(await codesInSvg(desk.read('same.svg'))).toEqual([text]);
    expect(await pagesOfPdf(readFileSync(desk.file('same.pdf')))).toEqual([
      { codes: [text], lines: ['Row (7)', `${'0'.repeat(30)}2a`] },
    ]);
  });

  it('makes one pass of each row, and a register of their ids', async () => {
    const passes = await issueJson([
      '--csv',
      'passes.csv',
      '--valid-days',
      '3',
      '--output',
      'many.txt',
      '--register',
      'ids.csv',
    ]);
    expect(passes.map(({ line }) => line)).toEqual([2, 3, 4]);
    const verdicts = await verdictsOf('many.txt', '--gate', 'South');
    expect(verdicts).toEqual(passes.map(({ passId }) => [passId, 'admit', 'valid']));
    expect(desk.read('ids.csv').trimEnd().split('\n')).toEqual([
      'line,pass_id,expires_at',
      ...passes.map(({ expiresAt, line, passId }) => `${line},${passId},${expiresAt}`),
    ]);
    const days = (Date.parse(passes[0]?.expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThanOrEqual(3);
  });

  it('makes a folder of pictures, or sheets that leave out a label that cannot be printed', async () => {
    const pictures = await issueJson(['--csv', 'passes.csv', '--format', 'png', '--output', 'pictures']);
    expect(readdirSync(desk.file('pictures')).sort()).toEqual(['1.png', '2.png', '3.png']);
    expect(pictures.map(({ file }) => file)).toEqual(['pictures/1.png', 'pictures/2.png', 'pictures/3.png']);
    expect((await codesInPicture(readFileSync(desk.file('pictures/2.png'))))[0]).toMatch(/^VP1:/);

    const { notes, passes } = await desk.callJson([
      ...ISSUE,
      '--csv',
      'passes.csv',
      '--format',
      'pdf',
      '--output',
      'sheets.pdf',
    ]);
    expect(notes).toEqual([expect.stringMatching(/^1 of the labels/)]);
    const ids = (passes as readonly JsonPass[]).map(({ passId }) => passId);
    const [page, ...others] = await pagesOfPdf(readFileSync(desk.file('sheets.pdf')));
    expect(others).toEqual([]);
    expect(page?.codes).toHaveLength(3);
    expect(page?.lines).toEqual(['Row 7, seat 3', ids[0], 'Zoë Müller', ids[1], ids[2]]);
  });

  it('begins a second sheet with the seventh pass', async () => {
    desk.write('seven.csv', `label\n${'A\n'.repeat(7)}`);
    await issueJson(['--csv', 'seven.csv', '--format', 'pdf', '--output', 'seven.pdf']);
    const pages = await pagesOfPdf(readFileSync(desk.file('seven.pdf')));
    expect(pages.map(({ codes }) => codes.length)).toEqual([6, 1]);
  });

  it('names every wrong row with its line and its reason, and writes nothing', async () => {
    desk.write(
      'wrong.csv',
      `family_name,given_name,kind,event,valid_from,valid_until,single_use,label
"Chan
Tai",,,,,,,
,Zoë,,,,,,
,,ticket,final,,,,
,,pilot,,,,,
,,,,,tomorrow,,
,,,,2027-01-02,2027-01-01,,
,,,,,,perhaps,
,,,,,,,${'x'.repeat(61)}
,,vaccination,,,,,
A,,,,,,,fine
`,
    );
    const { stderr, stdout, status } = desk.run([...ISSUE, '--csv', 'wrong.csv', '--output', 'wrong.txt']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr.split('\n').map((line) => line.trim())).toEqual([
      'Nothing was written, since of the rows these are wrong:',
      'line 4: family_name: a holder has one',
      'line 5: event: a ticket has an event and a product',
      expect.stringMatching(/^line 6: kind: /),
      'line 7: validUntil: needs a date or time such as 2026-03-01T12:00:00Z',
      'line 9: single_use: yes or no',
      expect.stringMatching(/^line 10: label: /),
      'line 11: kind: vaccination needs its own content and no other: vaccinations',
      '',
    ]);
    expect(readdirSync(desk.folder).filter((name) => name.includes('wrong.txt'))).toEqual([]);
    // What only signing finds is told in the same way.
    desk.write('late.csv', 'valid_from,valid_until\n2027-01-02,2027-01-01\n,\n');
    expect((await desk.call([...ISSUE, '--csv', 'late.csv'])).stderr).toMatch(
      /line 2: the pass must end after it begins/,
    );
  });

  it.each([
    ['a column that is none', 'colour\nred\n', 'there is no column "colour"'],
    ['a column twice', 'label,label\na,b\n', 'a column is there twice'],
    ['too many cells', 'label\na,b\n', 'line 2 has more cells than there are columns'],
    ['no row', 'label\n', 'it has no row'],
    ['nothing', '', 'it is empty'],
    ['an open quote', 'label\n"a\n', 'Quote'],
    ['another encoding', Uint8Array.of(0x6c, 0xff, 0x0a), 'it is not UTF-8'],
  ])('refuses a CSV file with %s', async (_what, csv, words) => {
    desk.write('odd.csv', csv);
    const { status, stderr } = await desk.call([...ISSUE, '--csv', 'odd.csv']);
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining(words) });
  });

  it.each([
    [[], 2, '--key is missing'],
    [['--key', 'venue.key.json'], 2, '--issuer is missing'],
    [['--key', 'missing.json', '--issuer', 'A'], 3, 'Cannot read missing.json'],
    [[...ISSUE.slice(1), 'extra'], 2, 'extra is one word too many'],
    [[...ISSUE.slice(1), '--format', 'gif'], 2, '--format is text'],
    [[...ISSUE.slice(1), '--format', 'png'], 2, '--output is missing'],
    [[...ISSUE.slice(1), '--valid-days', '0'], 2, '--valid-days needs a whole number'],
    [[...ISSUE.slice(1), '--kind', 'ticket'], 2, 'ticket needs its own content'],
    [[...ISSUE.slice(1), '--csv', 'passes.csv', '--content', 'c.json'], 2, '--content is the whole content'],
    [[...ISSUE.slice(1), '--content', 'passes.csv'], 3, 'it is not JSON'],
    [[...ISSUE.slice(1), '--content', 'venue.key.json'], 3, 'Cannot use venue.key.json'],
    [[...ISSUE.slice(1), '--output', 'passes.csv'], 3, 'Cannot write passes.csv: it is there already'],
  ] as const)('tells in a sentence what is wrong in %j', async (args, status, words) => {
    const run = await desk.call(['issue', ...args]);
    expect(run).toEqual({ status, stdout: '', stderr: expect.stringContaining(words) });
  });

  it('draws the largest pass that there can be', async () => {
    const text = `VP1:${'A'.repeat(4_291)}`;
    expect(text).toHaveLength(MAX_QR_CHARACTERS);
    const matrix = qrMatrix(text);
    expect(matrix.size).toBe(177);
    expect(await codesInPicture(qrPng(matrix))).toEqual([text]);
  });
});

describe('a progress bar', () => {
  it('is drawn over itself on a terminal, and nowhere else', () => {
    const drawn: string[] = [];
    const screen = { isTTY: true, write: (text: string | Uint8Array) => drawn.push(String(text)) > 0 };
    for (const one of [screen, { ...screen, isTTY: false }]) {
      const bar = progressBar(one, 'Signing', 1_000);
      for (let done = 1; done <= 1_000; done += 1) bar.advance(done);
      bar.finish();
    }
    expect(drawn.length).toBeLessThan(140);
    expect(drawn.at(-2)).toBe(`\rSigning [${'#'.repeat(30)}] 1000/1000`);
    expect(drawn.at(-1)).toBe('\n');
  });
});

describe('revoke', () => {
  it('withdraws passes and groups, each once, in a list that a kiosk heeds', async () => {
    const [first, second, third] = await issueJson(['--csv', 'passes.csv', '--output', 'to_revoke.txt']);
    desk.write('second.txt', `${desk.read('to_revoke.txt').split('\n')[1]}\n`);
    const revoke = ['revoke', 'list.json', '--issuer', ISSUER, '--group', 'season', '--pass', 'second.txt'];
    expect(await desk.callJson(revoke)).toMatchObject({ status: 0, added: 2, passes: 1, groups: 1 });
    expect(await desk.callJson(revoke)).toMatchObject({ status: 0, added: 0, passes: 1, groups: 1 });
    const later = new Date(Date.now() + 86_400_000).toISOString();
    await desk.call([
      'revoke',
      'list.json',
      '--issuer',
      ISSUER,
      '--id',
      third?.passId ?? '',
      '--from',
      later,
    ]);
    const judge = (...more: readonly string[]) =>
      verdictsOf('to_revoke.txt', '--revocations', 'list.json', '--gate', 'North', ...more);
    expect(await judge()).toEqual([
      [first?.passId, 'refuse', 'revoked'],
      [second?.passId, 'refuse', 'revoked'],
      [third?.passId, 'admit', 'valid'],
    ]);
    const after = new Date(Date.now() + 2 * 86_400_000).toISOString();
    expect((await judge('--at', after)).map(([, , reason]) => reason)).toEqual([
      'revoked',
      'revoked',
      'revoked',
    ]);
    expect(JSON.parse(desk.read('list.json')).passes).toHaveLength(2);
  });

  it('dates a list anew', async () => {
    expect(await desk.callJson(['revoke', 'empty.json', '--valid-days', '2'])).toMatchObject({
      status: 0,
      added: 0,
    });
    expect(await desk.callJson(['verify', 'empty.json'])).toMatchObject({
      status: 0,
      findings: [{ kind: 'revocation_list', good: true }],
    });
  });

  it.each([
    [['list.json', '--id', 'abc', '--issuer', 'A'], 2, '--id abc is not 32 hexadecimal digits'],
    [['list.json', '--group', 'a'], 2, '--issuer is missing'],
    [['passes.csv', '--group', 'a', '--issuer', 'A'], 3, 'Cannot use passes.csv: it is neither JSON'],
    [['list.json', '--pass', 'passes.csv', '--issuer', 'A'], 3, 'line 1 is no venue pass'],
    [[], 2, 'Name one revocation list'],
  ] as const)('tells in a sentence what is wrong in %j', async (args, status, words) => {
    const run = await desk.call(['revoke', ...args]);
    expect(run).toEqual({ status, stdout: '', stderr: expect.stringContaining(words) });
  });
});

describe('specimens', () => {
  it('are judged as their sheet says, and none is ever admitted', async () => {
    const made = await desk.callJson(['specimens', 'drill']);
    expect(made).toMatchObject({ status: 0, output: 'drill' });
    const listed = JSON.parse(desk.read('drill/specimens.json')) as readonly {
      id: string;
      outcome: string;
      reason: string;
      text: string;
    }[];
    expect(new Set(listed.map(({ outcome }) => outcome))).toEqual(
      new Set(['specimen', 'refuse', 'undecided', 'not_a_pass']),
    );
    desk.write('drill.txt', listed.map(({ text }) => `${text}\n`).join(''));
    const { findings, status } = await desk.callJson([
      'verify',
      'drill.txt',
      '--trust',
      'drill/keys.json',
      '--revocations',
      'drill/revocations.json',
    ]);
    expect(status).toBe(1);
    const said = (findings as readonly { outcome: string; reason: string }[]).map(({ outcome, reason }) => [
      outcome,
      reason,
    ]);
    expect(said).toEqual(listed.map(({ outcome, reason }) => [outcome, reason]));
    const pages = await pagesOfPdf(readFileSync(desk.file('drill/specimens.pdf')));
    expect(new Set(pages.flatMap(({ codes }) => codes))).toEqual(new Set(listed.map(({ text }) => text)));
    expect(await desk.callJson(['specimens', 'drill'])).toMatchObject({ status: 3 });
  });

  it('can be signed by a key that is kept', async () => {
    expect(
      await desk.callJson(['specimens', 'kept', '--key', 'venue.key.json', '--issuer', ISSUER]),
    ).toMatchObject({ status: 0, issuer: ISSUER });
    const [{ spki }] = JSON.parse(desk.read('kept/keys.json')).keys;
    expect(spki).toBe(JSON.parse(desk.read('venue.key.json')).publicKey);
  });
});

describe('verify', () => {
  it('says of each file what it is, and fails where one is not good', async () => {
    desk.write(
      'ended.json',
      JSON.stringify({
        version: 1,
        issuedAt: '2020-01-01T00:00:00Z',
        validUntil: '2020-01-02T00:00:00Z',
        keys: [],
      }),
    );
    desk.write('other.json', '{"a":1}');
    await desk.call(['revoke', 'good.json']);
    const { findings, status } = await desk.callJson([
      'verify',
      'keys.json',
      'good.json',
      'ended.json',
      'other.json',
      'venue.key.json',
    ]);
    expect(status).toBe(1);
    expect(
      (findings as readonly { kind: string; good: boolean }[]).map(({ good, kind }) => [kind, good]),
    ).toEqual([
      ['trust_list', true],
      ['revocation_list', true],
      ['trust_list', false],
      ['unknown', false],
      ['key_file', true],
    ]);
  });

  it('shows nothing of a holder', async () => {
    const { stdout } = await desk.call([
      ...ISSUE,
      '--family-name',
      'Mustermann',
      '--date-of-birth',
      '1980-02-29',
    ]);
    desk.write('holder.txt', stdout);
    for (const more of [[], ['--json']]) {
      const run = await desk.call(['verify', 'holder.txt', '--trust', 'keys.json', ...more]);
      expect(run.status).toBe(0);
      expect(run.stdout).not.toMatch(/mustermann|1980/i);
    }
  });

  it.each([
    [[], 2, 'Name at least one file'],
    [['missing.txt'], 3, 'Cannot read missing.txt: it is not there.'],
    [['one.txt', '--trust', 'passes.csv'], 3, 'Cannot use passes.csv: it is neither JSON nor a certificate'],
    [['one.txt', '--root', 'ab'.repeat(32)], 2, '--root goes with --repository'],
    [['one.txt', '--repository', 'drill'], 3, 'Cannot use the repository drill: it holds no updates'],
  ] as const)('tells in a sentence what is wrong in %j', async (args, status, words) => {
    const run = await desk.call(['verify', ...args]);
    expect(run).toEqual({ status, stdout: '', stderr: expect.stringContaining(words) });
  });
});

describe('import', () => {
  it('makes a trust list of keys in PEM', async () => {
    const { keyId, publicKey } = await desk.callJson(['key', 'show', 'venue.key.json']);
    desk.write('key.pem', `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----\n`);
    const args = [
      'import',
      'pem',
      'key.pem',
      '--issuer',
      ISSUER,
      '--format',
      'venue',
      '--key-id',
      String(keyId),
      '-o',
      'imported.json',
    ];
    expect(await desk.callJson(args)).toMatchObject({ status: 0, keys: 1, leftOut: [] });
    desk.write('imported.txt', (await desk.call(ISSUE)).stdout);
    expect(await desk.callJson(['verify', 'imported.txt', '--trust', 'imported.json'])).toMatchObject({
      status: 0,
      findings: [{ outcome: 'admit' }],
    });
    expect(await desk.callJson(['import', 'jwks', 'key.pem', '-o', 'none.json'])).toMatchObject({
      status: 3,
    });
  });

  it.each([
    [['gold', 'key.pem', '-o', 'x.json'], 'A kind is who'],
    [['pem', '-o', 'x.json'], 'Name at least one file'],
    [['pem', 'key.pem'], '--output is missing'],
    [['pem', 'key.pem', '-o', 'x.json', '--format', 'gold'], '--format is hc1'],
    [
      ['icao_master_list', 'key.pem', '-o', 'x.json'],
      'icao_master_list needs --signer, or --signer-fingerprint',
    ],
  ] as const)('tells in a sentence what is wrong in %j', async (args, words) => {
    const run = await desk.call(['import', ...args]);
    expect(run).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(words) });
  });
});
