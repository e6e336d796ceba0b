/** Keeps the project in this browser as it changes, gives it back, and writes and reads it as one file. */
import type { App } from "../app/context.ts";
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import { closeZip, faultText } from "../data/sources.ts";
import type { DataWorker } from "../data/worker-client.ts";
import { isFault, type ZipList } from "../data/worker-protocol.ts";
import type { DataDesk } from "../data/desk.ts";
import { texts } from "../text/text.ts";
import type { TrainDesk } from "../train/desk.ts";
import type { RunDesk } from "../train/run-desk.ts";
import { START } from "../train/settings.ts";
import { forgetResults } from "./results.ts";
import { type Opened, readArchive, writeArchive } from "./archive.ts";
import { forgetSmall, tellSaved } from "./flag.ts";
import { keptRun, type SavedRun } from "./saved-run.ts";
import { browserUse, isSame, type Kept, ProjectStorage } from "./storage.ts";
import { becomeSaver } from "./tab.ts";

const t = await texts("data");

/** Longest time that a change is unsaved, in milliseconds. */
const SOON_MS = 400;

export interface SavedState {
  /** `elsewhere`: another tab saves. `full`, `failed`: what is new is in this tab alone. */
  phase: "empty" | "saved" | "saving" | "elsewhere" | "full" | "failed";
  problem: string;
  /** Bytes of recordings and model, and what the browser says of all that this site keeps. */
  bytes: number;
  usage: number | undefined;
  quota: number | undefined;
  /** The browser has promised to keep it. */
  persisted: boolean;
  busy: { what: "export" | "open"; done: number; of: number } | undefined;
  /** The last run that ended. */
  run: SavedRun | undefined;
}

export class SavedDesk extends Store<SavedState> {
  readonly #storage = new ProjectStorage();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | undefined;
  #kept: Kept | undefined;
  #keptRun: SavedRun | undefined;
  /** What the database has is not known: the run is written again with the next change, whether it changed or not. */
  #failed = false;
  /** Head of the run whose model is kept, so that it is fetched once. */
  #head: object | undefined;
  #watching = false;
  #stop: AbortController | undefined;

  constructor(
    private readonly app: App,
    private readonly data: DataDesk,
    private readonly train: TrainDesk,
    private readonly runs: RunDesk,
    private readonly worker: DataWorker,
  ) {
    super({ phase: "empty", problem: "", bytes: 0, usage: undefined, quota: undefined, persisted: false, busy: undefined, run: undefined });
  }

  /** Brings back what was kept, and keeps what changes from now on. */
  async begin(): Promise<void> {
    try {
      const { kept, run } = await this.#storage.load();
      // An address that sets the run goes before what was kept.
      const addressed = Object.keys(this.train.query()).length > 0;
      if (kept) {
        this.#put(kept, addressed);
        this.data.words.replace(kept.table);
      }
      this.#show(run);
      this.#kept = kept && this.#now();
      this.#keptRun = run;
      this.set({ phase: kept || run ? "saved" : "empty" });
      tellSaved(kept !== undefined || run !== undefined);
    } catch (error) {
      this.set({ phase: "failed", problem: messageOf(error) });
    }
    this.#watch();
    if (!(await becomeSaver(false, () => this.#lost()))) {
      this.#lost();
    }
    await this.#measure();
  }

  #watch(): void {
    this.#watching = true;
    for (const store of [this.data.words, this.data, this.train]) {
      store.watch(() => this.#soon());
    }
    this.runs.watch(() => this.#hearRun());
    // The last moment at which a browser lets a page work.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.#flush();
      }
    });
    addEventListener("pagehide", () => this.#flush());
  }

  #now(): Kept {
    return { table: this.data.words.table, source: this.data.state.source, train: this.train.query() };
  }

