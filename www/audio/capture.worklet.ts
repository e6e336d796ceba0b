/** Runs on the audio thread: collects a microphone's samples into blocks of about 20 ms and hands them to the page. */

interface ProcessorBase {
  readonly port: MessagePort;
}

declare const sampleRate: number;
declare const AudioWorkletProcessor: new () => ProcessorBase;
declare function registerProcessor(name: string, processor: new () => ProcessorBase & { process(inputs: Float32Array[][]): boolean }): void;

class Capture extends AudioWorkletProcessor {
  readonly #size = Math.max(128, Math.round(sampleRate * 0.02));
  #block = new Float32Array(this.#size);
  #filled = 0;

  process(inputs: Float32Array[][]): boolean {
    const channel = inputs[0]?.[0];
    if (channel) {
      let from = 0;
      while (from < channel.length) {
        const part = channel.subarray(from, from + this.#size - this.#filled);
        this.#block.set(part, this.#filled);
        this.#filled += part.length;
        from += part.length;
        if (this.#filled === this.#size) {
          this.port.postMessage(this.#block, [this.#block.buffer]);
          this.#block = new Float32Array(this.#size);
          this.#filled = 0;
        }
      }
    }
    return true;
  }
}

registerProcessor("capture", Capture);
