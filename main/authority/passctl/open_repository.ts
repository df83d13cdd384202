import path from 'node:path';
import type { Key, Root } from '@tufjs/models';
import {
  type Repository,
  readRepository,
  REPOSITORY_FAULT_WORDS,
  type RepositoryFault,
} from '../repository/read_repository.ts';
import { type RepositoryFolder, repositoryFolder } from '../repository/repository_folder.ts';
import { type MetadataSigner, metadataSigner, repositoryKey } from '../repository/repository_key.ts';
import { MAX_PLAN_BYTES, type RepositoryPlan, readPlan } from '../repository/repository_plan.ts';
import type { Role } from '../repository/roles.ts';
import { badFile, type Given, mistake, type World } from './command.ts';
import { readInput, writeOver } from './files.ts';
import { publicKeyOf } from './key_file.ts';
import { PASSPHRASE_HELP, PASSPHRASE_OPTION, readKey, unlockKey } from './passphrase.ts';

/** The options of every command that signs a repository, and their help. */
export const SIGNING_OPTIONS = { key: { type: 'string', multiple: true }, ...PASSPHRASE_OPTION } as const;
export const SIGNING_HELP = `\
  --key FILE              a key file that repo init was not given; may be repeated
${PASSPHRASE_HELP}`;

/** A repository of the authority's own, with what it remembers of it. */
export interface OwnRepository {
  readonly name: string;
  readonly folder: RepositoryFolder;
  readonly plan: RepositoryPlan;
}

/** Where the plan of a repository lies: beside it. */
export function planFileOf(name: string): string {
  return `${name.replace(/[\\/]+$/, '')}.passctl.json`;
}

/** The folder and its plan. */
export function openOwnRepository(world: World, name: string): OwnRepository {
  const planFile = planFileOf(name);
  const plan = readPlan(readInput(world, planFile, MAX_PLAN_BYTES));
  if (!plan.ok) throw badFile(`Cannot use ${planFile}: it is not the plan of a repository, or is damaged.`);
  return { name, folder: repositoryFolder(world.resolve(name)), plan: plan.value };
}

/** Remembers what is to be published. */
export function savePlan(world: World, name: string, plan: RepositoryPlan): void {
  writeOver(world, planFileOf(name), `${JSON.stringify(plan, null, 2)}\n`);
}

/** The state that is to be gone on from: nothing is signed on top of what is not in order. */
export function readState(
  name: string,
  folder: RepositoryFolder,
  fingerprint: string | null = null,
): Repository {
  const state = readRepository(folder, fingerprint);
  if (!state.ok) throw badFile(sentenceOf(name, state.error));
  return state.value;
}

/** A fault as a sentence. */
export function sentenceOf(name: string, { code, file }: RepositoryFault): string {
  return `Cannot use the repository ${name}: ${file}: it ${REPOSITORY_FAULT_WORDS[code]}.`;
}

/** The public half of a key file as a repository names it. */
export function repositoryKeyOf(world: World, name: string): Key {
  const key = publicKeyOf(readKey(world, name));
  const named = key === null ? null : repositoryKey(key);
  if (named === null) throw mistake(`${name} is no Ed25519 key: repositories take no other.`);
  return named;
}

/** The key files that a plan remembers, as the user would name them. */
export function plannedKeyFiles(world: World, { name, plan }: OwnRepository): readonly string[] {
  const folder = path.dirname(world.resolve(planFileOf(name)));
  return plan.keyFiles.map((file) => path.resolve(folder, file));
}

/** Unlocks the keys at hand that may sign one of the roles; each role needs as many as its threshold. */
export async function signersFor(
  given: Given,
  world: World,
  keyFiles: readonly string[],
  wanted: readonly { readonly root: Root; readonly roles: readonly Role[] }[],
): Promise<readonly MetadataSigner[]> {
  const atHand = new Map<string, string>();
  const lost: string[] = [];
  for (const file of keyFiles) {
    try {
      atHand.set(repositoryKeyOf(world, file).keyID, file);
    } catch {
      lost.push(file);
    }
  }
  const needed = new Set<string>();
  for (const { root, roles } of wanted) {
    for (const role of roles) {
      const { keyIDs = [], threshold = Number.POSITIVE_INFINITY } = root.roles[role] ?? {};
      const found = keyIDs.filter((id) => atHand.has(id));
      if (found.length < threshold) {
        const hint = lost.length === 0 ? '' : ` Not usable: ${lost.join(', ')}.`;
        throw mistake(
          `${role} needs ${threshold} of its keys, and ${found.length} are at hand: use --key.${hint}`,
        );
      }
      for (const id of found) needed.add(id);
    }
  }
  const signers: MetadataSigner[] = [];
  for (const id of needed) {
    const { privateKey } = await unlockKey(given, world, atHand.get(id) ?? '');
    signers.push(metadataSigner(id, privateKey));
  }
  return signers;
}
