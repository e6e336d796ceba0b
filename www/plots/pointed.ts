import { Store } from "../core/store.ts";

/** The neuron under the pointer, which all plots of a place mark together. */
export type Pointed = Store<{ neuron: number | undefined }>;

export function newPointed(): Pointed {
  return new Store<{ neuron: number | undefined }>({ neuron: undefined });
}
