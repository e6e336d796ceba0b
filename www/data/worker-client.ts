/** The page's side of the worker of Data: started when it is first needed, and again after it died. */
import { type Remote, wrap } from "comlink";
import type { DataWorkerApi } from "./worker-protocol.ts";

export class DataWorker {
  #worker: Worker | undefined;
  #api: Remote<DataWorkerApi> | undefined;
  readonly #waiting = new Set<(reason: Error) => void>();

  /** Calls the worker; its death rejects the call, and the next call starts another. */
  async call<T>(make: (api: Remote<DataWorkerApi>) => Promise<T>): Promise<T> {
    const api = (this.#api ??= this.#start());
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      make(api)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  #start(): Remote<DataWorkerApi> {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "data" });
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(event.message || "the worker of Data could not be started"));
    };
    this.#worker = worker;
    return wrap<DataWorkerApi>(worker);
  }

  #end(reason: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#api = undefined;
    for (const reject of this.#waiting) {
      reject(reason);
    }
    this.#waiting.clear();
  }
}
