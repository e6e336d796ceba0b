import { texts } from "../text/text.ts";
import type { Moment } from "./moments.ts";

const t = await texts("inside");

/** A moment of training in words. */
export function momentTitle({ kind, epoch, title }: Pick<Moment, "kind" | "epoch" | "title">): string {
  return kind === "try" ? t("timeline.try", { title }) : t(`timeline.${kind}`, { epoch: epoch ?? 0 });
}
