import type { ModelDesk } from "../app/model-desk.ts";
import { fileName } from "../app/model-desk.ts";
import type { Notices } from "../app/notices.ts";
import { isInUse, type Session } from "../app/session.ts";
import { download } from "../core/files.ts";
import { list } from "../core/format.ts";
import { messageOf } from "../core/settle.ts";
import { withKey } from "../core/record.ts";
import { Store } from "../core/store.ts";
import type { DataDesk } from "../data/desk.ts";
import type { RunDesk } from "./run-desk.ts";
import { texts } from "../text/text.ts";
import { choicesFromQuery, queryFromChoices, type RunChoices, specOf, START, type Suggestion, suggestionFor, systemOf, workersOf } from "./settings.ts";

const t = await texts("train");

export interface TrainState {
  choices: RunChoices;
  /** A change that waits for the visitor's word, because it restarts the run. */
  pending: { choices: RunChoices; what: string; key: string } | undefined;
  /** What was typed and cannot be used, by setting: while there is any, no run begins. */
  wrong: Readonly<Record<string, string>>;
  /** Weights of a model that was taught here, as long as Try has it. */
  given: string | undefined;
}

/** Train: the settings of the run, and what begins it. */
export class TrainDesk extends Store<TrainState> {
  constructor(
    private readonly session: Session,
    private readonly models: ModelDesk,
    private readonly notices: Notices,
    private readonly data: DataDesk,
    private readonly run: RunDesk,
  ) {
    super({ choices: START, pending: undefined, wrong: {}, given: undefined });
    let before = session.state.model;
    session.watch(() => {
      const { model } = session.state;
      if (model !== before) {
        // The page's own model is there first when it is opened anew: it takes no other's place.
        if (model?.origin === "taught" || before?.origin === "taught") {
          this.set({ given: model?.origin === "taught" ? model.info.weightsSha256 : undefined });
        }
        before = model;
      }
    });
  }

  /** Settings that come from elsewhere stand in the fields, whatever was typed there. */
  override set(patch: Partial<TrainState>): void {
    super.set(patch.choices ? { wrong: {}, ...patch } : patch);
  }

  /** Notes what was typed into a field and cannot be used, or that it is mended. */
  mark(key: string, typed: string | undefined): void {
    if (typed !== this.state.wrong[key]) {
      this.set({ wrong: withKey(this.state.wrong, key, typed) });
    }
  }

  /** The run's model is the one in Try and Listen: the same weights, wherever they were loaded from. */
  get adopted(): boolean {
    const { weightsSha256, data } = this.run.state;
    return isInUse(this.session.state.model, weightsSha256, data?.labels);
  }

  /** Settings of an address; what cannot be used is named. */
  readQuery(query: Record<string, string>): void {
    const d = this.session.state.description;
    if (!d || Object.keys(query).length === 0) {
      return;
    }
    const { choices, problems } = choicesFromQuery(d, query, START);
    this.set({ choices });
    if (problems.length > 0) {
      this.notices.tell({
        id: "address",
        tone: "warn",
        text: t("address", { problems: list(problems) }),
      });
    }
  }

  query(): Record<string, string> {
    return queryFromChoices(this.state.choices, START);
  }

  /** What an address or a file says, with what it leaves out as on a fresh page. */
  choicesOf(query: Record<string, string>): RunChoices {
    const d = this.session.state.description;
    return d ? choicesFromQuery(d, query, START).choices : START;
  }

  suggestion(choices = this.state.pending?.choices ?? this.state.choices): Suggestion {
    const d = this.session.state.description;
    const system = d && systemOf(d, choices.system);
    const { takes, leastPerWord, official, split } = this.data.amount();
    const suggestion = suggestionFor(system, choices, takes, leastPerWord, official);
    // The visitor's own takes show which of them test.
    return split ? { ...suggestion, split } : suggestion;
  }

  /** Changes settings, or asks first when that restarts a run; `what` names the change, `key` the control it was made with. */
  change(patch: Partial<RunChoices>, what: string, key: string): void {
    const choices = { ...(this.state.pending?.choices ?? this.state.choices), ...patch };
    // Another network begins with settings of its own.
    const wrong = patch.system === undefined ? this.state.wrong : {};
    if (this.run.active) {
      this.set({ pending: { choices, what, key }, wrong });
    } else {
      this.set({ choices, wrong });
    }
  }

  changeSetting(key: string, value: string | undefined, what: string): void {
    const before = (this.state.pending?.choices ?? this.state.choices).changes;
    this.change({ changes: withKey(before, key, value) }, what, key);
  }

  /** Other workers for the run, at once: its result is the same, so nothing is asked and nothing restarts. */
  async setWorkers(workers: string): Promise<void> {
    const { choices, pending, wrong } = this.state;
    this.set({ wrong, choices: { ...choices, workers }, pending: pending && { ...pending, choices: { ...pending.choices, workers } } });
    await this.run.useWorkers(workersOf(this.state.choices));
  }

  async acceptPending(): Promise<void> {
    const { pending, wrong } = this.state;
    if (pending) {
      this.set({ choices: pending.choices, pending: undefined, wrong });
      await this.train();
    }
  }

  refusePending(): void {
    this.set({ pending: undefined });
  }

  async train(): Promise<void> {
    this.data.leave();
    await this.run.train(specOf(this.state.choices, this.suggestion()), this.data.current(), workersOf(this.state.choices));
  }

  /** Gives the run's model to Try and Listen. */
  async adopt(): Promise<void> {
    try {
      const bytes = await this.run.modelBytes();
      await this.models.adopt(this.run.state.data?.title ?? t("own"), bytes);
      const problem = this.session.state.modelProblem;
      if (problem !== undefined) {
        throw new Error(problem);
      }
    } catch (error) {
      this.notices.tell({ id: "adopt", tone: "bad", text: messageOf(error) });
    }
  }

  async saveModel(): Promise<void> {
    try {
      download(`${fileName(this.run.state.data?.title ?? "model")}.safetensors`, await this.run.modelBytes());
    } catch (error) {
      this.notices.tell({ id: "adopt", tone: "bad", text: messageOf(error) });
    }
  }
}
