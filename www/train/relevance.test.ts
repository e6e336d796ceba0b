import { describe, expect, it } from "vitest";
import { isVariation, matters, type Present } from "./relevance.ts";

const VALUES: Record<string, string> = {
  topology: "RFC500-FC10",
  readout: "leaky",
  readout_from: "last",
  encoding: "direct",
  unit: "spiking",
  firing: "summed",
  adapt_strength: "0.05",
  through_time: "leak",
  eprop_feedback: "symmetric",
  rate_strength: "0",
  feedback: "binary",
  validation: "0",
};

function present(rule: string, changes: Record<string, string> = {}): Present {
  return { rule, value: (key) => changes[key] ?? VALUES[key] ?? "" };
}

/** Settings of the list that matter. */
const shown = (keys: string, p: Present) => keys.split(" ").filter((key) => matters(key, p)).join(" ");

describe("a setting is shown", () => {
  it("always, when nothing says otherwise", () => {
    expect(shown("topology batch input_scale made_up", present("rp"))).toBe("topology batch input_scale made_up");
  });

  it("with the encoding that it belongs to", () => {
    expect(shown("som_nodes som_winners", present("rp"))).toBe("");
    expect(shown("som_nodes som_winners", present("rp", { encoding: "som" }))).toBe("som_nodes som_winners");
  });

  it("with the rules that read it", () => {
    const keys = "through_time eligibility eprop_feedback feedback_reach feedback feedback_density rate_strength angle_utterances";
    expect(shown(keys, present("rp"))).toBe("through_time eligibility feedback_reach feedback feedback_density rate_strength angle_utterances");
    expect(shown(keys, present("bptt"))).toBe("rate_strength");
    expect(shown(keys, present("fa"))).toBe("rate_strength angle_utterances");
    expect(shown(keys, present("readout"))).toBe("");
    expect(shown(keys, present("eprop"))).toBe("through_time eligibility eprop_feedback feedback_reach rate_strength angle_utterances");
    expect(shown("feedback feedback_decay", present("eprop", { eprop_feedback: "adaptive" }))).toBe("feedback feedback_decay");
    expect(shown("feedback_density", present("dfa", { feedback: "gaussian" }))).toBe("");
  });

  it("with the layers that it needs", () => {
    expect(shown("density loop_kind init_rec firing recurrent_leak", present("rp", { topology: "FC500-FC10" }))).toBe("");
    expect(shown("recurrent_leak", present("rp", { firing: "single" }))).toBe("");
    expect(shown("readout_from feedback_skips", present("rp"))).toBe("");
    const deep = { topology: "C16x7x3/2-RFC500-FC300-FC10" };
    expect(shown("density readout_from feedback_skips", present("rp", deep))).toBe("density readout_from feedback_skips");
    // Layers that the readout does not see get the error by B.
    expect(shown("feedback", present("eprop", deep))).toBe("feedback");
    expect(shown("feedback", present("eprop", { ...deep, readout_from: "all" }))).toBe("");
  });

  it("with neurons that have it", () => {
    const keys = "leak v_threshold v_reset refractory_steps surrogate_width adapt_strength adapt_decay reset firing through_time";
    expect(shown(keys, present("rp", { unit: "relu" }))).toBe("");
    expect(shown("leak v_threshold surrogate_width", present("rp", { unit: "relu", readout: "spiking" }))).toBe("leak v_threshold surrogate_width");
    expect(shown("readout_leak", present("rp", { readout: "spiking" }))).toBe("");
    expect(shown("adapt_strength adaptive_share adapt_decay adapt_gain adaptation", present("rp", { adapt_strength: "0" }))).toBe("adapt_strength");
    expect(shown("reset", present("rp"))).toBe("");
    expect(shown("reset", present("rp", { through_time: "state" }))).toBe("reset");
    expect(shown("surrogate_width", present("readout"))).toBe("");
  });

  it("with the setting that switches it on", () => {
    expect(shown("rate_target patience", present("rp"))).toBe("");
    expect(shown("rate_target patience", present("rp", { rate_strength: "1", validation: "0.1" }))).toBe("rate_target patience");
  });
});

it("variations are known by their key", () => {
  expect(["augment_shift", "batch"].map(isVariation)).toEqual([true, false]);
});
