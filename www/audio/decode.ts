/** Sound files of any kind that the browser knows, as mono samples. */
import type { Sound } from "../engine/protocol.ts";
import { to16Bits } from "./pcm.ts";

/** Rate that is asked of the browser: twice what the network hears. */
const RATE_HZ = 16_000;

/**
 * Decodes what is no WAV file: mp3, ogg, flac, m4a, webm, as far as the browser can.
 *
 * @returns nothing where the browser cannot
 */
export async function decode(bytes: Uint8Array): Promise<Sound | undefined> {
  let buffer: AudioBuffer;
  try {
    // The browser takes the buffer away: it gets one of its own.
    buffer = await new OfflineAudioContext(1, 1, RATE_HZ).decodeAudioData(bytes.slice().buffer);
  } catch {
    return undefined;
  }
  const samples = new Float32Array(buffer.length);
  for (let c = 0; c < buffer.numberOfChannels; c++) {
    const channel = buffer.getChannelData(c);
    for (let i = 0; i < samples.length; i++) {
      samples[i] = (samples[i] ?? 0) + (channel[i] ?? 0) / buffer.numberOfChannels;
    }
  }
  return { rateHz: buffer.sampleRate, samples: to16Bits(samples) };
}
