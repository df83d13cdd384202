import { type TicketList, ticketList } from '../../pass/rules/ticket_list.ts';
import { buildTrustList } from '../../trust/build_trust_list.ts';
import { readPretixKey } from '../../trust/pretix_keys.ts';
import { readPretixRevocation } from '../../trust/pretix_revocations.ts';
import { buildRevocationIndex } from '../../trust/revocation_index.ts';
import {
  BadCase,
  clockOf,
  isJson,
  type Json,
  type Judgement,
  listOf,
  payloadOf,
  textOf,
} from './case_fields.ts';
import { judgePass } from './judge_pass.ts';

/** A pretix ticket with the keys, lists and products of the events that the door has chosen. */
export async function judgePretix(given: Json): Promise<Judgement> {
  const { checkinLists, knownItems } = given;
  if (!isJson(checkinLists)) throw new BadCase();
  const events = Object.keys(checkinLists);
  const lists = events.map((event) => [event, ticketListOf(checkinLists[event], knownItems, event)] as const);
  const keys = listOf(given.keys)
    .filter(({ event, type }) => type === 'pretix_sig1' && events.includes(textOf(event)))
    .map(({ event, value }) => readPretixKey(textOf(event), textOf(value)))
    .filter((key) => key !== null);
  const secrets = [given.revoked ?? [], given.blocked ?? []].flatMap(itemsOf).map(textOf);
  const revocations = buildRevocationIndex(secrets.map((secret) => readPretixRevocation('', secret)));
  const { verdict, reason } = await judgePass({
    code: payloadOf(given),
    trust: buildTrustList(keys, { issuedAt: null, validUntil: null }, { revocations }),
    now: clockOf(given),
    rule: ticketList(new Map(lists)),
    audiences: events,
    clockSkewMs: 0,
  });
  return { verdict, reason };
}

function ticketListOf(list: unknown, knownItems: unknown, event: string): TicketList {
  if (!isJson(list)) throw new BadCase();
  // The organiser's own conditions are not evaluated: none of their tickets may pass for that reason.
  if (isJson(list.rules) && Object.keys(list.rules).length > 0) throw new BadCase();
  const known = isJson(knownItems) ? (knownItems[event] ?? []) : null;
  return {
    products: list.all_products === true ? null : idsOf(list.limit_products),
    knownProducts: known === null ? null : idsOf(known),
    // Zero is no date of a series.
    subevent: list.subevent ? String(list.subevent) : null,
  };
}

function idsOf(items: unknown): ReadonlySet<string> {
  return new Set(itemsOf(items).map(String));
}

function itemsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadCase();
  return value;
}
