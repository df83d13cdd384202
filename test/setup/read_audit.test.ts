import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAudit } from '../../native/setup/read_audit.mjs';

describe('what the registry knows of the packages', () => {
  it('is read out of npm’s report', () => {
    const report = {
      auditReportVersion: 2,
      vulnerabilities: {
        left: { name: 'left', severity: 'high', via: [{ title: 'Code is run', url: 'https://example.org' }] },
        right: { name: 'right', severity: 'moderate', via: ['left'] },
      },
    };
    expect(readAudit(JSON.stringify(report))).toEqual({
      kind: 'answered',
      found: [
        { name: 'left', severity: 'high', title: 'Code is run' },
        { name: 'right', severity: 'moderate', title: 'by left' },
      ],
    });
    expect(readAudit('{"auditReportVersion":2,"vulnerabilities":{}}')).toEqual({ kind: 'answered', found: [] });
  });

  it('is not taken for good where there was no answer', () => {
    expect(readAudit('{"message":"405 Method Not Allowed","statusCode":405}')).toEqual({ kind: 'unanswered', why: '405 Method Not Allowed' });
    expect(readAudit('')).toEqual({ kind: 'unanswered', why: 'no answer' });
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void expect(readAudit(text).kind).toBe('unanswered')));
  });
});
