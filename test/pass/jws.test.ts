import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openJws } from '../../main/pass/jws.ts';

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('openJws', () => {
  it('opens a compact JWS', () => {
    const text = `${part({ alg: 'ES256', kid: 'k' })}.${part('hello')}.${part('signature')}`;
    const opened = openJws(text);
    expect(opened.ok && Buffer.from(opened.value.payload).toString()).toBe('hello');
    expect(opened.ok && Buffer.from(opened.value.signedBytes).toString()).toBe(
      text.slice(0, text.lastIndexOf('.')),
    );
  });

  it.each([
    ['two parts', `${part({ alg: 'ES256' })}.e30`, 'bad_encoding'],
    ['four parts', `${part({ alg: 'ES256' })}.e30.e30.e30`, 'bad_encoding'],
    ['padding', `${part({ alg: 'ES256' })}.e30=.e30`, 'bad_encoding'],
    ['slack bits', `${part({ alg: 'ES256' })}.e31.e30`, 'bad_encoding'],
    ['white space', `${part({ alg: 'ES256' })}. e30.e30`, 'bad_encoding'],
    ['a header that is no object', `${part([])}.e30.e30`, 'bad_envelope'],
    ['a header that is no JSON', `${part('{')}.e30.e30`, 'bad_envelope'],
    ['no algorithm', `${part({})}.e30.e30`, 'bad_algorithm'],
    ['an algorithm that is no text', `${part({ alg: ['ES256'] })}.e30.e30`, 'bad_algorithm'],
    ['a critical header', `${part({ alg: 'ES256', crit: ['b64'] })}.e30.e30`, 'unknown_critical_header'],
  ])('refuses %s', (_what, text, error) => expect(openJws(text)).toEqual({ ok: false, error }));

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void openJws(text)));
  });
});
