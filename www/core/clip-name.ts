/** What a bundled clip is called, in the present language. */
import { texts } from "../text/text.ts";

const t = await texts("try");

/** Takes apart how the list of clips calls one: `“seven” · RMS, low voice`, `“three” · RMS in noise`. */
function parts(title: string): { word: string; voice: string; manner: string } | undefined {
  const [, word, voice, manner] = /^“(.+)” · (.+?),? (low voice|high voice|fast|in noise|in strong noise)$/.exec(title) ?? [];
  return word === undefined || voice === undefined || manner === undefined ? undefined : { word, voice, manner: t.maybe(`manner.${manner.replaceAll(" ", "-")}`) ?? manner };
}

/** How it is spoken: `low voice`; nothing where the title does not say so. */
export function clipManner(title: string): string | undefined {
  return parts(title)?.manner;
}

/** How and by whom: `low voice (RMS)`; a text that is no clip's title stays as it is. */
export function clipVoice(title: string): string {
  const known = parts(title);
  return known ? `${known.manner} (${known.voice})` : title;
}

/** The whole name; a recording's or a file's stays as it is. */
export function clipName(title: string): string {
  const word = parts(title)?.word;
  return word === undefined ? title : t("clip.name", { word, voice: clipVoice(title) });
}
