/** The address bar: a picture of what the page shows, and read as a whole where somebody else wrote it. */
import { parseRoute, type Place, printRoute, type ReadRoute } from "../core/route.ts";

/** As much of a window as is needed here. */
export interface Bar {
  readonly location: { readonly hash: string };
  readonly history: Pick<History, "state" | "pushState" | "replaceState">;
}

/** What the address is a picture of. */
export interface Pictured {
  place(): Place;
  /** The settings that a place's address says. */
  query(place: Place): Record<string, string>;
  /** Takes over what an address says, before its place is entered. */
  read(route: ReadRoute): void;
  enter(place: Place): void;
}

/** On every entry of the history that the page wrote: what was typed, pasted or linked has none. */
const MARK = "nrr-snn";

export class Address {
  constructor(
    private readonly bar: Bar,
    private readonly page: Pictured,
  ) {}

  /** The fragment that opens a place, with the settings of the run. */
  of(place: Place): string {
    return printRoute({ place, query: this.page.query(place) });
  }

  show(): void {
    const { location, history } = this.bar;
    const hash = this.of(this.page.place());
    if (hash !== location.hash || history.state !== MARK) {
      history.replaceState(MARK, "", hash);
    }
  }

  go(place: Place): void {
    if (place !== this.page.place()) {
      this.bar.history.pushState(MARK, "", this.of(place));
      this.page.enter(place);
    }
  }

  /**
   * The address has changed. An entry of the page's own, gone back to, opens its place: the settings are no part of the past.
   * One without its mark is taken over; the events of one change may come here twice.
   */
  arrive(): void {
    const { location, history } = this.bar;
    // Whatever changes the page also changes the address: it is read first.
    const route = parseRoute(location.hash);
    if (history.state !== MARK) {
      this.page.read(route);
    }
    this.page.enter(route.place);
    this.show();
  }
}
