/** Which take is heard, and where it is: apart from the words, since it changes sixty times a second. */
import type { Player } from "../audio/player.ts";
import { Store } from "../core/store.ts";
import type { Take } from "./words-state.ts";

export interface PlayState {
  take: number | undefined;
  /** Seconds from the start of the whole recording. */
  s: number;
}

export class PlayDesk extends Store<PlayState> {
  constructor(private readonly player: Player) {
    super({ take: undefined, s: 0 });
  }

  /** Plays what is learnt of a take; a second time, stops it. */
  async toggle(take: Take): Promise<void> {
    if (this.state.take === take.id) {
      this.player.stop();
      return;
    }
    const { sound, from, to } = take;
    // What played before ends first: its end must not be taken for this one's.
    this.player.stop();
    this.set({ take: take.id, s: from / sound.rateHz });
    await this.player.play({ rateHz: sound.rateHz, samples: sound.samples.subarray(from, to) }, (s) =>
      this.set(s === undefined ? { take: undefined, s: 0 } : { take: take.id, s: from / sound.rateHz + s }),
    );
  }

  stop(): void {
    if (this.state.take !== undefined) {
      this.player.stop();
    }
  }
}
