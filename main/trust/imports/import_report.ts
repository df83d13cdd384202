export type LeftOutReason =
  | 'not_a_key'
  | 'unusable_key'
  | 'unusable_certificate'
  | 'private_key'
  | 'no_key_id'
  | 'key_id_mismatch'
  | 'bad_name'
  | 'not_a_signer'
  | 'not_an_authority'
  | 'other_subject'
  | 'other_domain'
  | 'not_chained'
  | 'not_in_directory'
  | 'no_keys'
  | 'duplicate'
  | 'too_many';

/** Each reason in words that go on from "it". */
export const LEFT_OUT_WORDS: Readonly<Record<LeftOutReason, string>> = {
  not_a_key: 'is not an entry of such a list',
  unusable_key: 'is too weak, of another kind, or no key',
  unusable_certificate: 'is not a certificate that can be read, or has a key that is too weak',
  private_key: 'is a PRIVATE key, which must not be here',
  no_key_id: 'has no key id',
  key_id_mismatch: 'has a key id that is not that of its certificate or key',
  bad_name: 'has a name or key id that is too long or cannot be written',
  not_a_signer: 'signs no passes',
  not_an_authority: 'is not an authority that signs certificates',
  other_subject: 'speaks for somebody else than the list',
  other_domain: 'is for other papers',
  not_chained: 'has a certificate that no authority on the list issued',
  not_in_directory: 'is from an issuer whom the directory does not name',
  no_keys: 'has no keys',
  duplicate: 'is there already',
  too_many: 'is one more than a trust list can hold',
};

export interface LeftOut {
  /** Which item, fit to be printed. */
  readonly name: string;
  readonly reason: LeftOutReason;
}

/** What became of the items of a file: each was taken or left out. */
export interface ImportReport {
  readonly read: number;
  readonly taken: number;
  readonly leftOut: readonly LeftOut[];
  /** `unchecked`: the list carries a proof whose key nobody published, so that trust rests on how it came. */
  readonly signature: 'good' | 'unchecked' | 'none';
  /** How many of the keys taken an authority on the same list vouches for; null where that was not asked. */
  readonly chained: number | null;
}
