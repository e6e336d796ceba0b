/** Figure 2's neurons from the run that figure 4 looks at. */
import type { EngineDescription } from "../../engine/protocol.ts";
import { stepScale } from "../../plots/steps.ts";
import { cellOf, type Wanted } from "../plan.ts";
import type { Results } from "../results.ts";
import { coursesOf, type Traced } from "./traced.ts";

/** A setting of the run: its own, its system's, or the engine's. */
function settingOf(description: EngineDescription, run: Wanted, key: string): string {
  const { system, rule, preset, settings } = cellOf(run.cell);
  const own = settings[key] ?? description.systems.find((s) => s.id === system)?.defaults[preset]?.[rule]?.[key];
  return own ?? description.settings.find((s) => s.key === key)?.default ?? "";
}

/** Length of a frame under the project's settings, ms. */
const WINDOW_MS = 50;

/** Asked for whenever the page is drawn. */
const TRACED = new WeakMap<object, Traced>();

/** What the run's network did at its end; nothing before it is over. */
export function tracedOf(results: Results, run: Wanted | undefined, description: EngineDescription): Traced | undefined {
  const look = run && results.get(run.key)?.looks.find((l) => l.epoch === run.epochs);
  if (!look || look.layer.activity) {
    return undefined;
  }
  const { layer, frames, steps, hopMs } = look;
  const known = TRACED.get(layer);
  if (known) {
    return known;
  }
  const traced: Traced = {
    neurons: coursesOf(layer, settingOf(description, run, "adaptation") !== "threshold"),
    recurrent: layer.recurrent,
    scale: stepScale(frames, steps, hopMs, WINDOW_MS),
    steps,
    decay: Number(settingOf(description, run, "adapt_decay")),
    gain: Number(settingOf(description, run, "adapt_gain")),
    of: { kind: "run", epochs: run.epochs },
  };
  TRACED.set(layer, traced);
  return traced;
}
