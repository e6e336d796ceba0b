import { Store } from "../core/store.ts";

/** The moment that all plots of a stack mark together, in seconds of the clip. */
export interface Moment {
  /** Under the pointer. */
  hoverS: number | undefined;
  /** Being played. */
  playS: number | undefined;
}

export type Cursor = Store<Moment>;

export function newCursor(): Cursor {
  return new Store<Moment>({ hoverS: undefined, playS: undefined });
}
