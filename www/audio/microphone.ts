/** The microphone: asked for on a click, closed when done. */
import captureUrl from "./capture.worklet.ts?worker&url";
import { MicrophoneError, problemBeforeAsking, problemOfThrown } from "./microphone-error.ts";

/** An open microphone. */
export interface OpenMicrophone {
  rateHz: number;
  /** Releases the device; the browser's sign goes out. */
  close(): void;
}

export interface MicrophoneHooks {
  /** About 20 ms of mono samples. */
  block(samples: Float32Array): void;
  /** The device went away. */
  lost(error: MicrophoneError): void;
}

/** Opens the microphone. Must be called from a click. */
export async function openMicrophone(hooks: MicrophoneHooks): Promise<OpenMicrophone> {
  const problem = problemBeforeAsking({
    secure: globalThis.isSecureContext,
    devices: typeof (navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia === "function",
    worklet: "AudioWorkletNode" in globalThis,
  });
  if (problem) {
    throw new MicrophoneError(problem);
  }
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      // The network learns the voice as it is: no processing by the browser.
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      video: false,
    });
  } catch (error) {
    throw problemOfThrown(error);
  }
  const context = new AudioContext();
  const close = () => {
    for (const track of stream.getTracks()) {
      track.onended = null;
      track.stop();
    }
    if (context.state !== "closed") {
      context.close().catch(() => undefined);
    }
  };
  try {
    await context.audioWorklet.addModule(captureUrl);
    await context.resume();
  } catch (error) {
    close();
    throw problemOfThrown(error);
  }
  const node = new AudioWorkletNode(context, "capture", { numberOfInputs: 1, numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
  node.port.onmessage = (event: MessageEvent<Float32Array>) => hooks.block(event.data);
  context.createMediaStreamSource(stream).connect(node);
  for (const track of stream.getTracks()) {
    track.onended = () => {
      close();
      hooks.lost(new MicrophoneError("lost"));
    };
  }
  return {
    rateHz: context.sampleRate,
    close: () => {
      node.port.onmessage = null;
      close();
    },
  };
}
