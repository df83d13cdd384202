import type { Rule } from './rule.ts';

/** Any valid signed pass is enough. */
export const anySignedPass: Rule = () => ({ answer: 'satisfied', failedRule: null });
