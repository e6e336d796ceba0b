import { EngineError } from "../engine/fault.ts";

/** The latest texts that are the engine's, which speaks English alone, with the code of their case. */
const foreign = new Map<string, string>();
const MOST = 50;

/** Marks a text that came from the engine, to be drawn as English by `said`. */
export function fromEngine(text: string, code = "internal"): string {
  foreign.delete(text);
  foreign.set(text, code);
  for (const oldest of foreign.keys()) {
    if (foreign.size <= MOST) {
      break;
    }
    foreign.delete(oldest);
  }
  return text;
}

/** The code of a text that is the engine's; nothing of any other. */
export function engineCode(text: string): string | undefined {
  return foreign.get(text);
}

/** Text of whatever was thrown, for a person. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return error instanceof EngineError ? fromEngine(sentence, error.code) : sentence;
}

/** Runs an action of an event handler; what it throws goes to `tell`, so that no promise is left alone. */
export function settle(action: Promise<unknown>, tell: (message: string) => void): void {
  action.catch((error: unknown) => tell(messageOf(error)));
}
