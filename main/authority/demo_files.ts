import type { VenueFiles } from '../trust/venue_files.ts';
import { type DemoAuthority, demoRevocationList, demoTrustList } from './demo_authority.ts';

/** What a demo judges by: the keys of its own authority, and what that one withdrew. */
export function demoFiles(authority: DemoAuthority): VenueFiles {
  const json = (content: unknown) => [{ name: 'demo', content: Buffer.from(JSON.stringify(content)) }];
  return {
    trustLists: json(demoTrustList(authority)),
    rulePacks: [],
    revocationLists: json(demoRevocationList(authority)),
  };
}
