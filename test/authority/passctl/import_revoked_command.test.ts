import { generateKeyPairSync, hash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { pretixSecretHash } from '../../../main/pass/formats/pretix.ts';
import { buildRevocationIndex } from '../../../main/trust/revocation_index.ts';
import { readRevocationListFile } from '../../../main/trust/revocation_list_file.ts';
import {
  CERTIFICATE_SIGN_AND_LIST_SIGN,
  COMMON_NAME,
  COUNTRY,
  ecSigner,
  extensions,
  keyIdOf,
  makeCertificate,
  makeName,
  makeRevocationList,
} from '../../pass/make_certificate.ts';
import { healthCardRevocationName } from '../../../main/pass/formats/health_card_revocation_name.ts';
import { makeHealthCardIssuer } from '../../pass/make_health_card.ts';
import { encodeEnvelope, signRaw } from '../../pass/make_pass.ts';
import { makePretixEvent, makeTicketCode } from '../../pass/make_pretix.ts';
import { openDesk } from './desk.ts';

const desk = openDesk();

/** What a kiosk makes of the list that was written. */
function indexOf(name: string) {
  const list = readRevocationListFile(readFileSync(desk.file(name)));
  if (!list.ok) throw new Error(list.error);
  return buildRevocationIndex(list.value.entries, list.value.undated);
}

describe('passctl import-revoked', () => {
  it('takes over the list of an issuer of health cards, with its timestamps', async () => {
    const { jwk, url } = makeHealthCardIssuer();
    desk.write('jwks.json', JSON.stringify({ keys: [jwk] }));
    desk.write('crl.json', JSON.stringify({ kid: jwk.kid, method: 'rid', ctr: 1, rids: ['all', 'early.1000'] }));
    const args = ['import-revoked', 'shc', 'crl.json', '--issuer', url, '--keys', 'jwks.json', '-o', 'shc.json'];
    expect(await desk.callJson(args)).toMatchObject({ status: 0, entries: 2 });
    const index = indexOf('shc.json');
    const name = (rid: string) => healthCardRevocationName(url, jwk.kid ?? '', rid);
    expect(index.isRevoked('shc', name('all'), Date.now(), Date.now())).toBe(true);
    expect(index.isRevoked('shc', name('early'), 999_000, Date.now())).toBe(true);
    expect(index.isRevoked('shc', name('early'), 1_001_000, Date.now())).toBe(false);
  });

  it('takes over a country’s revoked certificates, and none of another country’s', async () => {
    const signer = ecSigner('P-256');
    const name = makeName([COUNTRY, 'UT'], [COMMON_NAME, 'Utopia CSCA']);
    const made = { issuer: name, subject: name };
    const usage = extensions.keyUsage(CERTIFICATE_SIGN_AND_LIST_SIGN);
    const authority = (by: typeof signer) =>
      makeCertificate(by, { ...made, extensions: [extensions.authority(), usage, extensions.subjectKeyId(keyIdOf(by))] });
    desk.write('csca.der', authority(signer));
    desk.write('other.der', authority(ecSigner('P-256')));
    const nextUpdateAt = Math.floor(Date.now() / 1000) * 1000 + 86_400_000;
    const serialNumbers = [Uint8Array.of(7)];
    const key = extensions.authorityKeyId(keyIdOf(signer));
    desk.write('crl.der', makeRevocationList(signer, { issuer: name, extensions: [key], nextUpdateAt, serialNumbers }));
    const args = (by: string) => ['import-revoked', 'csca', 'crl.der', '--signer', by, '-o', 'csca.json'];
    expect(await desk.callJson(args('csca.der'))).toMatchObject({ status: 0 });
    expect(indexOf('csca.json').covers('vds_nc')).toBe(true);
    expect(JSON.parse(desk.read('csca.json')).validUntil).toBe(new Date(nextUpdateAt).toISOString());
    const refused = await desk.call(args('other.der'));
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain('bad_signature');
  });

  it('takes over the secrets of tickets', async () => {
    const secret = makeTicketCode(makePretixEvent('spring'));
    desk.write('secrets.txt', `${secret}\n\nnot a signed one\n`);
    const args = ['import-revoked', 'pretix', 'secrets.txt', '--issuer', 'spring', '-o', 'pretix.json'];
    expect(await desk.callJson(args)).toMatchObject({ status: 0, entries: 2 });
    const name = { scope: 'spring', kind: 'pretix_secret', hash: pretixSecretHash(secret) };
    expect(indexOf('pretix.json').isRevoked('pretix', name, null, Date.now())).toBe(true);
  });

  it('takes over the German distribution, as one list for each key and kind', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signed = (payload: unknown) =>
      encodeEnvelope({
        header: new Map([[1, -7]]),
        unprotected: new Map(),
        payload: encode(payload),
        tags: [18],
        sign: signRaw(privateKey),
      });
    const kid = Buffer.from('f5c5970c3039d854', 'hex');
    const revoked = hash('sha256', 'URN:UVCI:1', 'buffer').subarray(0, 16);
    mkdirSync(path.join(desk.folder, 'germany/f5c5970c3039d8540b'), { recursive: true });
    desk.write('germany/kid.lst', signed(new Map([[kid, new Map([[Uint8Array.of(0x0b), 1]])]])));
    desk.write('germany/f5c5970c3039d8540b/chunk.lst', signed([revoked]));
    desk.write('signer.pem', publicKey.export({ type: 'spki', format: 'pem' }));
    const args = ['import-revoked', 'germany', 'germany', '--signer', 'signer.pem', '-o', 'lists'];
    expect(await desk.callJson(args)).toMatchObject({ status: 0, lists: 1, entries: 1 });
    const [written = ''] = readdirSync(desk.file('lists'));
    const name = { scope: kid.toString('base64'), kind: 'dcc_uci', hash: revoked };
    expect(indexOf(`lists/${written}`).isRevoked('hc1', name, null, Date.now())).toBe(true);
  });

  it.each([
    [['import-revoked', 'moon', 'x', '-o', 'y'], 2, 'A kind is'],
    [['import-revoked', 'shc', '-o', 'y'], 2, 'Name one file'],
    [['import-revoked', 'shc', 'nothing.json', '-o', 'y'], 2, '--issuer'],
    [['import-revoked', 'pretix', 'nothing.txt', '--issuer', 'a', '-o', 'y'], 3, 'it is not there'],
    [['import-revoked', 'constructor', 'x', '-o', 'y'], 2, 'A kind is'],
  ] as const)('says what is wrong with %j', async (args, status, words) => {
    const done = await desk.call(args);
    expect(done.status).toBe(status);
    expect(done.stderr).toContain(words);
  });
});
