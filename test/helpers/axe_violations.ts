import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** What breaks WCAG 2.2 AA on a page, or in a part of it, as it is now: each rule with the elements that break it. */
export async function axeViolations(page: Page, within = 'html'): Promise<readonly string[]> {
  await page.evaluate(source);
  return page.evaluate(
    `axe.run(${JSON.stringify(within)}, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + target + ' ' + failureSummary)))`,
  );
}
