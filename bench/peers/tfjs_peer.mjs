// TensorFlow.js on its WebAssembly backend, with SIMD and one thread, in Node. Speaks as peer.py does.
//
//     node bench/peers/tfjs_peer.mjs PROBLEM --batches 10 --modules FOLDER     # FOLDER holds package.json and node_modules

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { batches: { type: "string", default: "10" }, modules: { type: "string", default: import.meta.dirname } },
});
const require = createRequire(path.resolve(values.modules, "package.json"));
const tf = require("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-layers"); // registers the gradients
const wasm = require("@tensorflow/tfjs-backend-wasm");

/** Tensors and settings of a problem file. */
function read(file) {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + length));
  const kinds = { F32: Float32Array, I32: Int32Array, U8: Uint8Array };
  const tensor = (name) => {
    const { dtype, shape, data_offsets: offsets } = header[name];
    const data = new kinds[dtype](new Uint8Array(bytes.subarray(8 + length + offsets[0], 8 + length + offsets[1])).buffer);
    return { shape, data: Float32Array.from(data) };
  };
  return { settings: JSON.parse(header.__metadata__.problem), tensor };
}

/** Θ(x) forwards, a rectangle of half width `width` backwards (eq. 8). */
const spikeOf = (width) =>
  tf.customGrad((x, save) => {
    save([x]);
    return {
      value: tf.cast(tf.greaterEqual(x, 0), "float32"),
      gradFunc: (g, [saved]) => tf.mul(g, tf.cast(tf.less(tf.abs(saved), width), "float32")),
    };
  });

/** Its value, and no gradient. */
const hold = tf.customGrad((x) => ({ value: tf.clone(x), gradFunc: (g) => tf.zerosLike(g) }));

/** a·b whose gradient transposes first: the backend's products with a transposed argument are about ten times slower. */
const product = tf.customGrad((a, b, save) => {
  save([a, b]);
  return {
    value: tf.matMul(a, b),
    gradFunc: (g, [a, b]) => [tf.matMul(g, tf.transpose(b)), tf.matMul(tf.transpose(a), g)],
  };
});

class Tfjs {
  constructor({ settings, tensor }) {
    this.p = settings;
    this.weights = Object.fromEntries(
      Object.entries({
        w_ff: "layer0.w_ff",
        bias: "layer0.bias",
        w_rec: "layer0.w_rec",
        readout: "layer1.w_ff",
        readout_bias: "layer1.bias",
      }).map(([name, key]) => [name, tensor(key)]),
    );
    const mask = tensor("layer0.mask");
    this.mask = tf.tensor(mask.data, mask.shape);
    this.neurons = mask.shape[0];
    this.spike = spikeOf(settings.surrogate_width);
    const input = tensor("input");
    const label = tensor("label");
    [, this.steps, this.bands] = input.shape;
    this.labels = this.weights.readout.shape[0];
    // One tensor [batch, bands] for each step of each batch.
    const x = tf.mul(tf.tensor(input.data, input.shape), settings.input_scale);
    const size = settings.batch;
    this.batches = Array.from({ length: input.shape[0] / size }, (_, k) => ({
      x: tf.unstack(tf.slice(x, [k * size, 0, 0], [size, this.steps, this.bands]), 1),
      y: tf.oneHot(tf.tensor1d(label.data.slice(k * size, (k + 1) * size), "int32"), this.labels),
    }));
    this.one = tf.unstack(tf.slice(x, [0, 0, 0], [1, this.steps, this.bands]), 1);
  }

  restart() {
    Object.values(this.w ?? {}).forEach((w) => w.dispose());
    this.optimisers?.forEach((o) => o.dispose());
    this.w = Object.fromEntries(
      Object.entries(this.weights).map(([name, { data, shape }]) => [name, tf.variable(tf.tensor(data, shape))]),
    );
    const { learning_rate: rate, readout_rate: factor } = this.p;
    // The readout has a learning rate of its own, and so an optimiser of its own.
    this.optimisers = [rate, rate * factor].map((r) => tf.train.adam(r, 0.9, 0.999, 1e-8));
  }

