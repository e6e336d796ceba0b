/** What every worker with an engine needs: calls that throw nothing but plain messages, and the text of a panic. */
import { describeThrown, EngineError } from "./fault.ts";

let panicText: string | undefined;

/** Text of the panic that ended the instance, if one did. */
export function lastPanic(): string | undefined {
  return panicText;
}

/** A panic prints its text just before the trap that ends the instance: keep it for the message. */
export function keepPanicText(): void {
  /* eslint-disable no-console */
  const print = console.error.bind(console);
  console.error = (...words: unknown[]) => {
    if (typeof words[0] === "string" && words[0].startsWith("panicked")) {
      panicText = words[0].split("\n\nStack")[0];
    }
    print(...words);
  };
}

/** The thing, which must be there by now. */
export function need<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) {
    throw new EngineError(`there is no ${what} yet`, "order");
  }
  return thing;
}

/** The same calls, with everything thrown turned into a message and a code, which is all that crosses. */
export function guarded(calls: Record<string, (...inputs: never[]) => unknown>): Record<string, (...inputs: unknown[]) => Promise<unknown>> {
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      async (...inputs: unknown[]) => {
        try {
          return await (call as (...inputs: unknown[]) => unknown)(...inputs);
        } catch (error) {
          // A plain object: comlink passes it on whole.
          // eslint-disable-next-line @typescript-eslint/only-throw-error
          throw describeThrown(error, panicText);
        }
      },
    ]),
  );
}
