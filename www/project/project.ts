/** What Data, Train, Inside and Compare share: the recordings, the settings, and the one run. Fetched with the first place that needs it. */
import type { App } from "../app/context.ts";
import { DataDesk } from "../data/desk.ts";
import { DataWorker } from "../data/worker-client.ts";
import { TrainDesk } from "../train/desk.ts";
import { RunDesk } from "../train/run-desk.ts";
import { START } from "../train/settings.ts";
import { Gaze } from "./gaze.ts";
import "./run-bar.ts";
import { isRepeatKey, RepeatDesk } from "./repeat.ts";
import { SavedDesk } from "./saved.ts";

export interface Project {
  readonly data: DataDesk;
  readonly train: TrainDesk;
  readonly run: RunDesk;
  /** What Inside is asked to look at. */
  readonly gaze: Gaze;
  /** What this browser keeps of all that; `saved.state.run` is the last run that ended, with its model. */
  readonly saved: SavedDesk;
  /** Whether a run came out as its address or file says. */
  readonly repeat: RepeatDesk;
  /** Reads the settings of an address; `readRepeat` reads the rest, once the recordings are there. */
  readQuery(query: Record<string, string>): void;
  readRepeat(query: Record<string, string>): void;
}

export function openProject(app: App): Project {
  const { engine, session, models, notices, player } = app;
  const worker = new DataWorker();
  const data = new DataDesk(engine, player, notices, worker);
  const run = new RunDesk(engine, notices);
  const train = new TrainDesk(session, models, notices, data, run);
  const repeat = new RepeatDesk(data, train, run, notices);
  for (const edited of [train, data, data.words]) {
    edited.watch(() => run.forgive());
  }
  return {
    data,
    train,
    run,
    gaze: new Gaze(),
    saved: new SavedDesk(app, data, train, run, worker),
    repeat,
    readQuery: (query) => {
      if (Object.keys(query).length > 0) {
        // What an address leaves out is as on a fresh page; what was asked about earlier settings is settled by it.
        train.set({ choices: START, pending: undefined });
        train.readQuery(Object.fromEntries(Object.entries(query).filter(([key]) => !isRepeatKey(key))));
      }
    },
    readRepeat: (query) => repeat.readQuery(query),
  };
}