  #put({ source, train }: Kept, keepTrain = false): void {
    this.data.choose(source);
    if (!keepTrain) {
      this.train.set({ choices: START });
      this.train.readQuery(train);
    }
  }

  #show(run: SavedRun | undefined): void {
    this.set({ run });
    if (run) {
      this.runs.show(run, { ...this.data.current(run.source), title: run.title, labels: run.labels, probeTitle: run.probeTitle });
      this.#head = this.runs.state.head;
    }
  }

  /** A run that ended is kept; one that was reset is forgotten. */
  #hearRun(): void {
    const { phase, head, problem, records } = this.runs.state;
    if (phase === "none" && problem === undefined && this.state.run) {
      this.set({ run: undefined });
      this.#soon();
    }
    if (phase !== "ended" || problem !== undefined || !head || head === this.#head || records.length === 0) {
      return;
    }
    this.#head = head;
    this.runs.modelBytes().then(
      (model) => {
        const run = this.runs.state.head === head ? keptRun(this.runs.state, model) : undefined;
        if (run) {
          this.set({ run });
          this.#soon();
        }
      },
      // The run is still there to be seen; it is not kept.
      () => undefined,
    );
  }

  #lost(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.set({ phase: "elsewhere" });
  }

  /** This tab saves from now on, in place of the other. */
  async takeOver(): Promise<void> {
    await becomeSaver(true, () => this.#lost());
    this.set({ phase: "saving" });
    this.#kept = undefined;
    this.#keptRun = undefined;
    this.#failed = true;
    await (this.#writing ?? this.#write());
  }

  get #dirty(): boolean {
    const [now, kept] = [this.#now(), this.#kept];
    // A page on which nothing was done keeps nothing.
    const nothing = !kept && this.data.words.untouched && now.source === "own" && Object.keys(now.train).length === 0;
    return (!(kept && isSame(kept, now)) && !nothing) || this.#keptRun !== this.state.run;
  }

  #soon(): void {
    if (this.#watching && this.state.phase !== "elsewhere" && this.#timer === undefined && this.#dirty) {
      this.#timer = setTimeout(() => this.#flush(), SOON_MS);
    }
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.state.phase === "elsewhere" || this.#writing || !this.#dirty) {
      return;
    }
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
      // What changed while it was written.
      this.#soon();
    });
  }

  async #write(): Promise<void> {
    const [kept, run] = [this.#now(), this.state.run];
    this.set({ phase: "saving" });
    try {
      await this.#storage.save(kept);
      if (run !== this.#keptRun || this.#failed) {
        await this.#storage.saveRun(run);
      }
      this.#kept = kept;
      this.#keptRun = run;
      this.#failed = false;
      tellSaved(true);
      this.set({ phase: "saved", problem: "" });
    } catch (error) {
      const full = error instanceof DOMException && error.name === "QuotaExceededError";
      // It is tried again with the next change.
      this.#kept = kept;
      this.#keptRun = run;
      this.#failed = true;
      this.set({ phase: full ? "full" : "failed", problem: messageOf(error) });
      this.app.notices.tell({ id: "storage", tone: "bad", text: full ? t("storage.full") : t("storage.failed", { why: messageOf(error) }) });
    }
    await this.#measure();
  }

  async #measure(): Promise<void> {
    this.set({ bytes: this.#storage.bytes, ...(await browserUse()) });
  }

  /** Asks the browser not to clear it away by itself. */
  async persist(): Promise<boolean> {
    const granted = await navigator.storage.persist();
    await this.#measure();
    return granted;
  }

  #progress(what: "export" | "open"): (done: number, of: number) => void {
    const stop = (this.#stop = new AbortController());
    this.set({ busy: { what, done: 0, of: 0 } });
    return (done, of) => {
      stop.signal.throwIfAborted();
      if (done % 16 === 0) {
        this.set({ busy: { what, done, of } });
      }
    };
  }

  /** Stops writing or reading a file. */
  stop(): void {
    this.#stop?.abort(new Error(t("file.stopped")));
  }

  /** The project as the bytes of one file. */
  async export(): Promise<Blob> {
    try {
      return (await writeArchive(this.worker, this.#now(), this.state.run, this.#progress("export"))).zip;
    } finally {
      this.set({ busy: undefined });
    }
  }

  /** Looks into a zip file. */
  async look(file: File): Promise<ZipList> {
    const list = await this.worker.call((api) => api.openZip(file));
    if (isFault(list)) {
      throw new Error(faultText(file.name, list));
    }
    return list;
  }

  /** Lets go of a zip file that was looked into. */
  close(list: ZipList): void {
    closeZip(this.worker, list);
  }

  /** Opens a project in place of the present one; words and takes can be had back by an undo. */
  async open(name: string, list: ZipList): Promise<Opened> {
    await this.data.imports.end();
    try {
      const opened = await readArchive(this.worker, this.app.engine, name, list, () => this.data.words.id(), this.#progress("open"));
      if (this.runs.state.phase !== "none") {
        await this.runs.reset();
      }
      this.data.words.edit({ key: "did.open", values: { name } }, opened.kept.table);
      this.#put(opened.kept);
      this.#show(opened.run);
      this.#soon();
      return opened;
    } finally {
      this.set({ busy: undefined });
      this.close(list);
    }
  }

  /** Forgets words, takes, settings, run, and everything that the browser keeps of them. */
  async forget(): Promise<void> {
    this.#watching = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    await this.data.imports.end();
    await this.runs.reset();
    this.data.words.begin();
    this.data.set({ source: "own" });
    this.train.set({ choices: START });
    this.app.desks.race?.clear();
    await this.app.desks.reproduceRuns?.forget();
    await this.#storage.forget();
    await forgetResults();
    forgetSmall();
    this.#kept = undefined;
    this.#keptRun = undefined;
    this.#head = undefined;
    this.set({ phase: "empty", problem: "", run: undefined });
    await this.#measure();
    this.#watching = true;
  }
}
