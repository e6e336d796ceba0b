/** The microphone: asked for on a click, closed when done. */
import { texts } from "../text/text.ts";
import captureUrl from "./capture.worklet.ts?worker&url";
import { MicrophoneError, SoundDoesNotStart, type MicrophoneProblem, problemBeforeAsking, problemOfThrown } from "./microphone-error.ts";

/** One of the device's microphones. */
export interface Microphone {
  id: string;
  /** Its name; empty before the visitor has allowed one. */
  title: string;
}

/** An open microphone. */
export interface OpenMicrophone {
  rateHz: number;
  /** Which one it is. */
  id: string;
  /** Releases the device; the browser's sign goes out. */
  close(): void;
}

export interface MicrophoneHooks {
  /** About 20 ms of mono samples. */
  block(samples: Float32Array): void;
  /** The device went away. */
  lost(error: MicrophoneError): void;
  /** The system turned the device off, or on again. */
  muted?(off: boolean): void;
}

/** Seconds that the browser's sound has for starting; without any loudspeaker some browsers let a page wait for ever. */
const SOUND_PATIENCE_S = 8;

/** Starts the sound; throws where it does not start. */
async function started(context: AudioContext): Promise<void> {
  let patience = 0;
  const late = new Promise<never>((_, reject) => {
    patience = window.setTimeout(() => reject(new SoundDoesNotStart()), 1000 * SOUND_PATIENCE_S);
  });
  try {
    await Promise.race([context.resume(), late]);
  } finally {
    window.clearTimeout(patience);
  }
}

/** An error in the visitor's words; they are fetched when there is something to tell. */
async function told(problem: MicrophoneProblem, detail?: string): Promise<MicrophoneError> {
  const t = await texts("microphone");
  return new MicrophoneError(problem, detail === undefined ? t(problem) : `${t(problem)} (${detail})`);
}

/** Nothing on a page that is not secure. */
function devices(): MediaDevices | undefined {
  const { mediaDevices }: { mediaDevices?: MediaDevices } = navigator;
  return mediaDevices;
}

/** The microphones that there are, as far as the browser tells. */
export async function microphones(): Promise<Microphone[]> {
  const all = (await devices()?.enumerateDevices()) ?? [];
  return all.filter((d) => d.kind === "audioinput" && d.deviceId !== "").map((d) => ({ id: d.deviceId, title: d.label }));
}

/** Calls `changed` when a microphone is connected or taken away; gives the function that ends it. */
export function onMicrophonesChange(changed: () => void): () => void {
  const all = devices();
  all?.addEventListener("devicechange", changed);
  return () => all?.removeEventListener("devicechange", changed);
}

/**
 * Opens the microphone. Must be called from a click.
 *
 * @param id the one that is wanted; the browser's own choice without it
 */
export async function openMicrophone(hooks: MicrophoneHooks, id?: string): Promise<OpenMicrophone> {
  const problem = problemBeforeAsking({
    secure: globalThis.isSecureContext,
    devices: typeof devices()?.getUserMedia === "function",
    worklet: "AudioWorkletNode" in globalThis,
  });
  if (problem) {
    throw await told(problem);
  }
  const failed = async (error: unknown): Promise<MicrophoneError> => {
    const { problem, detail } = problemOfThrown(error);
    return told(problem, detail);
  };
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        channelCount: 1,
        // The network learns the voice as it is: no processing by the browser.
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
        ...(id === undefined ? {} : { deviceId: { exact: id } }),
      },
      video: false,
    });
  } catch (error) {
    throw await failed(error);
  }
  const context = new AudioContext();
  const close = () => {
    for (const track of stream.getTracks()) {
      track.onended = null;
      track.onmute = null;
      track.onunmute = null;
      track.stop();
    }
    context.onstatechange = null;
    if (context.state !== "closed") {
      context.close().catch(() => undefined);
    }
  };
  try {
    await context.audioWorklet.addModule(captureUrl);
    await started(context);
  } catch (error) {
    close();
    throw await failed(error);
  }
  const node = new AudioWorkletNode(context, "capture", { numberOfInputs: 1, numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
  node.port.onmessage = (event: MessageEvent<Float32Array>) => hooks.block(event.data);
  const source = context.createMediaStreamSource(stream);
  source.connect(node);
  // A telephone call suspends the sound of a page; after it the page hears again.
  context.onstatechange = () => {
    if (context.state !== "running") {
      context.resume().catch(() => undefined);
    }
  };
  const release = () => {
    node.port.onmessage = null;
    source.disconnect();
    close();
  };
  for (const track of stream.getTracks()) {
    track.onended = () => {
      release();
      told("lost").then((error) => hooks.lost(error), () => hooks.lost(new MicrophoneError("lost", "lost")));
    };
    track.onmute = () => hooks.muted?.(true);
    track.onunmute = () => hooks.muted?.(false);
  }
  return { rateHz: context.sampleRate, id: stream.getAudioTracks()[0]?.getSettings().deviceId ?? "", close: release };
}
