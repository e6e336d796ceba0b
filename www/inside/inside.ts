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
  readonly #lab = new LabClient();
  readonly #bench = new Bench(this.#lab);
  /** The data were changed since they were brought here. */
  #stale = true;
  #data: RunData | undefined;
  #loading: Promise<void> = Promise.resolve();
  #visible = false;
  #clips: unknown;
  /** End its watching. */
  readonly #watches: readonly (() => void)[];
  /** Of runs that ended. */
  readonly #ends = new WeakMap<Moment, Promise<Network>>();

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
    const still = () => this.walk.pause();
    STILL.addEventListener("change", still);
    this.#watches = [
      ...[project.data, project.data.words].map((store) => store.watch(changed)),
      ...[project.run, app.session, app.tryDesk].map((store) => store.watch(() => this.#refresh())),
      () => STILL.removeEventListener("change", still),
    ];
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

  /** Lets go of networks and recordings; another takes its place when Inside is opened again. */
  forget(): void {
    this.leave();
    this.#watches.forEach((end) => end());
    this.#lab.close();
    made.delete(this.app);
    delete this.app.desks.inside;
  }

  #refresh(): void {
    if (!this.#visible) {
      return;
    }
    const { run } = this.project;
    const moments = momentsOf(run.state, this.app.session.state.model);
    this.desk.setMoments(moments);
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
    let end = this.#ends.get(moment);
    if (!end) {
      end = this.project.run.modelBytes().then((bytes) => ({ name: moment.title, bytes }));
      this.#ends.set(moment, end);
      // What failed is asked for again.
      end.catch(() => this.#ends.delete(moment));
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
