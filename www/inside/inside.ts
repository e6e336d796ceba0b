/** Puts Inside together: its laboratory, which networks and recordings there are, and when they are other ones. */
import type { App } from "../app/context.ts";
import { fetchBytes } from "../core/files.ts";
import { messageOf } from "../core/settle.ts";
import { LabClient } from "../engine/lab-client.ts";
import type { Sound } from "../engine/protocol.ts";
import type { Wanted } from "../project/gaze.ts";
import type { Project } from "../project/project.ts";
import type { RunData } from "../train/run-desk.ts";
import { specOf } from "../train/settings.ts";
import { Bench, type Network } from "./bench.ts";
import { InsideDesk } from "./desk.ts";
import { type Moment, momentsOf } from "./moments.ts";
import { RasterDesk } from "./raster-desk.ts";
import { texts } from "../text/text.ts";
import { clipsAsUtterances, utterancesOf } from "./utterances.ts";
import { Walk } from "./walk.ts";

const t = await texts("inside");

const STILL = globalThis.matchMedia("(prefers-reduced-motion: reduce)");

/** The next task of the page: what has to be drawn is drawn before it. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

export class Inside {
  readonly desk: InsideDesk;
  readonly walk: Walk;
  readonly rasters: RasterDesk;
  readonly #bench = new Bench(new LabClient());
  /** The data were changed since they were brought here. */
  #stale = true;
  #data: RunData | undefined;
  #loading: Promise<void> = Promise.resolve();
  #visible = false;
  #clips: unknown;
  readonly #ends = new WeakMap<object, Promise<Network>>();

  constructor(
    private readonly app: App,
    private readonly project: Project,
  ) {
    const [bytes, clip] = [(m: Moment) => this.#bytes(m), (file: string) => this.#clip(file)];
    this.desk = new InsideDesk({ bench: this.#bench, player: app.player, bytes, clip });
    this.walk = new Walk(this.desk, STILL.matches);
    this.rasters = new RasterDesk(this.desk, this.#bench, bytes, clip, rest);
    const changed = () => {
      this.#stale = true;
    };
    project.data.watch(changed);
    project.data.words.watch(changed);
    for (const store of [project.run, app.session, app.tryDesk]) {
      store.watch(() => this.#refresh());
    }
    STILL.addEventListener("change", () => this.walk.pause());
  }

  /** The place is opened. */
  enter(): void {
    this.#visible = true;
    this.#refresh();
    const wanted = this.project.gaze.take();
    if (wanted) {
      void this.#loading.then(() => this.#look(wanted));
    }
  }

  /** Takes what another place wants to have looked at. */
  #look({ utterance, layer, neuron }: Wanted): void {
    const chosen = this.desk.state.list.findIndex((u) => u.at === utterance);
    if (chosen >= 0) {
      this.desk.choose(chosen);
    }
    if (layer !== undefined) {
      this.desk.lookAt(layer, neuron ?? 0);
    }
  }

  leave(): void {
    this.#visible = false;
    this.walk.pause();
    this.desk.leave();
  }

  #refresh(): void {
    if (!this.#visible) {
      return;
    }
    const { run } = this.project;
    const moments = momentsOf(run.state, this.app.session.state.model);
    const before = this.desk.state.moments;
    if (moments.length !== before.length || moments.some((m, i) => m.kind !== before[i]?.kind || m.network !== before[i].network || m.epoch !== before[i].epoch)) {
      // The same checkpoints are the same networks.
      const known = new Map(before.map((m) => [m.network?.bytes ?? m.kind, m]));
      this.desk.setMoments(moments.map((m) => known.get(m.network?.bytes ?? m.kind) ?? m));
    }
    const clips = this.app.tryDesk.state.clips;
    const ofRun = run.state.phase !== "none" && run.state.phase !== "preparing" ? run.state.data : undefined;
    if (this.#stale || (ofRun && ofRun !== this.#data) || (!this.#data && clips !== this.#clips)) {
      this.#stale = false;
      this.#clips = clips;
      this.#data = ofRun ?? (this.project.data.problem() === undefined ? this.project.data.current() : undefined);
      this.#loading = this.#loading.then(() => this.#load());
      void this.#loading.then(() => this.rasters.look());
    }
  }

  /** Brings the recordings here: those of the run, else of the data desk, else the page's clips. */
  async #load(): Promise<void> {
    const data = this.#data;
    if (!data) {
      this.desk.setList(undefined, clipsAsUtterances(this.app.tryDesk.state.clips ?? []));
    } else {
      this.desk.set({ busy: true });
      try {
        const list = await this.#bench.alone(async (lab) => {
          await data.load((make) => make(lab));
          const { utterances } = await lab.summary();
          return utterancesOf(utterances, await this.#parts());
        });
        this.desk.setList(data.title, list);
      } catch (error) {
        this.desk.set({ busy: false, problem: messageOf(error) });
      }
    }
  }

  /** What the run learns from and what tests it; where the data cannot be split like this, nothing is said of it. */
  async #parts(): Promise<Uint8Array> {
    const { run, train } = this.project;
    const spec = run.state.spec ?? specOf(train.state.choices, train.suggestion());
    const share = spec.settings["validation"];
    try {
      return await this.#bench.lab.parts(spec.split, spec.seed, share === undefined ? undefined : Number(share));
    } catch {
      return new Uint8Array();
    }
  }

  async #bytes(moment: Moment): Promise<Network> {
    if (moment.network) {
      return moment.network;
    }
    const { run } = this.project;
    const key = run.state.records;
    let end = this.#ends.get(key);
    if (!end) {
      end = run.modelBytes().then((bytes) => ({ name: moment.title, bytes }));
      this.#ends.set(key, end);
      // What failed is asked for again.
      end.catch(() => this.#ends.delete(key));
    }
    return end;
  }

  async #clip(file: string): Promise<Sound> {
    const bytes = await fetchBytes(`data/clips/${encodeURIComponent(file)}`, t("clip-file", { file }));
    return this.app.engine.call((api) => api.readWav(file, bytes));
  }
}

const made = new WeakMap<App, Inside>();

/** The page's Inside; it stays when the place is left. */
export function insideOf(app: App, project: Project): Inside {
  let inside = made.get(app);
  if (!inside) {
    inside = new Inside(app, project);
    made.set(app, inside);
    app.desks.inside = inside;
  }
  return inside;
}
