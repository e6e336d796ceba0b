/** What Data, Train, Inside and Compare share: the recordings, the settings, and the one run. Fetched with the first place that needs it. */
import type { App } from "../app/context.ts";
import { DataDesk } from "../data/desk.ts";
import { TrainDesk } from "../train/desk.ts";
import { RunDesk } from "../train/run-desk.ts";
import { Gaze } from "./gaze.ts";
import "./run-bar.ts";

export interface Project {
  readonly data: DataDesk;
  readonly train: TrainDesk;
  readonly run: RunDesk;
  /** What Inside is asked to look at. */
  readonly gaze: Gaze;
}

export function openProject({ engine, session, models, notices, player }: App): Project {
  const data = new DataDesk(engine, player, notices);
  const run = new RunDesk(engine, notices);
  const train = new TrainDesk(session, models, notices, data, run);
  return { data, train, run, gaze: new Gaze() };
}
