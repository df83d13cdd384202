import type { PassReader } from '../pass_reader.ts';
import { hc1Reader } from './hc1.ts';

/** Every format that can be verified, in the order in which a code is offered to them. */
export const PASS_READERS: readonly PassReader[] = [hc1Reader];
