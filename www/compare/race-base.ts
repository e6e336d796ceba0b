import { html, type TemplateResult } from "lit";
import type { App } from "../app/context.ts";
import { settle } from "../core/settle.ts";
import type { Store } from "../core/store.ts";
import type { EngineDescription } from "../engine/protocol.ts";
import { laneKey } from "../plots/race-marks.ts";
import type { Project } from "../project/project.ts";
import { JobsPart } from "./jobs-part.ts";
import { RaceDesk, type RaceState } from "./race-desk.ts";
import type { Learner } from "./race-locality.ts";
import type { Job } from "./race-job.ts";
import { laneName } from "./race-metrics.ts";
import { type LaneChoice, settingOf } from "./race-plan.ts";
import { type Figures, figuresOf } from "./race-ranking.ts";

/** A part of the race's view. The desk is made with the first of them, and stays. */
export abstract class RacePart extends JobsPart {
  protected get race(): RaceDesk {
    return (this.app.desks.race ??= opened(this.app, this.project));
  }

  protected stores(): Store<object>[] {
    return [this.race, this.app.session];
  }

  protected readonly tell = (text: string): void => this.app.notices.tell({ id: "race", tone: "bad", text });
}

/** A lane's number with a piece of its line. */
export function laneMark(at: number): TemplateResult {
  return html`<span class="race-mark"><span class="race-number figures" data-lane=${at}>${at + 1}</span>${laneKey(at)}</span>`;
}

/** A lane's number and name, in running text. */
export function laneTag(lanes: readonly LaneChoice[], at: number): TemplateResult {
  return html`<span class="race-tag"><span class="race-number figures" data-lane=${at}>${at + 1}</span> <code>${laneName(lanes, at)}</code></span>`;
}

function learnerOf(d: EngineDescription, job: Job): Learner {
  return {
    rule: job.spec.rule,
    loops: settingOf(d, job.spec, "topology").includes("RFC"),
    symmetric: settingOf(d, job.spec, "eprop_feedback") === "symmetric",
  };
}

/** The figures of every lane. */
export function allFigures(d: EngineDescription, { plan, jobs }: RaceState): Figures[] {
  return (plan?.lanes ?? []).flatMap((_, lane) => {
    const job = jobs.find((j) => j.lane === lane);
    return job ? [figuresOf(lane, learnerOf(d, job), jobs)] : [];
  });
}

/** The race, with what an earlier visit left. */
function opened(app: App, project: Project): RaceDesk {
  const race = new RaceDesk(app, project);
  settle(race.remember(), (text) => app.notices.tell({ id: "race", tone: "bad", text }));
  return race;
}
