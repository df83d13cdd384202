import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isJson } from './case_fields.ts';

const TABLE = 'trust/dcc_rules.rules.json';
/** Where the table may lie under each folder on the way up. */
const PLACES = [TABLE, path.join('vectors', TABLE), path.join('shared/vectors', TABLE)];

let rules: Readonly<Record<string, unknown>> | null = null;

/**
 * The country rule of a name such as `AT/GR-AT-0000`, out of the table that lies with the cases; null: none.
 */
export function countryRuleOf(name: string): unknown {
  rules ??= readTable();
  return Object.hasOwn(rules, name) ? rules[name] : null;
}

function readTable(): Readonly<Record<string, unknown>> {
  const starts = [...process.argv.slice(2).map((file) => path.dirname(path.resolve(file))), process.cwd()];
  const folders = starts.flatMap(withParents);
  for (const file of folders.flatMap((folder) => PLACES.map((place) => path.join(folder, place)))) {
    if (!existsSync(file)) continue;
    const table: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isJson(table) && isJson(table.rules)) return table.rules;
  }
  return {};
}

function withParents(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}
