import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIsoInstant } from '../../main/pass/iso_instant.ts';

describe('readIsoInstant', () => {
  it.each([
    ['2021-06-01', '2021-06-01T00:00:00.000Z'],
    ['2021-06-01T10:20:30Z', '2021-06-01T10:20:30.000Z'],
    ['2021-06-01T10:20Z', '2021-06-01T10:20:00.000Z'],
    ['2021-06-01T10:20:30.123456Z', '2021-06-01T10:20:30.123Z'],
    ['2021-06-01T10:20:30+02:00', '2021-06-01T08:20:30.000Z'],
    ['2021-06-01T10:20:30-0330', '2021-06-01T13:50:30.000Z'],
    ['2021-06-01T10:20:30+02', '2021-06-01T08:20:30.000Z'],
    ['2021-06-01T10:20:30', '2021-06-01T10:20:30.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, instant) => expect(readIsoInstant(text)).toBe(Date.parse(instant)));

  it.each([
    '',
    '2021',
    '2021-06',
    '2021-02-29',
    '2021-13-01',
    '2021-00-10',
    '2021-06-01T',
    '2021-06-01T24:00:00Z',
    '2021-06-01T10:60Z',
    '2021-06-01T10:20:30+15:00',
    '2021-06-01T10:20:30+01:75',
    '2021-06-01 10:20',
    ' 2021-06-01',
    '2021-06-01x',
    'May 1 2021',
    '20210601',
    '1',
  ])('refuses %j', (text) => expect(readIsoInstant(text)).toBeNull());

  it('reads every instant that the platform writes', () => {
    const date = fc.date({
      min: new Date('0100-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (given) => {
        expect(readIsoInstant(given.toISOString())).toBe(given.getTime());
      }),
    );
  });
});
