import type { Rule, RuleAnswer } from './rule.ts';

/** Which of an event's tickets a door lets in, by the organiser's numbers. */
export interface TicketList {
  /** Null: every product. */
  readonly products: ReadonlySet<string> | null;
  /** The products that the event has at all; null: nobody says. */
  readonly knownProducts: ReadonlySet<string> | null;
  /** The one date of a series; null: every date. */
  readonly subevent: string | null;
}

/**
 * Tickets of the events listed, of the products and the date that each list names. Whether a product that the
 * event does not know may enter stays open, and so does a pass that is no ticket.
 */
export function ticketList(lists: ReadonlyMap<string, TicketList>): Rule {
  return ({ facts: { ticket } }) => {
    if (ticket === null) return OPEN;
    const list = lists.get(ticket.event);
    if (list === undefined) return notSatisfied('ticket_event');
    if (list.products !== null && !list.products.has(ticket.product)) return notSatisfied('ticket_product');
    if (list.subevent !== null && list.subevent !== ticket.subevent) return notSatisfied('ticket_date');
    if (list.knownProducts !== null && !list.knownProducts.has(ticket.product)) return OPEN;
    return { answer: 'satisfied', failedRule: null };
  };
}

const OPEN: RuleAnswer = { answer: 'open', failedRule: null };

function notSatisfied(id: string): RuleAnswer {
  return { answer: 'not_satisfied', failedRule: { id, words: {} } };
}
