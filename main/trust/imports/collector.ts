import { MAX_ANCHORS, MAX_KEYS } from '../trust_list_file.ts';
import type { Imported, ImportedKey, ImportOptions } from './importer.ts';
import type { ImportReport, LeftOut, LeftOutReason } from './import_report.ts';

const MAX_NAME_CHARACTERS = 200;
const MAX_BASE64_CHARACTERS = 16_384;
const UNPRINTABLE = /\p{C}/u;

/** Gathers what an importer takes and leaves out, within what a trust list file can hold. */
export interface Collector {
  /** False where the key was left out after all. */
  takeKey(name: string, key: ImportedKey): boolean;
  takeAnchor(name: string, certificate: Uint8Array): void;
  leaveOut(name: string, reason: LeftOutReason): void;
  finish(checked: Partial<Pick<ImportReport, 'signature' | 'chained'>>): Imported;
}

/** A collector for one file. */
export function createCollector({ specimen = false }: Pick<ImportOptions, 'specimen'>): Collector {
  const keys: ImportedKey[] = [];
  const anchors: { readonly format: 'vds_nc'; readonly x509: string }[] = [];
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();

  function leaveOut(name: string, reason: LeftOutReason): void {
    leftOut.push({ name: printable(name), reason });
  }

  function takeIf<Entry extends object>(name: string, entry: Entry, list: Entry[], most: number): boolean {
    const place = JSON.stringify(entry);
    const reason = seen.has(place) ? 'duplicate' : list.length >= most ? 'too_many' : null;
    if (reason !== null) {
      leaveOut(name, reason);
      return false;
    }
    seen.add(place);
    list.push(entry);
    return true;
  }

  return {
    takeKey(name, key) {
      const reason = faultOf(key);
      if (reason === null) return takeIf(name, specimen ? { ...key, specimen } : key, keys, MAX_KEYS);
      leaveOut(name, reason);
      return false;
    },
    takeAnchor(name, certificate) {
      const x509 = Buffer.from(certificate).toString('base64');
      if (x509.length > MAX_BASE64_CHARACTERS) leaveOut(name, 'unusable_certificate');
      else takeIf(name, { format: 'vds_nc' as const, x509 }, anchors, MAX_ANCHORS);
    },
    leaveOut,
    finish({ chained = null, signature = 'none' }) {
      const taken = keys.length + anchors.length;
      return { keys, anchors, report: { read: taken + leftOut.length, taken, leftOut, signature, chained } };
    },
  };
}

/** What a trust list file has no room for. */
function faultOf(key: ImportedKey): LeftOutReason | null {
  const names = [key.issuer ?? '', key.keyId ?? ''];
  if (!names.every((name) => name.length <= MAX_NAME_CHARACTERS && !UNPRINTABLE.test(name)))
    return 'bad_name';
  if ('x509' in key && key.x509.length > MAX_BASE64_CHARACTERS) return 'unusable_certificate';
  return 'spki' in key && key.spki.length > MAX_BASE64_CHARACTERS ? 'unusable_key' : null;
}

/** Safe for a terminal and a screen, whoever wrote it. */
function printable(name: string): string {
  return name.slice(0, MAX_NAME_CHARACTERS).replace(/\p{C}/gu, '?');
}
