import {
  type PreviewSide,
  previewUpdate,
  type UpdatePreview,
} from '../../trust/repository/preview_update.ts';
import { UPDATE_ERROR_WORDS } from '../../trust/repository/update_fault.ts';
import { badFile, type Command, mistake, type World } from './command.ts';
import { checkRepository } from './repo_check.ts';

/** `passctl repo diff`: what a kiosk would show before it goes from one repository to another. */
export const repoDiff: Command = {
  name: 'repo diff',
  summary: 'says what a kiosk would change in going from one repository to another',
  usage: 'DIR_A DIR_B [--at TIME]',
  help: `Exit code 1 where they differ in what kiosks trust.
  --at TIME               the moment at which both must be good (default: now)`,
  options: { at: { type: 'string' } },
  async run(given, world) {
    const [before, after, ...more] = given.words;
    if (before === undefined || after === undefined || more.length > 0)
      throw mistake('Name two repositories.');
    const nowMs = given.instant('at') ?? world.nowMs;
    const preview = previewUpdate(await sideOf(world, before, nowMs), await sideOf(world, after, nowMs));
    const lines = describe(preview);
    const isSame = lines.length === 0;
    return {
      isSo: isSame,
      text: isSame ? 'Kiosks would change nothing.' : lines.join('\n'),
      json: { same: isSame, ...preview },
    };
  },
};

async function sideOf(world: World, name: string, nowMs: number): Promise<PreviewSide> {
  const { update } = await checkRepository(world, name, null, nowMs);
  if (update.ok) return update.value;
  const { code, file } = update.error;
  throw badFile(
    `Cannot use the repository ${name}: it ${UPDATE_ERROR_WORDS[code]}${file === null ? '' : ` (${file})`}.`,
  );
}

function describe(preview: UpdatePreview): readonly string[] {
  const {
    addedKeys,
    byIssuer,
    changedKeys,
    policyChanged,
    revocationsAdded,
    revocationsRemoved,
    root,
    withdrawnKeys,
  } = preview;
  const lines: string[] = [];
  if (addedKeys + withdrawnKeys + changedKeys > 0) {
    lines.push(`Keys: ${addedKeys} added, ${withdrawnKeys} withdrawn, ${changedKeys} with other limits.`);
    for (const { added, changed, issuer, withdrawn } of byIssuer) {
      lines.push(`  ${issuer}: ${added} added, ${withdrawn} withdrawn, ${changed} with other limits`);
    }
  }
  for (const { change, from, id } of preview.rulePacks) {
    lines.push(`Rule pack ${id}: ${change}, ${from === null ? 'at once' : `from ${from}`}.`);
  }
  if (revocationsAdded + revocationsRemoved > 0) {
    lines.push(`Revocations: ${revocationsAdded} added, ${revocationsRemoved} taken back.`);
  }
  for (const { change, name } of preview.texts) lines.push(`${name}: ${change}.`);
  if (policyChanged) lines.push('policy.json: changed.');
  if (root !== null) lines.push(`Root: from version ${root.from} to ${root.to}.`);
  return lines;
}
