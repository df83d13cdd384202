// `npm run advisories`: what is publicly known to be wrong with the locked packages, as the registry says (`npm audit`).
// Exit status 1: something severe is; 2: the registry did not say.
import { spawnSync } from 'node:child_process';
import { readAudit } from './read_audit.mjs';
import { PROJECT_DIR } from './paths.mjs';
import { say } from './say.mjs';

const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: PROJECT_DIR, encoding: 'utf8', shell: process.platform === 'win32' });
const audit = readAudit(stdout ?? '');
if (audit.kind === 'unanswered') {
  say(`The registry did not say what is known of the packages (${audit.why}): nothing is known, good or bad.`);
  process.exitCode = 2;
} else {
  for (const { name, severity, title } of audit.found) say(`${severity}: ${name}: ${title}`);
  say(`${audit.found.length} of the locked packages have known faults.`);
  if (audit.found.some(({ severity }) => severity === 'high' || severity === 'critical')) process.exitCode = 1;
}
