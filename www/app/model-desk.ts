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

  async #take(title: string, origin: ActiveModel["origin"], fetch: () => Promise<Uint8Array>, name = title): Promise<void> {
    this.session.set({ modelBusy: true, modelProblem: undefined });
    try {
      const bytes = await fetch();
      const info = await this.engine.loadModel(name, bytes);
      this.session.set({ model: { title, origin, info, bytes } });
    } catch (error) {
      this.session.set({ modelProblem: messageOf(error) });
    } finally {
      this.session.set({ modelBusy: false });
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
