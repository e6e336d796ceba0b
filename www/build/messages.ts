import MessageFormat from "@messageformat/core";
import compileModule from "@messageformat/core/compile-module.js";
import type { Plugin } from "vite";

/** The page's texts (`www/text/LANGUAGE/*.json`, ICU MessageFormat) become modules of small functions, so that no parser is downloaded. */
export function messages(): Plugin {
  return {
    name: "messages",
    enforce: "pre",
    transform(code, id) {
      const language = /\/www\/text\/([a-z]+)\/[a-z]+\.json$/.exec(id)?.[1];
      if (language === undefined) {
        return null;
      }
      const texts = JSON.parse(code) as Record<string, string>;
      const format = new MessageFormat(language, { biDiSupport: false, requireAllArguments: false });
      return { code: compileModule(format, texts), map: null, moduleType: "js" };
    },
  };
}
