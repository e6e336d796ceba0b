/** What keeps a microphone from being used, each with its own words and a way on. */

export type MicrophoneProblem = "denied" | "none" | "busy" | "insecure" | "unsupported" | "lost" | "unknown";

const WAY_ON = "The clips and WAV files work without a microphone.";

const TEXT: Record<MicrophoneProblem, string> = {
  denied: `The browser was told not to let this page use the microphone. Allow it in the address bar or in the site's settings, then press the button again. ${WAY_ON}`,
  none: `No microphone was found. Connect one and press the button again. ${WAY_ON}`,
  busy: `The microphone is in use by another program or tab, or the system holds it back. Close the other program and press the button again. ${WAY_ON}`,
  insecure: `Browsers give the microphone to secure pages only. Open this page by https or from localhost. ${WAY_ON}`,
  unsupported: `This browser cannot record in a page (no AudioWorklet). A current Firefox, Chrome, Edge or Safari can. ${WAY_ON}`,
  lost: `The microphone went away while it was in use. Connect it again and press the button. ${WAY_ON}`,
  unknown: `The microphone could not be opened. ${WAY_ON}`,
};

export class MicrophoneError extends Error {
  override readonly name = "MicrophoneError";

  constructor(
    readonly problem: MicrophoneProblem,
    detail = "",
  ) {
    super(detail === "" ? TEXT[problem] : `${TEXT[problem]} (${detail})`);
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
