/** Names of what the engine describes (networks, rules, settings, their choices) in the present language; the engine's own English where there is none. */
import type { Choice, RuleInfo, SettingInfo, SystemInfo } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { list, percent } from "./format.ts";

const t = await texts("names");

/** A name by its id, or nothing. */
export function named(kind: "system" | "rule" | "preset" | "setting" | "group" | "unit", id: string): string | undefined {
  return t.maybe(`${kind}.${id}`);
}

export function systemTitle({ id, title }: Pick<SystemInfo, "id" | "title">): string {
  return named("system", id) ?? title;
}

/** A network's name without what it is made of: `NRR-SNN, shallow`. */
export function systemName(id: string, systems: readonly SystemInfo[] | undefined): string {
  return systemTitle({ id, title: systems?.find((s) => s.id === id)?.title ?? id }).split(":")[0] ?? id;
}

export function ruleTitle({ id, title }: Pick<RuleInfo, "id" | "title">): string {
  return named("rule", id) ?? title;
}

export function presetTitle({ id, title }: Choice): string {
  return named("preset", id) ?? title;
}

export function settingTitle({ key, title }: Pick<SettingInfo, "key" | "title">): string {
  return named("setting", key) ?? title;
}

export function unitTitle(unit: string): string {
  return named("unit", unit) ?? unit;
}

/** A group of settings. */
export function groupTitle(group: string): string {
  return named("group", group) ?? group;
}

/** A test part in words, whichever way the run's split names it. */
export function splitTitle(split: string): string {
  const [kind = "", of = ""] = split.split(/:(.*)/s, 2);
  const [k = 0, n = 0] = of.split("/").map(Number);
  const gaps = { share: percent(Number(of)), k: k + 1, n, name: of };
  return t.maybe(`split.${split}`, gaps) ?? t.maybe(`split.${kind}`, gaps) ?? split;
}

/** One of a setting's choices. */
export function choiceTitle(key: string, { id, title }: Choice): string {
  return t.maybe(`choice.${key}.${id}`) ?? title;
}

/** Where a network or rule comes from, a work and its place there, in words; nothing where it is a citation as it stands. */
export function sourceTitle(source: string): string | undefined {
  const [, work, place = source] = /^(.+? \d{4}), (.+)$/.exec(source) ?? [];
  const words = t.maybe(`source.${place}`);
  return words === undefined || work === undefined ? words : `${work}, ${words}`;
}

/** One layer of a topology in plain words; a name that is not understood stays as it is. */
function layerInWords(name: string): string {
  const conv = /^C(\d+)x(\d+)x(\d+)(?:\/(\d+))?$/.exec(name);
  if (conv) {
    return t("layer.conv", { channels: Number(conv[1]), bands: Number(conv[2]), frames: Number(conv[3]) });
  }
  const [, loop, neurons] = /^(R?)FC(\d+)$/.exec(name) ?? [];
  return neurons === undefined ? name : t(loop === "R" ? "layer.loop" : "layer.plain", { neurons: Number(neurons) });
}

/** The layers of a topology such as `RFC500-FC10` in plain words, from the sound to the readout. */
export function topologyInWords(topology: string): string {
  return list([...topology.split("-").slice(0, -1).map(layerInWords), t("layer.readout")]);
}

/** What a model learnt from, such as `bundled digits+fsdd`, in words; any other name stays. */
export function dataTitle(data: string): string {
  const names = data.split("+").map((name) => t.maybe(`data.${name}`));
  return names.every((name) => name !== undefined) ? list(names) : data;
}
