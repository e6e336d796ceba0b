import { download, fetchBytes, readBytes } from "../core/files.ts";
import { messageOf } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import type { EngineClient } from "../engine/client.ts";
import type { ActiveModel, Session } from "./session.ts";

const t = await texts("app");

/** Where the model comes from that is there when the page opens. */
const SHIPPED = "models/digits.safetensors";

/** Loads, changes and saves the model of Try and Listen. A model that is refused leaves the one in use alone. */
export class ModelDesk {
  #asked = 0;
  /** The latest that was taken, as they were asked for. */
  #taken = 0;
  #busy = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly engine: EngineClient,
    private readonly session: Session,
  ) {}

  /** The model that comes with the page. */
  async loadShipped(): Promise<void> {
    await this.#take(t("model.shipped-title"), "shipped", () => fetchBytes(SHIPPED, t("model.shipped-file")));
  }

  async loadFile(file: File): Promise<void> {
    await this.#take(file.name.replace(/\.safetensors$/i, ""), "file", () => readBytes(file), file.name);
  }

  /** A model that was just trained. */
  async adopt(title: string, bytes: Uint8Array): Promise<void> {
    await this.#take(title, "taught", () => Promise.resolve(bytes));
  }

  save(): void {
    const model = this.session.state.model;
    if (model) {
      download(`${fileName(model.title)}.safetensors`, model.bytes);
    }
  }

  /** Of two that are asked for, the later is in use in the end, whichever comes first; one that is refused takes no other's place. */
  async #take(title: string, origin: ActiveModel["origin"], fetch: () => Promise<Uint8Array>, name = title): Promise<void> {
    const mine = ++this.#asked;
    this.#busy += 1;
    this.session.set({ modelBusy: true, modelProblem: undefined });
    try {
      const bytes = await fetch();
      // One at a time: the engine has the model that the page shows.
      const turn = this.#last.then(async () => {
        if (mine > this.#taken) {
          const info = await this.engine.loadModel(name, bytes);
          this.#taken = mine;
          // What was said of an older one is over; what is said of a newer one stays.
          this.session.set({ model: { title, origin, info, bytes }, modelProblem: mine === this.#asked ? undefined : this.session.state.modelProblem });
        }
      });
      this.#last = turn.catch(() => undefined);
      await turn;
    } catch (error) {
      if (mine > this.#taken) {
        this.session.set({ modelProblem: messageOf(error) });
      }
    } finally {
      this.#busy -= 1;
      this.session.set({ modelBusy: this.#busy > 0 });
    }
  }
}

/** A title as a file name: letters, digits and dashes. */
export function fileName(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .toLowerCase();
  return plain === "" ? "model" : plain.slice(0, 60);
}
