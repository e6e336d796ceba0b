/** A helper: computes some pieces of every batch in a worker of its own, and makes every update on its own copy of the network. */
import { describeThrown, EngineError } from "./fault.ts";
import type { FromHelper, ToHelper } from "./helper-protocol.ts";
import type { Native, NativeReplica } from "./native.ts";

type Reply = (message: FromHelper, transfer: Transferable[]) => void;

export class Help {
  #native: Native | undefined;
  #replica: NativeReplica | undefined;
  #buffers: Float32Array[] = [];

  constructor(
    private readonly load: (module: WebAssembly.Module) => Promise<Native>,
    private readonly reply: Reply,
  ) {}

  /** Does what it is asked; what goes wrong is answered, and the one who asked does without. */
  async hear(message: ToHelper): Promise<void> {
    try {
      await this.#do(message);
    } catch (error) {
      this.reply({ kind: "failed", message: describeThrown(error).message }, []);
    }
  }

  async #do(message: ToHelper): Promise<void> {
    switch (message.kind) {
      case "open":
        this.#native = await this.load(message.module);
        this.reply({ kind: "ready" }, []);
        return;
      case "join":
        if (!this.#native) {
          throw new EngineError("the helper is not open yet", "order");
        }
        this.#replica?.free();
        this.#replica = new this.#native.Replica(message.checkpoint, message.examples);
        return;
      case "learn": {
        const replica = this.#joined();
        this.#buffers.push(...message.buffers);
        const nodes = [...replica.learn(message.batch, message.epoch, message.from, message.to, message.exact)].map((node) => {
          const gradient = this.#buffers.pop() ?? new Float32Array(replica.length());
          return { node, gradient, sums: replica.node(node, gradient) };
        });
        this.reply({ kind: "nodes", id: message.id, nodes }, nodes.flatMap((n) => [n.gradient.buffer, n.sums.buffer]));
        return;
      }
      case "answer": {
        const labels = this.#joined().heard(message.from, message.to);
        this.reply({ kind: "heard", id: message.id, labels }, [labels.buffer]);
        return;
      }
      case "update":
        this.#joined().update(message.total, message.rate);
        this.#buffers.push(message.total);
        return;
    }
  }

  #joined(): NativeReplica {
    if (!this.#replica) {
      throw new EngineError("the helper has no run yet", "order");
    }
    return this.#replica;
  }
}