  /** Σ_t c_t·S[t], with which the mean potential of the leaky readout is one product: c_t = Σ_{u ≥ t} κ^(u−t) / steps. */
  pooled(x) {
    const p = this.p;
    const loop = tf.transpose(tf.mul(this.w.w_rec, this.mask));
    const wFf = tf.transpose(this.w.w_ff);
    const drive = (frame) => tf.add(product(frame, wFf), this.w.bias);
    const zeros = tf.zeros([x[0].shape[0], this.neurons]);
    const share = (t) => (1 - p.readout_leak ** (this.steps - t)) / (1 - p.readout_leak) / this.steps;
    let [vFf, vRec, sFf, sRec, s, a, sum] = Array(7).fill(zeros);
    const keep = (v, spikes) => tf.mul(tf.mul(v, p.leak), tf.sub(1, hold(spikes)));
    x.forEach((frame, t) => {
      const intoRec = product(s, loop);
      if (p.firing === "single") {
        vFf = tf.add(tf.add(keep(vFf, s), drive(frame)), intoRec);
        s = this.spike(tf.sub(vFf, p.v_threshold));
      } else {
        vRec = tf.add(keep(vRec, sRec), intoRec);
        vFf = tf.sub(tf.add(keep(vFf, sFf), drive(frame)), tf.mul(a, p.adapt_strength));
        sFf = this.spike(tf.sub(tf.add(vFf, vRec), p.v_threshold));
        sRec = this.spike(tf.sub(vRec, p.v_threshold));
        s = tf.add(sFf, sRec);
        a = tf.add(tf.mul(a, p.adapt_decay), tf.mul(s, p.adapt_gain));
      }
      sum = tf.add(sum, tf.mul(s, share(t)));
    });
    const shares = Array.from({ length: this.steps }, (_, t) => share(t)).reduce((a, b) => a + b);
    return tf.add(tf.matMul(sum, this.w.readout, false, true), tf.mul(this.w.readout_bias, shares));
  }

  train(k) {
    const { x, y } = this.batches[k % this.batches.length];
    const loss = () => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(this.pooled(x)), y), 1)));
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, Object.values(this.w));
      const of = (names) => Object.fromEntries(names.map((n) => [this.w[n].name, grads[this.w[n].name]]));
      this.optimisers[0].applyGradients(of(["w_ff", "bias", "w_rec"]));
      this.optimisers[1].applyGradients(of(["readout", "readout_bias"]));
      return value.dataSync()[0];
    });
  }

  forward() {
    tf.tidy(() => this.pooled(this.one).dataSync());
  }
}

const answer = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const timed = (work) => {
  const begun = performance.now();
  work();
  return performance.now() - begun;
};

const dist = path.join(path.dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist");
wasm.setWasmPaths(`${dist}${path.sep}`);
await tf.setBackend("wasm");
const peer = new Tfjs(read(positionals[0]));
const lesson = (count) => Array.from({ length: count }, (_, k) => peer.train(k));
peer.restart();
const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
const losses = lesson(Number(values.batches));
answer({
  peer: "TensorFlow.js",
  version: tf.version_core,
  note: `${tf.getBackend()} backend${simd ? ", SIMD" : ""}, ${wasm.getThreadsCount()} thread, Node ${process.version}`,
  batch: peer.p.batch,
  losses,
});
for await (const line of createInterface({ input: process.stdin })) {
  const [task, count] = line.split(" ");
  if (task === "train") {
    peer.restart();
    answer({ ms_per_batch: timed(() => lesson(Number(count))) / count });
  } else {
    answer({ ms: Math.min(...Array.from({ length: Number(count) }, () => timed(() => peer.forward()))) });
  }
}
