/** What this browser keeps of the project, and the project as one file. */
import type { App } from "../app/context.ts";
import { settle } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import { closeZip, faultText } from "../data/sources.ts";
import type { DataWorker } from "../data/worker-client.ts";
import { isFault, type ZipList } from "../data/worker-protocol.ts";
import type { DataDesk } from "../data/desk.ts";
import { texts } from "../text/text.ts";
import type { TrainDesk } from "../train/desk.ts";
import type { RunDesk } from "../train/run-desk.ts";
import { START } from "../train/settings.ts";
import { type Opened, readArchive, writeArchive } from "./archive.ts";
import { forgetSmall, tellSaved } from "./flag.ts";
import { clearDesks } from "./forget.ts";
import { GIVEN, giveAgain } from "./given.ts";
import { Keeper, type Phase } from "./keeper.ts";
import { browserUse, type Kept } from "./layout.ts";
import { forgetResults } from "./results.ts";
import { RunKeeper } from "./run-keeper.ts";
import type { SavedRun } from "./saved-run.ts";
import { type Loaded, ProjectStorage } from "./storage.ts";
import { CUT, tellCut } from "./take-up.ts";

const t = await texts("data");

/** Phases in which nothing that the visitor does is kept, whatever place is open. */
const TOLD: Partial<Record<Phase, "storage.phase.elsewhere" | "storage.phase.differs" | "storage.phase.unread">> = {
  elsewhere: "storage.phase.elsewhere",
  differs: "storage.phase.differs",
  unread: "storage.phase.unread",
};

export interface SavedState {
  phase: Phase;
  problem: string;
  /** Bytes of recordings and run, and what the browser says of all that this site keeps. */
  bytes: number;
  usage: number | undefined;
  quota: number | undefined;
  /** The browser has promised to keep it. */
  persisted: boolean;
  busy: { what: "export" | "open"; done: number; of: number } | undefined;
  /** The last run that ended, or that an earlier visit left under way. */
  run: SavedRun | undefined;
}

export class SavedDesk extends Store<SavedState> {
  readonly #storage = new ProjectStorage();
  readonly #run: RunKeeper;
  readonly #keeper: Keeper;
  #stop: AbortController | undefined;
  /** The settings of an address go before what was kept, once. */
  #addressed = true;

  constructor(
    private readonly app: App,
    private readonly data: DataDesk,
    private readonly train: TrainDesk,
    private readonly runs: RunDesk,
    private readonly worker: DataWorker,
  ) {
    super({ phase: "empty", problem: "", bytes: 0, usage: undefined, quota: undefined, persisted: false, busy: undefined, run: undefined });
    this.#run = new RunKeeper(runs, (why) => app.notices.tell({ id: "run-kept", tone: "bad", text: t("storage.run-failed", { why }), why }));
    this.#keeper = new Keeper(this.#storage, {
      now: () => ({ kept: this.#now(), run: this.#run.kept }),
      untouched: () => data.words.untouched && data.state.source === "own" && Object.keys(train.query()).length === 0,
      busy: () => runs.active,
      show: (loaded) => this.#put(loaded),
      wrote: (problem) => this.#wrote(problem),
    });
  }

  /** Brings back what was kept, and keeps what changes from now on. */
  async begin(): Promise<void> {
    this.#keeper.watch(() => this.#phase());
    this.#run.watch(() => this.set({ run: this.#run.state.run }));
    await this.#keeper.begin();
    if (this.state.phase !== "unread") {
      tellSaved(this.state.phase !== "empty");
    }
    for (const store of [this.data.words, this.data, this.train, this.#run]) {
      store.watch(() => this.#keeper.soon());
    }
    this.#run.follow();
    // The last moment at which a browser lets a page work.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.#hurry();
      }
    });
    addEventListener("pagehide", () => this.#hurry());
    addEventListener("beforeunload", (event) => {
      // A run that is kept is there again; one that is not would be lost.
      if (this.runs.active && this.#keeper.unsafe) {
        event.preventDefault();
      }
    });
    this.#keeper.soon();
    await this.#measure();
  }

