declare module "@messageformat/core/compile-module.js" {
  import type MessageFormat from "@messageformat/core";

  /** The source of a module of functions, one for each text. */
  export default function compileModule(format: MessageFormat, texts: Record<string, string>): string;
}
