/** What the doctor advises: settings of the next run with a direction, from what was found and how the network was trained. */
import type { SettingInfo } from "../engine/protocol.ts";
import type { Diagnosis } from "./doctor.ts";

/** Why a change is advised; each has its text. */
export type Complaint = "silent" | "saturated" | "unread" | "mute";

export interface Advice {
  complaint: Complaint;
  key: string;
  /** Present and advised value, as settings are written. */
  from: string;
  to: string;
}

/** Shares of a layer's neurons from which on something is advised. A few silent or mute neurons among hundreds do no harm. */
export const WORTH: Record<Complaint, number> = { silent: 0.05, saturated: 0.05, unread: 0.1, mute: 0.25 };

/** How a setting is changed: times a factor, or from 0 to a first value. */
interface Remedy {
  key: string;
  factor: number;
  /** Where it is 0, which no factor changes. */
  from0?: number;
}

const REMEDIES: Record<Complaint, readonly Remedy[]> = {
  silent: [
    { key: "v_threshold", factor: 0.7 },
    { key: "init_ff", factor: 1.5, from0: 1 },
    { key: "adapt_strength", factor: 0.5 },
    { key: "rate_strength", factor: 2, from0: 1 },
  ],
  saturated: [
    { key: "v_threshold", factor: 1.4 },
    { key: "adapt_strength", factor: 2, from0: 0.5 },
    { key: "leak", factor: 0.5 },
    { key: "init_rec", factor: 0.5 },
    { key: "rate_strength", factor: 2, from0: 1 },
  ],
  unread: [
    { key: "readout_rate", factor: 2 },
  ],
  mute: [
    { key: "learning_rate", factor: 2 },
    { key: "init_ff", factor: 1.5, from0: 1 },
  ],
};

/** Least neurons that a layer is advised to keep. */
const LEAST_NEURONS = 10;

/** A number without needless digits, as settings are written. */
function written(x: number): string {
  return String(Number(x.toPrecision(3)));
}

/** A setting's advised value within its range, or nothing where it stays as it is. */
function changed({ factor, from0 }: Remedy, setting: SettingInfo, from: string): string | undefined {
  const x = Number(from);
  const wanted = x === 0 ? from0 : x * factor;
  if (from.trim() === "" || !Number.isFinite(x) || wanted === undefined) {
    return undefined;
  }
  const to = written(Math.min(setting.max ?? Infinity, Math.max(setting.min ?? -Infinity, wanted)));
  return Number(to) === x ? undefined : to;
}

/** A topology whose layer `layer` has fewer neurons, by the share of its useless ones; nothing for layers that cannot simply shrink. */
export function smaller(topology: string, layer: number, useless: number): string | undefined {
  const layers = topology.split("-");
  const [, kind, size] = /^(R?FC)(\d+)$/.exec(layers[layer] ?? "") ?? [];
  if (kind === undefined || size === undefined) {
    return undefined;
  }
  const kept = Math.max(LEAST_NEURONS, Math.ceil((Number(size) - useless) / 10) * 10);
  return kept < Number(size) ? layers.with(layer, `${kind}${kept}`).join("-") : undefined;
}

/**
 * What to try, the most widespread complaint first; each setting is named once.
 *
 * @param settings how the network was trained
 * @param known the engine's settings, with their ranges
 * @param matters whether a setting changes anything in such a run
 */
export function adviceFor(diagnosis: Diagnosis, settings: Readonly<Record<string, string>>, known: readonly SettingInfo[], matters: (key: string) => boolean): Advice[] {
  const share = (complaint: Complaint): number => Math.max(0, ...diagnosis.layers.map((l) => l.ill[complaint] / Math.max(1, l.neurons)));
  const complaints = (Object.keys(WORTH) as Complaint[]).filter((c) => share(c) >= WORTH[c]).sort((a, b) => share(b) - share(a));
  const out: Advice[] = [];
  for (const complaint of complaints) {
    for (const remedy of REMEDIES[complaint]) {
      const setting = known.find((s) => s.key === remedy.key);
      const from = settings[remedy.key];
      const to = setting && from !== undefined && matters(remedy.key) ? changed(remedy, setting, from) : undefined;
      if (from !== undefined && to !== undefined && !out.some((a) => a.key === remedy.key)) {
        out.push({ complaint, key: remedy.key, from, to });
      }
    }
    const topology = settings["topology"];
    if ((complaint === "mute" || complaint === "unread") && topology !== undefined && !out.some((a) => a.key === "topology")) {
      const worst = diagnosis.layers.map((l, i) => ({ i, useless: l.ill.mute + l.ill.unread, share: (l.ill.mute + l.ill.unread) / Math.max(1, l.neurons) })).sort((a, b) => b.share - a.share)[0];
      const to = worst && smaller(topology, worst.i, worst.useless);
      if (to !== undefined) {
        out.push({ complaint, key: "topology", from: topology, to });
      }
    }
  }
  return out;
}
