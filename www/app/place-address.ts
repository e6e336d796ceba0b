/** The part of an address that is one place's own: unchecked, until the place is opened and reads it. */
import { Store } from "../core/store.ts";

export const COMPARE_KEYS = ["view", "race", "race_epochs", "race_seed", "race_seeds", "race_preset", "race_split", "race_angle", "race_changes"] as const;
export type CompareKey = (typeof COMPARE_KEYS)[number];
export const REPRODUCE_KEYS = ["figure", "size", "task"] as const;
export type ReproduceKey = (typeof REPRODUCE_KEYS)[number];

export interface Addresses {
  compare: PlaceAddress<CompareKey>;
  reproduce: PlaceAddress<ReproduceKey>;
}

/** As an address has it. */
export type Asked<K extends string> = Partial<Record<K, string | undefined>>;

export class PlaceAddress<K extends string> extends Store<Asked<K>> {
  constructor(readonly keys: readonly K[]) {
    super({});
  }

  /** Takes what an address says of this place, also where that is nothing; gives the rest. */
  read(query: Record<string, string>): Record<string, string> {
    const isOwn = (key: string): boolean => (this.keys as readonly string[]).includes(key);
    this.set(Object.fromEntries(this.keys.map((key) => [key, query[key]])) as Asked<K>);
    return Object.fromEntries(Object.entries(query).filter(([key]) => !isOwn(key)));
  }

  query(): Record<string, string> {
    return Object.fromEntries(Object.entries<string | undefined>(this.state).filter((pair): pair is [string, string] => pair[1] !== undefined));
  }
}
