const MOST_TITLE = 200;

/**
 * What `npm audit --json` (report version 2) said: the packages with known faults, or why it is not known.
 * @param {string} text
 * @returns {{ readonly kind: 'answered', readonly found: readonly { readonly name: string, readonly severity: string, readonly title: string }[] } | { readonly kind: 'unanswered', readonly why: string }}
 */
export function readAudit(text) {
  /** @type {unknown} */
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return { kind: 'unanswered', why: 'no answer' };
  }
  if (!isRecord(answer) || !isRecord(answer.vulnerabilities)) {
    const why = isRecord(answer) && typeof answer.message === 'string' ? answer.message : 'another answer than npm’s';
    return { kind: 'unanswered', why: why.slice(0, MOST_TITLE) };
  }
  const found = Object.entries(answer.vulnerabilities).map(([name, entry]) => {
    const { severity, via } = isRecord(entry) ? entry : { severity: null, via: null };
    // A fault of its own has a title; one that comes by a package that it needs has that one's name.
    const first = Array.isArray(via) ? via[0] : null;
    const title = isRecord(first) ? String(first.title) : `by ${String(first)}`;
    return { name, severity: String(severity), title: title.slice(0, MOST_TITLE) };
  });
  return { kind: 'answered', found };
}

/** @param {unknown} value @returns {value is Readonly<Record<string, unknown>>} */
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
