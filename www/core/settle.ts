import { EngineError } from "../engine/fault.ts";

/** The latest texts that are the engine's, which speaks English alone. */
const foreign = new Set<string>();
const MOST = 50;

/** Marks a text that came from the engine, to be drawn as English by `said`. */
export function fromEngine(text: string): string {
  foreign.delete(text);
  foreign.add(text);
  for (const oldest of foreign) {
    if (foreign.size <= MOST) {
      break;
    }
    foreign.delete(oldest);
  }
  return text;
}

/** Whether a text is the engine's. */
export function isFromEngine(text: string): boolean {
  return foreign.has(text);
}

/** Text of whatever was thrown, for a person. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return error instanceof EngineError ? fromEngine(sentence) : sentence;
}

/** Runs an action of an event handler; what it throws goes to `tell`, so that no promise is left alone. */
export function settle(action: Promise<unknown>, tell: (message: string) => void): void {
  action.catch((error: unknown) => tell(messageOf(error)));
}
