import type { Thrown } from "./protocol.ts";

/** Code of an error after which the worker's WebAssembly instance cannot be used any more. */
export const PANIC = "panic";

/** An error of the engine: its text says what was wrong and what to do, its `code` names the case. */
export class EngineError extends Error {
  override readonly name = "EngineError";

  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** What was thrown, as it crosses from the worker. A trap of WebAssembly, which ends a panic, has the code `panic`. */
export function describeThrown(value: unknown, panicText?: string): Thrown {
  if (value instanceof WebAssembly.RuntimeError) {
    return { message: panicText ?? value.message, code: PANIC };
  }
  if (value instanceof Error) {
    const code = "code" in value && typeof value.code === "string" ? value.code : "internal";
    return { message: value.message, code };
  }
  return { message: String(value), code: "internal" };
}

/** The page's error for what came across. */
export function fromThrown(value: unknown): EngineError {
  if (value instanceof EngineError) {
    return value;
  }
  if (typeof value === "object" && value !== null && "message" in value && typeof value.message === "string") {
    const code = "code" in value && typeof value.code === "string" ? value.code : "internal";
    return new EngineError(value.message, code);
  }
  return new EngineError(String(value), "internal");
}
