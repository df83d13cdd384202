/**
 * One line a step, on standard error: standard output belongs to the commands.
 * @param {string} sentence
 */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}
