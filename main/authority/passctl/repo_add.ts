import { hash } from 'node:crypto';
import path from 'node:path';
import { readRevocationListFile, REVOCATION_FILE_ERROR_WORDS } from '../../trust/revocation_list_file.ts';
import { TARGET_CHECKS } from '../../trust/repository/target_check.ts';
import { kindOfTarget, type TargetKind } from '../../trust/repository/target_kind.ts';
import { readTrustListEntries, TRUST_FILE_ERROR_WORDS } from '../../trust/trust_list_file.ts';
import { placeOfTarget } from '../repository/read_repository.ts';
import type { RepositoryFolder } from '../repository/repository_folder.ts';
import type { RepositoryPlan } from '../repository/repository_plan.ts';
import { badFile, type Command, mistake, onlyWord, type World } from './command.ts';
import { readInput } from './files.ts';
import { openOwnRepository, savePlan } from './open_repository.ts';

const PLACES = 'keys/NAME.json, rules/NAME.json, revocations/NAME, texts/NAME.json or policy.json';
const KIND_WORDS: Readonly<Record<TargetKind, string>> = {
  keys: 'a trust list',
  rules: 'a rule pack',
  revocations: 'a revocation list',
  texts: 'a text for the venue',
  policy: "the authority's policy",
};

/** `passctl repo add`: plans a file for the next publication. */
export const repoAdd: Command = {
  name: 'repo add',
  summary: 'plans a file for the next publication, if a kiosk can use it',
  usage: `DIR FILE --as ${PLACES.split(',')[0]}`,
  help: `  --as PLACE              ${PLACES};
                          a file that is there already is replaced
Nothing changes for kiosks until repo publish.`,
  options: { as: { type: 'string' } },
  run(given, world) {
    const [name, file, ...more] = given.words;
    if (name === undefined || file === undefined || more.length > 0)
      throw mistake('Name the repository and one file.');
    const place = given.required('as');
    const content = readTargetFor(world, file, place);
    const own = openOwnRepository(world, name);
    savePlan(world, name, planAddition(own.folder, own.plan, place, content));
    return {
      isSo: true,
      text: `Planned ${place}. It reaches kiosks with: repo publish ${name}`,
      json: { repository: name, planned: place },
    };
  },
};

/** `passctl repo remove`: plans that a file goes. */
export const repoRemove: Command = {
  name: 'repo remove',
  summary: 'plans that a file goes with the next publication',
  usage: 'DIR PLACE',
  help: `PLACE is as repo check lists it: ${PLACES}.
Nothing changes for kiosks until repo publish.`,
  options: {},
  run(given, world) {
    const [name, place, ...more] = given.words;
    if (name === undefined || place === undefined || more.length > 0) {
      throw mistake('Name the repository and the place of one file.');
    }
    if (kindOfTarget(place) === null) throw mistake(`A place is ${PLACES}.`);
    const { plan } = openOwnRepository(world, name);
    savePlan(world, name, { ...plan, changes: { ...plan.changes, [place]: null } });
    return {
      isSo: true,
      text: `Planned that ${place} goes. It does with: repo publish ${name}`,
      json: { repository: name, planned: place },
    };
  },
};

/** The content of a file that a kiosk will be able to use at that place. */
export function readTargetFor(world: World, file: string, place: string): Uint8Array {
  const kind = kindOfTarget(place);
  if (kind === null) throw mistake(`--as is ${PLACES}.`);
  const content = readInput(world, file, TARGET_CHECKS[kind].maxBytes);
  const fault = faultOf(kind, content, world.nowMs);
  if (fault !== null) throw badFile(`Cannot use ${file} as ${KIND_WORDS[kind]}: it ${fault}.`);
  return content;
}

/** Puts the file in its place, where nothing leads to it yet, and plans it. */
export function planAddition(
  folder: RepositoryFolder,
  plan: RepositoryPlan,
  place: string,
  content: Uint8Array,
): RepositoryPlan {
  const sha256 = hash('sha256', content, 'hex');
  folder.write(placeOfTarget(place, sha256), content);
  return { ...plan, changes: { ...plan.changes, [place]: { sha256, length: content.length } } };
}

/** What is wrong with a file, in words that go on from "it". */
function faultOf(kind: TargetKind, content: Uint8Array, nowMs: number): string | null {
  const ended = (end: number) => (nowMs < end ? null : `ended at ${new Date(end).toISOString()}`);
  if (kind === 'keys') {
    const list = readTrustListEntries(content);
    return list.ok ? ended(list.value.validUntil) : TRUST_FILE_ERROR_WORDS[list.error];
  }
  if (kind === 'revocations') {
    const list = readRevocationListFile(content);
    return list.ok ? ended(list.value.validUntil) : REVOCATION_FILE_ERROR_WORDS[list.error];
  }
  return TARGET_CHECKS[kind].isGood(content) ? null : 'is not one that a kiosk can read';
}
