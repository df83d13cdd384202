import { allOf } from './all_of.ts';
import any from './packs/any.json' with { type: 'json' };
import booster from './packs/booster.json' with { type: 'json' };
import eventTicket from './packs/event_ticket.json' with { type: 'json' };
import hongKongVaccinePass from './packs/hong_kong_vaccine_pass.json' with { type: 'json' };
import membersAndStaff from './packs/members_and_staff.json' with { type: 'json' };
import recoveredOrTested from './packs/recovered_or_tested.json' with { type: 'json' };
import threeG from './packs/3g.json' with { type: 'json' };
import twoG from './packs/2g.json' with { type: 'json' };
import yellowFever from './packs/yellow_fever.json' with { type: 'json' };
import type { Rule, RuleVenue } from './rule.ts';
import { packRule, type RulePack } from './rule_pack.ts';

/** The packs that come with the kiosk, in the order in which a manager may choose among them. */
export const builtInPacks = [
  threeG,
  twoG,
  booster,
  recoveredOrTested,
  hongKongVaccinePass,
  yellowFever,
  eventTicket,
  membersAndStaff,
  any,
] as unknown as readonly RulePack[];

/**
 * The rule of the packs of an id, those of the kiosk and those that were loaded later; an id that nobody
 * knows stays open for everybody. Several ids joined by `+` must all be satisfied.
 */
export function ruleOfPack(id: string, venue: RuleVenue, loaded: readonly RulePack[] = []): Rule {
  const packs = [...builtInPacks, ...loaded];
  return allOf(id.split('+').map((one) => packRule(packs.filter((pack) => pack.id === one), venue)));
}