  #hurry(): void {
    this.#run.hurry();
    this.#keeper.hurry();
  }

  #now(): Kept {
    return { table: this.data.words.table, source: this.data.state.source, train: this.train.query(), given: this.train.state.given };
  }

  /** Shows what the database has. */
  async #put({ kept, run, missing }: Loaded): Promise<void> {
    const addressed = this.#addressed && Object.keys(this.train.query()).length > 0;
    const first = this.#addressed;
    this.#addressed = false;
    this.data.recorder.stop();
    if (this.runs.state.phase !== "none" && !run) {
      await this.#noRun();
    }
    if (kept) {
      this.choose(kept, addressed);
      this.data.words.replace(kept.table);
    } else if (!first) {
      this.data.words.begin();
    }
    this.#show(run);
    this.train.set({ given: kept?.given });
    // After all that is shown is known to be what is kept.
    setTimeout(() => giveAgain(this.app, kept?.given, run));
    if (missing > 0) {
      this.app.notices.tell({ id: "missing", tone: "warn", text: t("storage.missing", { count: missing }) });
    }
    if (run?.cut) {
      tellCut(this.app.notices, this.runs, run, () => this.data.current(run.source));
    }
  }

  /** Takes what a project says beside its recordings. */
  choose({ source, train }: Kept, keepTrain = false): void {
    this.data.choose(source);
    if (!keepTrain) {
      this.train.set({ choices: START });
      this.train.readQuery(train);
    }
  }

  #show(run: SavedRun | undefined): void {
    if (run) {
      this.runs.show(run, { ...this.data.current(run.source), title: run.title, labels: run.labels, probeTitle: run.probeTitle });
    }
    this.#run.put(run, run && this.runs.state.head);
  }

  /** Ends and forgets the page's run. */
  async #noRun(): Promise<void> {
    // An engine that does not answer has no run.
    await this.runs.reset().catch(() => undefined);
  }

  #phase(): void {
    const { phase, problem } = this.#keeper.state;
    if (phase !== this.state.phase) {
      const key = TOLD[phase];
      if (key === undefined) {
        this.app.notices.dismiss("tab");
      } else {
        const take = { title: t(key === "storage.phase.unread" ? "storage.write-over" : "storage.take-over"), run: () => settle(this.takeOver(), this.#tell) };
        this.app.notices.tell({ id: "tab", tone: "warn", text: t(key, { why: problem }), why: problem, action: take });
      }
    }
    this.set({ phase, problem });
  }

  readonly #tell = (text: string, why?: string): void => this.app.notices.tell({ id: "storage", tone: "bad", text, why });

  #wrote(problem: string | undefined): void {
    if (problem === undefined) {
      tellSaved(true);
      this.app.notices.dismiss("storage");
    } else {
      this.#tell(this.#keeper.state.phase === "full" ? t("storage.full") : t("storage.failed", { why: problem }), problem);
    }
    settle(this.#measure(), () => undefined);
  }

  /** This tab saves from now on, and what it has takes the place of what was kept. */
  takeOver(): Promise<void> {
    return this.#keeper.takeOver();
  }

  /** What is kept takes the place of what this tab has. */
  async readAgain(): Promise<void> {
    await this.#keeper.readAgain();
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

  /** Opens a project in place of the present one, without its settings where those here go before; words and takes can be had back by an undo. */
  async open(name: string, list: ZipList, keepSettings: () => boolean): Promise<Opened> {
    this.data.recorder.stop();
    await this.data.imports.end();
    try {
      const opened = await readArchive(this.worker, this.app.engine, name, list, () => this.data.words.id(), this.#progress("open"));
      // The visitor may have begun to record while it was read.
      this.data.recorder.stop();
      if (this.runs.state.phase !== "none") {
        await this.#noRun();
      }
      this.data.words.edit({ key: "did.open", values: { name } }, opened.kept.table);
      if (!keepSettings()) {
        this.choose(opened.kept);
      }
      this.#show(opened.run);
      return opened;
    } finally {
      this.set({ busy: undefined });
      this.close(list);
    }
  }

  /** Forgets words, takes, settings, run, whatever the places show of them, and everything that the browser keeps. */
  async forget(): Promise<void> {
    try {
      await this.#keeper.forget(async () => {
        try {
          await clearDesks(this.app, { data: this.data, train: this.train, runs: this.runs });
        } finally {
          this.#run.put(undefined, undefined);
          forgetSmall();
          [CUT, GIVEN, "missing", "run-kept"].forEach((id) => this.app.notices.dismiss(id));
          await forgetResults();
        }
      });
    } finally {
      await this.#measure();
    }
  }
}
