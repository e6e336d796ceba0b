import { Store } from "../core/store.ts";

export type Tone = "info" | "warn" | "bad";

/** A message that stays until it is read, or until what it speaks of is over. */
export interface Notice {
  id: string;
  tone: Tone;
  text: string;
  /** Words of the browser or the engine that stand in the text, in English. */
  why?: string | undefined;
  action?: { title: string; run: () => void };
}

/** The page's messages, one per id: a new one of the same id takes the old one's place. */
export class Notices extends Store<{ notices: readonly Notice[] }> {
  constructor() {
    super({ notices: [] });
  }

  tell(notice: Notice): void {
    this.set({ notices: [...this.state.notices.filter((n) => n.id !== notice.id), notice] });
  }

  dismiss(id: string): void {
    if (this.state.notices.some((n) => n.id === id)) {
      this.set({ notices: this.state.notices.filter((n) => n.id !== id) });
    }
  }
}
