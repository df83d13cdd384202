import { runPassctl } from '../authority/passctl/run_passctl.ts';
import { resolveInput } from './open_input.ts';

const { exitCode, stderr, stdout } = await runPassctl(process.argv.slice(2), {
  resolve: resolveInput,
  nowMs: Date.now(),
  environment: process.env,
  input: process.stdin,
  screen: process.stderr,
});
process.stderr.write(stderr);
process.stdout.write(stdout);
process.exitCode = exitCode;
