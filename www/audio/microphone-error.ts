/** What keeps a microphone from being used, each with its own words and a way on. */
import { texts } from "../text/text.ts";

export type MicrophoneProblem = "denied" | "none" | "busy" | "insecure" | "unsupported" | "lost" | "unknown";

const t = await texts("app");

export class MicrophoneError extends Error {
  override readonly name = "MicrophoneError";

  constructor(
    readonly problem: MicrophoneProblem,
    detail = "",
  ) {
    super(detail === "" ? t(`microphone.${problem}`) : `${t(`microphone.${problem}`)} (${detail})`);
  }
}

/** What can be said before anybody is asked. */
export function problemBeforeAsking(world: { secure: boolean; devices: boolean; worklet: boolean }): MicrophoneProblem | undefined {
  if (!world.secure) {
    return "insecure";
  }
  return world.devices && world.worklet ? undefined : "unsupported";
}

/** The problem behind what `getUserMedia` threw. */
export function problemOfThrown(error: unknown): MicrophoneError {
  const name = error instanceof Error ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
      return new MicrophoneError("denied");
    case "SecurityError":
      return new MicrophoneError("insecure");
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return new MicrophoneError("none");
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return new MicrophoneError("busy");
    default:
      return error instanceof MicrophoneError ? error : new MicrophoneError("unknown", error instanceof Error ? error.message : String(error));
  }
}
