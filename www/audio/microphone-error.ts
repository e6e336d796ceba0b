/** What keeps a microphone from being used; each has its own words and a way on in the texts of `microphone`. */

export const MICROPHONE_PROBLEMS = ["denied", "none", "gone", "busy", "insecure", "unsupported", "lost", "no-sound", "unknown"] as const;
export type MicrophoneProblem = (typeof MICROPHONE_PROBLEMS)[number];

export class MicrophoneError extends Error {
  override readonly name = "MicrophoneError";

  /** @param message what a person is told */
  constructor(
    readonly problem: MicrophoneProblem,
    message: string,
  ) {
    super(message);
  }
}

/** The browser's sound did not start in time. */
export class SoundDoesNotStart extends Error {
  override readonly name = "SoundDoesNotStart";
}

/** What can be said before anybody is asked. */
export function problemBeforeAsking(world: { secure: boolean; devices: boolean; worklet: boolean }): MicrophoneProblem | undefined {
  if (!world.secure) {
    return "insecure";
  }
  return world.devices && world.worklet ? undefined : "unsupported";
}

/** The problem behind what `getUserMedia` threw; of an odd one also what it says. */
export function problemOfThrown(error: unknown): { problem: MicrophoneProblem; detail?: string } {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "PermissionDeniedError":
      return { problem: "denied" };
    case "SecurityError":
      return { problem: "insecure" };
    case "NotFoundError":
    case "DevicesNotFoundError":
      return { problem: "none" };
    case "OverconstrainedError":
      return { problem: "gone" };
    case "SoundDoesNotStart":
      return { problem: "no-sound" };
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return { problem: "busy" };
    default:
      return { problem: "unknown", detail: error instanceof Error ? error.message : String(error) };
  }
}
