/** A piece of the two tracks of phones, in words. */
import { percent, seconds } from "../core/format.ts";
import type { StepScale } from "../plots/steps.ts";
import { texts } from "../text/text.ts";
import type { Picked } from "./desk.ts";
import { exampleOf, partsOf, runsOf } from "./phones.ts";

const t = await texts("phonemes");

/** What a piece of a track is, in words. */
export function describePiece({ spoken, heard }: { spoken: Uint8Array; heard: Uint8Array }, labels: readonly string[], scale: StepScale, { track, index }: Picked): string {
  const run = runsOf(track === "spoken" ? spoken : heard)[index];
  if (!run) {
    return "";
  }
  const name = (label: number | undefined) => (label === undefined ? t("piece.none") : (labels[label] ?? t("piece.none")));
  const second = (frame: number) => seconds(scale.startS + frame * scale.stepS);
  const label = name(run.label);
  // Silence has no word that it is heard in, but one that says what it is.
  const [silence, example] = label === "sil" ? [exampleOf(label), undefined] : [undefined, exampleOf(label)];
  const ends = { name: silence === undefined ? label : `${label} ${silence}`, from: second(run.from), to: second(run.to) };
  const what = example === undefined ? t("piece", ends) : t("piece.example", { ...ends, example });
  const parts = partsOf(track === "spoken" ? heard : spoken, run).slice(0, 3);
  const others = parts.map(({ label, share }) => t("piece.part", { name: name(label), share: percent(share) })).join(", ");
  return t(`piece.${track}`, { what, others });
}
