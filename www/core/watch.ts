import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Store } from "./store.ts";

/** Renders its element again when one of the stores changes, while the element is on the page. */
export class Watch implements ReactiveController {
  #ends: (() => void)[] = [];

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly stores: () => Store<object>[],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#ends = this.stores().map((store) => store.watch(() => this.host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const end of this.#ends) {
      end();
    }
    this.#ends = [];
  }
}
