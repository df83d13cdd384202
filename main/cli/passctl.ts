import { runPassctl } from '../authority/passctl/run_passctl.ts';
import { terminalText } from '../pass/terminal_text.ts';
import { resolveInput } from './open_input.ts';

const { exitCode, stderr, stdout } = await runPassctl(process.argv.slice(2), {
  resolve: resolveInput,
  nowMs: Date.now(),
  environment: process.env,
  input: process.stdin,
  screen: process.stderr,
});
process.stderr.write(terminalText(stderr));
process.stdout.write(terminalText(stdout));
process.exitCode = exitCode;
