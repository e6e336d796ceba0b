/** Brings a network and takes into a laboratory, and finds out which of them may be asked. */
import type { App } from "../app/context.ts";
import type { LabClient } from "../engine/lab-client.ts";
import type { ModelInfo } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import type { Tested } from "./test-answers.ts";
import { BUNDLED_NAME, givenBy, type Network, type Part, planFor, type Source, type Trust, trustFor } from "./test-subject.ts";

const t = await texts("compare");

/** The network's units spike, so that neurons can be saturated. */
function spikes(info: ModelInfo): boolean {
  return (info.settings["unit"] ?? "spiking") === "spiking";
}

export async function openSubject(app: App, lab: LabClient, network: Network, source: Source, part: Part): Promise<Tested> {
  return network === "run" ? openRun(app, lab, part) : openModel(app, lab, source, part);
}

async function openRun(app: App, lab: LabClient, part: Part): Promise<Tested> {
  const run = app.project?.run;
  const { data, spec } = run?.state ?? {};
  if (!run || !data || !spec) {
    throw new Error(t("test.no-run"));
  }
  const { phase, stopped, records } = run.state;
  const bytes = await run.modelBytes();
  await data.load((make) => make(lab));
  const info = await lab.loadModel(data.title, bytes);
  const validation = Number(info.settings["validation"] ?? 0);
  const trust = { split: spec.split, seed: spec.seed, validation };
  // The file itself says how far it is: the run may have gone on meanwhile.
  const given = givenBy(info.history.length > 0 ? info.history : records);
  // Inside an epoch the network is no longer the one that was measured, unless a validation part has kept that.
  const whole = validation > 0 || (phase === "ended" && !stopped);
  const comparable = whole && Number(info.settings["test_noise"] ?? 0) === 0;
  const tested = await finish(lab, info, trust, data.title, { network: "run", part, title: data.title });
  return { ...tested, epoch: given?.epoch, spec, runAccuracy: comparable ? (given?.testAccuracy ?? undefined) : undefined };
}

async function openModel(app: App, lab: LabClient, source: Source, part: Part): Promise<Tested> {
  const { model } = app.session.state;
  const desk = app.project?.data;
  if (!model || !desk) {
    throw new Error(t("test.no-model"));
  }
  const bundled = desk.state.packs[0];
  const data = desk.current(source === "bundled" ? bundled?.file : undefined);
  const { title } = data;
  const { words, takes } = desk.words.state;
  await data.load((make) => make(lab));
  const info = await lab.loadModel(model.title, model.bytes);
  const { utterances } = await lab.summary();
  const trust = trustFor(info, model.origin === "shipped", { titles: data.source === bundled?.file ? [title, BUNDLED_NAME] : [title], isPack: data.source !== "own", names: utterances.map((u) => u.name) });
  const tested = await finish(lab, info, trust, title, { network: "model", part, title: model.title });
  return { ...tested, takes: source === "project" ? { source: data.source ?? "own", own: { words, takes } } : undefined };
}

async function finish(lab: LabClient, info: ModelInfo, trust: Trust, title: string, head: Pick<Tested, "network" | "part" | "title">): Promise<Tested> {
  const summary = await lab.summary();
  const known = typeof trust === "object";
  const parts = known ? await lab.parts(trust.split, trust.seed, trust.validation) : undefined;
  const plan = planFor(info.labels, summary, parts, known ? "untouched" : trust);
  return {
    ...head,
    standing: head.part === "learnt" ? "learnt" : plan.standing,
    info,
    epoch: undefined,
    spec: undefined,
    takes: undefined,
    runAccuracy: undefined,
    spiking: spikes(info),
    data: { title, digest: await lab.digest(), utterances: summary.utterances },
    split: known ? trust.split : undefined,
    plan,
    asked: head.part === "learnt" ? plan.learnt : plan.test,
  };
}
