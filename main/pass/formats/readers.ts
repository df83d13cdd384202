import type { PassReader } from '../pass_reader.ts';
import { claim169Reader } from './claim169.ts';
import { divocReader } from './divoc.ts';
import { hc1Reader } from './hc1.ts';
import { nzcpReader } from './nzcp.ts';
import { pretixReader } from './pretix.ts';
import { shcReader } from './shc.ts';
import { vdsNcReader } from './vds_nc.ts';
import { venuePassReader } from './venue_pass.ts';

/** Every format that can be verified, in the order in which a code is offered to them. */
export const PASS_READERS: readonly PassReader[] = [hc1Reader, shcReader, venuePassReader, nzcpReader, divocReader, pretixReader, vdsNcReader, claim169Reader];
