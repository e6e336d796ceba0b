import { texts } from "../text/text.ts";

const t = await texts("try");

/** The list of bundled clips. */
export interface Clip {
  file: string;
  label: string;
  voice: string;
  title: string;
}

function isClip(value: unknown): value is Clip {
  return (
    typeof value === "object" &&
    value !== null &&
    ["file", "label", "voice", "title"].every((key) => typeof (value as Record<string, unknown>)[key] === "string")
  );
}

/** Checks what the site's list holds. */
export function parseClips(value: unknown): Clip[] {
  if (!Array.isArray(value) || !value.every(isClip)) {
    throw new Error(t("clips.form"));
  }
  return value;
}
