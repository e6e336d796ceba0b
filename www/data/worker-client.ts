/** The page's side of the worker of Data: started when it is first needed, and again after it died. */
import { wrap } from "comlink";
import { texts } from "../text/text.ts";
import type { DataWorkerApi } from "./worker-protocol.ts";

const t = await texts("data");

/** The worker's calls as the page makes them. */
export type RemoteDataApi = { [Name in keyof DataWorkerApi]: (...given: Parameters<DataWorkerApi[Name]>) => Promise<Awaited<ReturnType<DataWorkerApi[Name]>>> };

/** What a worker made, unless another had to take its place meanwhile. */
export function made<T>(answer: T | undefined): T {
  if (answer === undefined) {
    throw new Error(t("worker.failed"));
  }
  return answer;
}

export class DataWorker {
  #worker: Worker | undefined;
  #api: RemoteDataApi | undefined;
  readonly #waiting = new Set<(reason: Error) => void>();

  /** Calls the worker; its death rejects the call, and the next call starts another. */
  async call<T>(make: (api: RemoteDataApi) => Promise<T>): Promise<T> {
    const api = (this.#api ??= this.#start());
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      make(api)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  #start(): RemoteDataApi {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "data" });
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(event.message || t("worker.failed")));
    };
    this.#worker = worker;
    return wrap(worker) as unknown as RemoteDataApi;
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
