/** Sound files of any kind that the browser knows, as mono samples. */
import type { Sound } from "../engine/protocol.ts";
import { isAsked, refuseLong, toldSeconds, TooLong } from "./length.ts";
import { to16Bits } from "./pcm.ts";

/** Rate that is asked of the browser: twice what the network hears. */
const RATE_HZ = 16_000;

/** What the browser does; tests do it otherwise. */
interface Browser {
  told(bytes: Uint8Array<ArrayBuffer>): Promise<number | undefined>;
  decoded(bytes: Uint8Array<ArrayBuffer>): Promise<AudioBuffer>;
}

const BROWSER: Browser = {
  told: toldSeconds,
  decoded: (bytes) => new OfflineAudioContext(1, 1, RATE_HZ).decodeAudioData(bytes.buffer),
};

/**
 * Decodes what is no WAV file: mp3, ogg, flac, m4a, webm, as far as the browser can.
 *
 * @param mostS longest that it may play
 * @returns nothing where the browser cannot
 * @throws TooLong where it plays for longer: before it is decoded where its head says so, else before anything is made of it
 */
export async function decode(bytes: Uint8Array, mostS: number, browser: Browser = BROWSER): Promise<Sound | undefined> {
  // The browser takes the buffer away: it gets one of its own.
  const own = bytes.slice();
  if (isAsked(own)) {
    refuseLong(own.length, await browser.told(own), mostS);
  }
  let buffer: AudioBuffer;
  try {
    buffer = await browser.decoded(own);
  } catch {
    return undefined;
  }
  // A head can lie.
  if (buffer.duration > mostS) {
    throw new TooLong(buffer.duration);
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
