import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDcc } from '../../main/pass/formats/dcc.ts';
import { makeDcc, vaccination } from './make_pass.ts';

describe('readDcc', () => {
  it('reads a vaccination', () => {
    expect(
      readDcc(makeDcc({ v: [{ ...vaccination, dn: 1, ci: '  id ', dt: '2026-01-10 ' }] })),
    ).toMatchObject({
      use: 'vaccination',
      facts: {
        holder: {
          familyName: 'Muster',
          givenName: 'Erika',
          standardisedFamilyName: 'MUSTER',
          dateOfBirth: '1964-08-12',
        },
        passId: 'id',
        vaccinations: [{ doseNumber: 1, dosesInSeries: 2, date: '2026-01-10', product: 'P' }],
        tests: [],
        recoveries: [],
      },
    });
  });

  it('reads a test', () => {
    const entry = { tt: 'LP6464-4', tr: '260415000', sc: '2026-03-01T08:00:00Z', co: 'XX' };
    const read = (changes: object) =>
      readDcc(makeDcc({ v: null, t: [{ ...entry, ...changes }] }))?.facts.tests[0];
    expect(read({})).toMatchObject({
      kind: 'nucleic_acid',
      result: 'not_detected',
      sampledAt: '2026-03-01T08:00:00Z',
    });
    expect(read({ tt: 'LP217198-3', tr: '260373001' })).toMatchObject({
      kind: 'antigen',
      result: 'detected',
    });
    expect(read({ tt: 'x', tr: null })).toMatchObject({ kind: 'other', result: 'other' });
  });

  it('reads a recovery', () => {
    const read = readDcc(
      makeDcc({ v: undefined, r: [{ fr: '2026-01-01', df: '2026-01-15', du: '2026-06-30' }] }),
    );
    expect(read?.use).toBe('recovery');
    expect(read?.facts.recoveries[0]).toMatchObject({ validFrom: '2026-01-15', validUntil: '2026-06-30' });
  });

  it('falls back to the transliterated name', () => {
    const read = readDcc(makeDcc({ nam: { fnt: 'MUSTER' }, dob: '1964' }));
    expect(read?.facts.holder).toMatchObject({ familyName: 'MUSTER', givenName: '', dateOfBirth: '1964' });
  });

  it('keeps a number that is none from satisfying any comparison', () => {
    const read = readDcc(makeDcc({ v: [{ ...vaccination, dn: '2', sd: 1.5 }] }));
    expect(read?.facts.vaccinations[0]).toMatchObject({ doseNumber: Number.NaN, dosesInSeries: Number.NaN });
  });

  it('answers anything without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (v, nam) => {
        readDcc(v);
        readDcc({ nam, v });
        readDcc({ nam: {}, v: [v] });
      }),
    );
  });
});
