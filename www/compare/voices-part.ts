import { settle } from "../core/settle.ts";
import type { Store } from "../core/store.ts";
import { JobsPart } from "./jobs-part.ts";
import { VoicesDesk } from "./voices-desk.ts";

/** A part of the view in which each voice is held out in turn. The desk is made with the first of them, and stays. */
export abstract class VoicesPart extends JobsPart {
  protected get voices(): VoicesDesk {
    return (this.app.desks.voices ??= this.#opened());
  }

  protected stores(): Store<object>[] {
    const { data, train, run } = this.project;
    return [this.voices, this.app.session, data, data.words, train, run];
  }

  protected readonly tell = (text: string): void => this.app.notices.tell({ id: "voices", tone: "bad", text });

  /** With what an earlier visit left. */
  #opened(): VoicesDesk {
    const desk = new VoicesDesk(this.app, this.project);
    settle(desk.remember(), this.tell);
    return desk;
  }
}
