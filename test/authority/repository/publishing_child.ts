import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type RepositoryFolder,
  repositoryFolder,
} from '../../../main/authority/repository/repository_folder.ts';
import { metadataSigner, repositoryKey } from '../../../main/authority/repository/repository_key.ts';
import { publishTargets, rotateRoot } from '../../../main/authority/repository/sign_repository.ts';
import { addText, rolesOf, SIGNING, stateOf } from './make_repository.ts';

// Signs a repository and kills itself within the file after so many, half of which is on the disk by then.
const [command = '', place = '', keys = '', writes = ''] = process.argv.slice(2);
const holders = (JSON.parse(readFileSync(keys, 'utf8')) as readonly string[]).map((pem) => {
  const privateKey = createPrivateKey(pem);
  const key = repositoryKey(createPublicKey(pem));
  if (key === null) throw new Error('No Ed25519 key');
  return { key, signer: metadataSigner(key.keyID, privateKey) };
});
const whole = repositoryFolder(place);
let left = Number(writes);
const folder: RepositoryFolder = {
  read: whole.read,
  write(name, content) {
    if (left === 0) {
      writeFileSync(path.join(place, `${name}.half.new`), content.subarray(0, content.length / 2));
      process.kill(process.pid, 'SIGKILL');
    }
    left -= 1;
    whole.write(name, content);
  },
};
const before = stateOf(whole);
const signing = { ...SIGNING, signers: holders.map(({ signer }) => signer) };
const done =
  command === 'publish'
    ? publishTargets(folder, before, [addText(whole, 'texts/new.json', 'New')], signing)
    : rotateRoot(folder, before, rolesOf(holders.slice(1)), signing);
if (!done.ok) throw new Error(`Too few signatures: ${done.error.role}`);
