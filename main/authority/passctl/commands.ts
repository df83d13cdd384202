import type { Command } from './command.ts';
import { importList } from './import_list.ts';
import { importRevoked } from './import_revoked.ts';
import { issue } from './issue.ts';
import { keyNew } from './key_new.ts';
import { keyRotate } from './key_rotate.ts';
import { keyShow } from './key_show.ts';
import { keysExport } from './keys_export.ts';
import { release } from './release.ts';
import { repoAdd, repoRemove } from './repo_add.ts';
import { repoCheck } from './repo_check.ts';
import { repoDiff } from './repo_diff.ts';
import { repoInit } from './repo_init.ts';
import { repoPublish } from './repo_publish.ts';
import { repoRefresh } from './repo_refresh.ts';
import { repoRotateRoot } from './repo_rotate_root.ts';
import { revoke } from './revoke.ts';
import { setup } from './setup.ts';
import { specimens } from './specimens.ts';
import { verify } from './verify.ts';

/** Every command, in the order of the list that --help shows. */
export const COMMANDS: readonly Command[] = [
  keyNew,
  keyShow,
  keyRotate,
  keysExport,
  issue,
  revoke,
  specimens,
  verify,
  importList,
  importRevoked,
  repoInit,
  repoAdd,
  repoRemove,
  repoPublish,
  repoRefresh,
  repoRotateRoot,
  repoCheck,
  repoDiff,
  release,
  setup,
];
