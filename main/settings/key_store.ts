/** The key store of the operating system: it keeps a key from whoever has only the disk (a stolen one, a copy of it). */
export interface KeyStore {
  /** The text sealed for this user of this computer; null where there is no key store, or it does not open now. */
  seal(text: string): Uint8Array | null;
  /** What was sealed; null where the key store is not there, does not open, or is not the one that sealed it. */
  open(sealed: Uint8Array): string | null;
}
