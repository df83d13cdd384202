import { describe, expect, it } from 'vitest';
import { pretixReader } from '../../main/pass/formats/pretix.ts';
import type { SignedPass } from '../../main/pass/pass_reader.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import { readPretixRevocation } from '../../main/trust/pretix_revocations.ts';
import { makePretixEvent, makeTicketCode } from '../pass/make_pretix.ts';

describe('readPretixRevocation', () => {
  it('makes the name under which the reader looks, for every time', () => {
    const event = makePretixEvent();
    const code = makeTicketCode(event);
    const opened = pretixReader.open(readScannedCode(code));
    if (!opened.ok) throw new Error(opened.error);
    const [name] = pretixReader.revocationNames({ ...opened.value, signer: event.trusted } as unknown as SignedPass);
    const { format, from, issuedBefore, ...listed } = readPretixRevocation(event.trusted.issuer, code);
    expect(listed).toEqual(name);
    expect([format, from, issuedBefore]).toEqual(['pretix', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it('takes secrets that are no signed tickets, which hit nothing', () => {
    expect(readPretixRevocation('spring', 'mbz6ug4ayxmhvkf8c3jtw2pq9ns5ed7r').hash).toHaveLength(16);
    expect(readPretixRevocation('spring', '').hash).toHaveLength(16);
  });
});
