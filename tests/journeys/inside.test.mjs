import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, openPage, settled, shot, watchTasks } from "./browser.mjs";
import { takeFiles } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Opens Inside with the model of Try and the page's clips. */
async function openInside(t, options = {}) {
  const opened = await openPage(t, options);
  await opened.page.waitForSelector('[data-testid="answer"]');
  await go(opened.page, "inside");
  await ready(opened.page);
  return opened;
}

/** Everything is heard, drawn and still. */
async function ready(page) {
  await page.waitForFunction(
    () => document.querySelector("nrr-spike-map canvas") && !document.querySelector(".map-progress") && document.querySelector(".inside")?.getAttribute("aria-busy") === "false",
  );
}

/** Trains on own words and goes to Inside; takes 0 to 4 test, as the layout of their names says. */
async function train(t, { words = ["1", "7", "3"], takes = [3, 4, 5, 6, 7, 8], query = "epochs=12", ...options } = {}) {
  const opened = await openPage(t, { hash: `#/data?${query}`, ...options });
  const { page } = opened;
  await page.getByTestId("add-files").setInputFiles(takeFiles(words, takes));
  await page.waitForFunction((n) => document.querySelectorAll(".take").length === n, words.length * takes.length);
  await go(page, "train");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
  await go(page, "inside");
  await ready(page);
  return opened;
}

const inside = (page, read) => page.evaluate(read);
const step = (page) => page.getByTestId("step-at").getAttribute("data-step").then(Number);
/** The pictures of all canvases, by the name of their element. */
const pictures = (page) =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return Object.fromEntries([...document.querySelectorAll("nrr-inside canvas")].map((c) => [c.closest("figure").parentElement.tagName.toLowerCase() + (c.dataset.testid ?? ""), c.toDataURL()]));
  });
const changed = (before, after) => Object.keys(after).filter((key) => before[key] !== after[key]);

/** The pictures, once none of them changes by itself any more. */
async function still(page) {
  await page.waitForFunction(() => document.querySelector("nrr-phase")?.plane);
  let before = await pictures(page);
  for (let same = 0; same < 3; ) {
    await page.waitForTimeout(200);
    const now = await pictures(page);
    same = changed(before, now).length === 0 ? same + 1 : 0;
    before = now;
  }
  return before;
}

/** A page so tall that every plot is in sight and drawn. */
const TALL = { width: 1440, height: 3600 };

test("a recording, a neuron and a step drive every view", async (t) => {
  const { page, complaints } = await openInside(t, TALL);
  assert.match(await page.getByTestId("moment").textContent(), /Digits/);
  assert.equal(await page.getByTestId("inside-answer").getAttribute("data-label"), "7");
  await shot(page, "inside-1440-light");

  let before = await pictures(page);
  await page.getByTestId("inside-neuron").fill("7");
  await page.keyboard.press("Tab");
  await page.waitForFunction(() => /neuron 7\b/.test(document.querySelector("nrr-potential h3").textContent));
  await page.waitForTimeout(200);
  const drawn = changed(before, await pictures(page));
  for (const plot of ["nrr-layer-rasterraster", "nrr-potentialpotential", "nrr-phasephase", "nrr-weight-mapweights-in", "nrr-weight-mapweights-rec", "nrr-spike-mapmap-late"]) {
    assert.ok(drawn.includes(plot), `${plot} does not show another neuron: ${drawn.join()}`);
  }

  const now = () => page.getByTestId("now").textContent();
  const at = await now();
  await page.getByTestId("step-range").fill("20");
  await page.waitForFunction((was) => document.querySelector('[data-testid="now"]').textContent !== was, at);
  assert.equal(await step(page), 19);

  await page.getByTestId("inside-word").selectOption("3");
  await page.waitForFunction(() => {
    const { busy, list, chosen } = document.querySelector("nrr-inside").inside.desk.state;
    return !busy && list[chosen].label === "3";
  });
  before = await pictures(page);
  const was = await inside(page, () => document.querySelector("nrr-inside").inside.desk.state.chosen);
  await page.getByTestId("inside-next").click();
  await page.waitForFunction((was) => {
    const { busy, chosen } = document.querySelector("nrr-inside").inside.desk.state;
    return !busy && chosen !== was;
  }, was);
  assert.ok(changed(before, await pictures(page)).includes("nrr-spectrogram"));
  assert.deepEqual(complaints, []);
});

test("Try and Inside tell the same of a neuron: the same V, and V + γa against V_th + γa where Inside has V against V_th", async (t) => {
  const { page } = await openPage(t, TALL);
  await page.waitForSelector('[data-testid="answer"]');
  await page.getByTestId("neuron").fill("51");
  await page.keyboard.press("Tab");
  const table = async (plot) => {
    await page.locator(`${plot} .plot-twin`).click();
    const rows = await page.locator(`${plot} .twin tr`).evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
    return { head: rows[0], rows: rows.slice(1) };
  };
  const inTry = await table("nrr-neuron");
  await shot(page, "try-neuron-1440-light");
  assert.deepEqual(inTry.head, ["time, s", "potential V", "V + γa (before adaptation)", "threshold Vth + γa", "Sf", "Sr"]);
  assert.match(await page.locator("nrr-neuron .legend").textContent(), /V \+ γa \(before adaptation\)/);
  await go(page, "inside");
  await ready(page);
  await page.getByTestId("inside-neuron").fill("51");
  await page.keyboard.press("Tab");
  await page.waitForFunction(() => /neuron 51\b/.test(document.querySelector("nrr-potential h3").textContent));
  assert.match(await page.locator("nrr-phase .legend").textContent(), /fixed point\s+not reached: it fires before/);
  const inside = await table("nrr-potential");
  assert.deepEqual(inTry.rows.map(([time, v]) => [time, v]), inside.rows.map((row) => [row[1], row[4]]));
  assert.ok(inTry.rows.some((row) => row[1] !== row[2]), "the neuron never adapts");
  const number = (text) => Number(text.replace("−", "-"));
  for (const [i, row] of inTry.rows.entries()) {
    const [, v, lifted, raised, f] = row.map(number);
    // All are printed with three figures.
    assert.ok(Math.abs(lifted - v - (raised - number(inside.rows[i][5]))) < 0.011, `step ${i}`);
    assert.equal(f === 1, lifted >= raised, `step ${i}`);
  }
});

test("the figures are those of the equations, and the arrows lead to the neuron's next state", async (t) => {
  const { page } = await openInside(t, TALL);
  const found = await page.evaluate(() => {
    const plane = document.querySelector("nrr-phase");
    const { course } = plane;
    const desk = document.querySelector("nrr-inside").inside.desk;
    const { settings } = desk.state.info;
    const [g, gamma, alpha, beta, vth] = ["leak", "adapt_strength", "adapt_decay", "adapt_gain", "v_threshold"].map((key) => Number(settings[key]));
    const { drives, neuron } = desk.state;
    let worst = 0;
    for (let t = 1; t < course.v.length; t++) {
      const i = t * drives.neurons + neuron;
      const vf = g * course.vFf[t - 1] * (1 - course.sFf[t - 1]) + drives.ff[i] - gamma * course.a[t - 1];
      const vr = g * course.vRec[t - 1] * (1 - course.sRec[t - 1]) + drives.rec[i];
      const a = alpha * course.a[t - 1] + beta * (course.sFf[t] + course.sRec[t]);
      worst = Math.max(worst, Math.abs(vf - course.vFf[t]), Math.abs(vr - course.vRec[t]), Math.abs(a - course.a[t]));
      worst = Math.max(worst, course.sFf[t] === (course.v[t] >= vth ? 1 : 0) ? 0 : 1, course.sRec[t] === (course.vRec[t] >= vth ? 1 : 0) ? 0 : 1);
    }
    const { rest, drive, field, vNullcline = rest.vNullcline } = plane.plane;
    // Arrows below the threshold whose next state is silent: eq. 4 and 3.
    let arrows = 0;
    let off = 0;
    for (let i = 0; i < field.v.length; i++) {
      const next = g * field.v[i] + drive - gamma * field.a[i];
      if (field.v[i] < vth && next < vth) {
        arrows += 1;
        off = Math.max(off, Math.abs(field.v[i] + field.dv[i] - next), Math.abs(field.a[i] + field.da[i] - alpha * field.a[i]));
      }
    }
    return { worst, arrows, off, rest: rest.points[0], expected: drive / (1 - g), slope: vNullcline.slope, gamma, g };
  });
  assert.ok(found.worst < 1e-4, `states differ from eq. 3 to 6 by ${found.worst}`);
  assert.ok(found.arrows > 50 && found.off < 1e-4, JSON.stringify(found));
  assert.ok(Math.abs(found.rest.v - found.expected) < 1e-4 && found.rest.a === 0 && found.rest.kind === "attracting", JSON.stringify(found));
  assert.ok(Math.abs(found.slope + found.gamma / (1 - found.g)) < 1e-4);
});

test("hover in one plot marks the same step and neuron in all, and it goes with the pointer", async (t) => {
  const { page } = await openInside(t, TALL);
  const calm = await still(page);
  const box = await page.getByTestId("potential").boundingBox();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
  let drawn = changed(calm, await pictures(page));
  for (const plot of ["nrr-spectrogram", "nrr-layer-rasterraster", "nrr-potentialpotential", "nrr-adaptationadaptation", "nrr-phasephase", "nrr-spike-mapmap-late"]) {
    assert.ok(drawn.includes(plot), `${plot} does not show the step: ${drawn.join()}`);
  }
  const weights = await page.getByTestId("weights-in").boundingBox();
  await page.mouse.move(weights.x + weights.width * 0.7, weights.y + weights.height / 2);
  drawn = changed(calm, await pictures(page));
  for (const plot of ["nrr-layer-rasterraster", "nrr-weight-mapweights-in", "nrr-weight-mapweights-rec", "nrr-spike-mapmap-late"]) {
    assert.ok(drawn.includes(plot), `${plot} does not show the neuron: ${drawn.join()}`);
  }
  assert.match(await page.getByTestId("weights-in-says").textContent(), /band \d+ to neuron \d+/i);
  await page.mouse.move(5, 5);
  assert.deepEqual(changed(calm, await pictures(page)), []);
  // A click in the map chooses recording, neuron and step together.
  const map = await page.getByTestId("map-late").boundingBox();
  await page.mouse.click(map.x + map.width * 0.5, map.y + map.height * 0.4);
  await page.waitForFunction((was) => document.querySelector('[data-testid="inside-answer"]').dataset.label !== was, "7");
  assert.match(await page.getByTestId("map-late-says").textContent(), new RegExp(`Neuron ${await page.getByTestId("inside-neuron").inputValue()},`));
});

test("steps go forwards and backwards by buttons, keys and by themselves", async (t) => {
  const { page } = await openInside(t, { width: 1280, height: 900 });
  await page.getByTestId("step-forward").click();
  await page.getByTestId("step-forward").click();
  assert.equal(await step(page), 2);
  await page.getByTestId("step-back").click();
  assert.equal(await step(page), 1);
  await page.getByTestId("step-last").click();
  assert.equal(await step(page), 38);
  await page.getByTestId("step-first").click();
  for (const plot of ["potential", "adaptation", "phase", "raster"]) {
    await page.getByTestId(plot).focus();
    const was = await step(page);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await step(page), was + 1, plot);
    const neuron = Number(await page.getByTestId("inside-neuron").inputValue());
    await page.keyboard.press("ArrowDown");
    assert.equal(Number(await page.getByTestId("inside-neuron").inputValue()), neuron + 1, plot);
  }
  await page.getByTestId("step-first").click();
  // So slow that the end is far when the pause comes.
  await page.getByTestId("step-speed").selectOption("2");
  await page.getByTestId("step-play").click();
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="step-at"]').dataset.step) >= 1);
  await page.getByTestId("step-play").click();
  const held = await step(page);
  await page.waitForTimeout(1200);
  assert.equal(await step(page), held, "it went on after the pause");
  await page.getByTestId("step-play").click();
  await go(page, "train");
  await go(page, "inside");
  const left = await step(page);
  await page.waitForTimeout(1200);
  assert.equal(await step(page), left, "it went on in another place");
});

test("with less motion wanted nothing moves by itself, and what is asked to move does so slowly", async (t) => {
  const { page } = await openPage(t);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.waitForSelector('[data-testid="answer"]');
  await go(page, "inside");
  await ready(page);
  await page.waitForTimeout(600);
  assert.equal(await step(page), 0);
  assert.equal(await page.getByTestId("step-speed").inputValue(), "2");
  await page.getByTestId("step-play").click();
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.waitForFunction(() => document.querySelector('[data-testid="step-play"]').getAttribute("aria-pressed") === "false");
});

test("a slider is heard at once, the trained curve stays as a ghost, and goes back to the last bit", async (t) => {
  const { page, complaints } = await openInside(t, TALL);
  const values = () => inside(page, () => [...document.querySelector("nrr-potential").course.v].join());
  const trained = await values();
  for (const key of ["adaptStrength", "adaptDecay", "adaptGain", "vThreshold", "leak"]) {
    const slider = page.getByTestId(`constant-${key}`);
    const was = await slider.inputValue();
    const [min, max] = await slider.evaluate((e) => [Number(e.min), Number(e.max)]);
    const began = performance.now();
    await slider.fill(String(Number(was) > (min + max) / 2 ? min : max));
    await page.waitForFunction((was) => [...document.querySelector("nrr-potential").course.v].join() !== was, trained);
    t.diagnostic(`${key}: shown after ${Math.round(performance.now() - began)} ms`);
    assert.equal(await inside(page, () => [...document.querySelector("nrr-potential").ghost.v].join()), trained, `${key}: the ghost is another`);
    assert.match(await page.getByTestId("effect").textContent(), /as trained/);
    await page.getByTestId("as-trained").click();
    await page.waitForFunction((was) => [...document.querySelector("nrr-potential").course.v].join() === was, trained);
    assert.equal(await slider.inputValue(), was);
    assert.equal(await inside(page, () => document.querySelector("nrr-potential").ghost), undefined);
  }
  assert.deepEqual(complaints, []);
});

test("through training: checkpoints on a timeline, other weights at each, rasters early against late", async (t) => {
  const { page, complaints } = await train(t, { ...TALL, query: "epochs=60" });
  const last = Number(await page.getByTestId("timeline").getAttribute("max"));
  assert.ok(last >= 2, `${last + 1} moments`);
  assert.equal(await page.getByTestId("moment").getAttribute("data-kind"), "end");
  const weights = () => inside(page, () => document.querySelector("nrr-weight-map").weights.values.slice(0, 200).join());
  const late = await weights();
  const epochs = await inside(page, () => document.querySelector("nrr-inside").inside.desk.state.moments.map((m) => m.epoch));
  assert.deepEqual([epochs[0], epochs[1], epochs.at(-1)], [0, 1, 60]);
  await page.getByTestId("timeline").fill("0");
  await page.waitForFunction((was) => document.querySelector("nrr-weight-map").weights.values.slice(0, 200).join() !== was, late);
  assert.equal(await page.getByTestId("moment").getAttribute("data-epoch"), "0");
  assert.equal(await page.getByTestId("moment").textContent(), "Before the first epoch");
  assert.equal(await page.getByTestId("moment-before").isDisabled(), true);
  await page.getByTestId("moment-next").click();
  await page.waitForFunction((e) => document.querySelector('[data-testid="moment"]').dataset.epoch === String(e), epochs[1]);
  await page.getByTestId("timeline").fill(String(last));
  await page.waitForFunction((was) => document.querySelector("nrr-weight-map").weights.values.slice(0, 200).join() === was, late);

  assert.match(await page.locator("nrr-spike-map h3").first().textContent(), /Early · After epoch 1/);
  assert.match(await page.locator("nrr-spike-map h3").last().textContent(), /Late · As the run ended, epoch 60/);
  const orders = new Set();
  for (const kind of ["index", "label", "rate", "similarity", "weights"]) {
    await page.getByTestId("order-map").selectOption(kind);
    await page.waitForTimeout(400);
    const [early, lateMap, weightMap] = await inside(page, () => {
      const maps = document.querySelectorAll("nrr-spike-map");
      return [maps[0].order.join(), maps[1].order.join(), document.querySelector("nrr-weight-map").order.join()];
    });
    assert.ok(early === lateMap && lateMap === weightMap, `${kind}: the pictures have different orders`);
    // The raster of the one recording has the same order: its second row is that neuron.
    await page.getByTestId("raster").press("Home");
    await page.getByTestId("raster").press("ArrowDown");
    assert.equal(await page.getByTestId("inside-neuron").inputValue(), String(Number(early.split(",")[1]) + 1), kind);
    assert.equal(new Set(early.split(",")).size, early.split(",").length, `${kind} is no order`);
    orders.add(early);
  }
  assert.equal(orders.size, 5, "two orders are the same");
  await shot(page, "inside-run-1440-light");
  // Own data: those that test the network come first, where there are such.
  const { data, uses } = await inside(page, () => {
    const { data, list } = document.querySelector("nrr-inside").inside.desk.state;
    return { data, uses: list.map((u) => u.use) };
  });
  assert.match(data, /1, 7, 3/);
  assert.deepEqual(uses.slice(0, 7), ["test", "test", "test", "test", "test", "test", "train"]);
  assert.deepEqual(complaints, []);
});

test("the visitor chooses the two epochs that are compared; another run is looked at anew", async (t) => {
  const { page, complaints } = await train(t, { ...TALL, query: "epochs=30" });
  const heads = () => page.locator("nrr-spike-map h3").allTextContents();
  const early = page.getByTestId("map-choose-early");
  const late = page.getByTestId("map-choose-late");
  const picture = () => inside(page, () => document.querySelector("nrr-spike-map").responses.spikes.join(""));
  const learnt = await picture();
  await early.selectOption({ label: "Before the first epoch" });
  await page.waitForFunction(() => /Before the first epoch/.test(document.querySelector("nrr-spike-map h3").textContent));
  await ready(page);
  assert.notEqual(await picture(), learnt);
  await late.selectOption({ label: "After epoch 1" });
  await page.waitForFunction(() => /After epoch 1\b/.test([...document.querySelectorAll("nrr-spike-map h3")].at(-1).textContent));
  await ready(page);
  assert.equal(await early.locator("option").count(), 1, "the early network can be later than the late one");
  assert.match((await heads()).join("|"), /Early · Before the first epoch.*\|.*Late · After epoch 1/s);
  await shot(page, "inside-compared-1440-light");
  await page.getByTestId("map-choose-suggested").click();
  await page.waitForFunction(() => /After epoch 1\b/.test(document.querySelector("nrr-spike-map h3").textContent));
  await ready(page);
  assert.match((await heads()).join("|"), /Early · After epoch 1\b.*\|.*Late · As the run ended, epoch 30/s);

  await go(page, "train");
  await page.getByTestId("set-epochs").fill("8");
  await page.keyboard.press("Tab");
  await page.getByTestId("train").click();
  await page.waitForFunction(() => document.querySelector('.run[data-phase="ended"]') && document.querySelector('[data-testid="epoch"]').dataset.epoch === "8");
  const share = await inside(page, () => document.querySelector("nrr-train").app.project.run.state.records.at(-1).testAccuracy);
  await go(page, "inside");
  await ready(page);
  const moment = page.getByTestId("moment");
  assert.deepEqual([await moment.getAttribute("data-kind"), await moment.getAttribute("data-epoch")], ["end", "8"]);
  assert.equal(await inside(page, () => document.querySelector("nrr-inside").inside.desk.state.moments.at(-1).record.testAccuracy), share);
  assert.deepEqual(complaints, []);
});

test("500 neurons by 1,000 steps of raster move and zoom smoothly: frames and long tasks", async (t) => {
  const { page } = await train(t, { width: 1440, height: 1000, takes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], query: "epochs=3&topology=RFC500-FC3" });
  const size = await inside(page, () => {
    const { neurons, columns } = document.querySelector("nrr-spike-map").responses;
    return { neurons, columns };
  });
  assert.equal(size.neurons, 500);
  assert.ok(size.columns >= 1000, `${size.columns} steps`);
  const map = page.getByTestId("map-late");
  await map.scrollIntoViewIfNeeded();
  await page.evaluate(() => {
    const frames = [];
    let last = performance.now();
    const tick = (now) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    globalThis.nrrFrames = frames;
  });
  await page.waitForTimeout(300);
  const box = await map.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const tasks = await watchTasks(page);
  await page.evaluate(() => {
    globalThis.nrrFrames.length = 0;
  });
  await page.mouse.move(x, y);
  await page.keyboard.down("Control");
  for (let i = 0; i < 12; i++) {
    await page.mouse.wheel(0, -60);
    await page.waitForTimeout(16);
  }
  await page.keyboard.up("Control");
  const near = await inside(page, () => document.querySelectorAll("nrr-spike-map")[1].view);
  assert.ok(near && near.x1 - near.x0 < 500, JSON.stringify(near));
  await page.mouse.down();
  for (let i = 0; i < 90; i++) {
    await page.mouse.move(x + 200 * Math.sin(i / 8), y + 120 * Math.cos(i / 11));
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
  const moved = await inside(page, () => [...document.querySelectorAll("nrr-spike-map")].map((m) => JSON.stringify(m.view)));
  assert.notEqual(moved[1], JSON.stringify(near), "dragging did not move the picture");
  assert.equal(moved[0], moved[1], "the two pictures do not move together");
  await page.getByTestId("map-late-whole").click();
  const frames = await inside(page, () => globalThis.nrrFrames.slice().sort((a, b) => a - b));
  const all = await tasks();
  const long = all.filter((ms) => ms > 50);
  // What a frame costs the main thread: the clock also counts what else the machine does.
  const cost = all.reduce((sum, ms) => sum + ms, 0) / frames.length;
  const at = (share) => frames[Math.floor((frames.length - 1) * share)].toFixed(1);
  t.diagnostic(`${size.neurons} × ${size.columns}: ${frames.length} frames, half within ${at(0.5)} ms, 95 % within ${at(0.95)} ms, longest ${at(1)} ms; ${cost.toFixed(1)} ms of the main thread a frame; longest task ${Math.max(...all).toFixed(0)} ms`);
  assert.ok(frames.length > 40, `${frames.length} frames`);
  assert.ok(cost < 1000 / 60, `${cost} ms of the main thread a frame`);
  assert.deepEqual(long, []);
});

test("two fingers that part zoom a picture, one finger then moves it, and the page stays where it is", async (t) => {
  const { page, complaints } = await openInside(t, { width: 390, height: 844 });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 2 });
  await page.locator("nrr-spike-map canvas").first().scrollIntoViewIfNeeded();
  const box = await page.locator("nrr-spike-map canvas").first().boundingBox();
  const seen = () => inside(page, () => document.querySelector("nrr-spike-map").view);
  const scroll = () => inside(page, () => [scrollY, visualViewport.scale]);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const touch = (type, ...points) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })) });
  assert.equal(await seen(), undefined);
  const before = await scroll();
  await touch("touchStart", [x - 20, y], [x + 20, y]);
  for (const gap of [30, 50, 70, 90]) {
    await touch("touchMove", [x - gap, y], [x + gap, y]);
  }
  await touch("touchEnd");
  await page.waitForFunction(() => document.querySelector("nrr-spike-map").view !== undefined);
  const near = await seen();
  const whole = await inside(page, () => document.querySelector("nrr-spike-map").responses.columns);
  assert.ok(near.x1 - near.x0 < whole / 3, `${near.x1 - near.x0} of ${whole} columns in sight`);
  assert.deepEqual(await scroll(), before, "the page itself was zoomed or moved");
  await touch("touchStart", [x, y]);
  for (const far of [10, 30, 60]) {
    await touch("touchMove", [x + far, y + far]);
  }
  await touch("touchEnd");
  const after = await seen();
  assert.ok(after.x0 < near.x0, "one finger did not move the picture");
  assert.ok(Math.abs(after.x1 - after.x0 - (near.x1 - near.x0)) < 1e-6);
  assert.deepEqual(await scroll(), before);
  assert.deepEqual(complaints, []);
});

test("opening, trying out, sorting, playing and going through training hold up the page nowhere", async (t) => {
  const { page } = await train(t, { takes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], query: "epochs=3&topology=RFC500-FC3" });
  // The place anew, with everything still to be drawn.
  await go(page, "train");
  const found = [];
  const watched = async (name, does) => {
    const tasks = await watchTasks(page);
    await does();
    await page.waitForTimeout(600);
    const longest = Math.max(...(await tasks()));
    found.push({ name, longest });
  };
  await watched("open", async () => {
    await go(page, "inside");
    await ready(page);
  });
  await watched("slider", async () => {
    for (const value of ["0.1", "0.7", "1.9", "0.3"]) {
      await page.getByTestId("constant-adaptStrength").fill(value);
      await page.waitForTimeout(120);
    }
  });
  for (const kind of ["label", "rate", "similarity", "weights"]) {
    await watched(kind, () => page.getByTestId("order-map").selectOption(kind));
  }
  await watched("play", async () => {
    await page.getByTestId("step-speed").selectOption("20");
    await page.getByTestId("step-play").click();
    await page.waitForTimeout(1500);
  });
  await watched("timeline", () => page.getByTestId("timeline").fill("0"));
  await watched("recordings", async () => {
    for (let i = 0; i < 4; i++) {
      await page.getByTestId("inside-next").click();
      await page.waitForTimeout(150);
    }
  });
  t.diagnostic(`longest tasks: ${found.map(({ name, longest }) => `${name} ${longest.toFixed(0)} ms`).join(", ")}`);
  assert.deepEqual(found.filter(({ longest }) => longest > 50), []);
});

test("units without spikes: what applies is shown, and the rest is said to be left out", async (t) => {
  const { page, complaints } = await train(t, { query: "system=dnn&rule=bptt&epochs=5" });
  assert.match(await page.getByTestId("no-spikes").textContent(), /do not spike/);
  assert.equal(await page.locator("nrr-phase, nrr-adaptation, nrr-potential, nrr-inside-constants").count(), 0);
  await page.getByTestId("unit-value").focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await step(page), 1);
  assert.ok((await page.locator("nrr-weight-map canvas").count()) >= 1);
  await page.getByTestId("order-map").selectOption("rate");
  await shot(page, "inside-dnn-1280-light");
  assert.deepEqual(complaints, []);
});

test("a deep network: every layer can be looked at, the convolution's kernels too", async (t) => {
  const { page, complaints } = await train(t, { query: "system=nrr-deep&epochs=2" });
  const layers = await page.getByTestId("inside-layer").locator("option").count();
  assert.ok(layers >= 2);
  for (let l = 0; l < layers; l++) {
    await page.getByTestId("inside-layer").selectOption(String(l));
    await page.waitForFunction((l) => document.querySelector("nrr-inside").inside.desk.state.layer === l && document.querySelector("nrr-weight-map"), l);
    await ready(page);
    const { neurons, responses } = await inside(page, () => ({ neurons: document.querySelector("nrr-inside").inside.desk.shown().neurons, responses: document.querySelector("nrr-spike-map").responses.neurons }));
    assert.equal(responses, neurons);
    await page.waitForSelector("nrr-phase canvas");
  }
  assert.deepEqual(complaints, []);
});

test("what another place points at is looked at", async (t) => {
  const { page } = await train(t, { query: "epochs=5" });
  await go(page, "data");
  const wanted = await inside(page, () => {
    const { project } = document.querySelector("nrr-app").querySelector("nrr-data");
    project.gaze.set({ wanted: { utterance: 4, layer: 0, neuron: 33 } });
    return project.data.words.state.takes.length;
  });
  assert.equal(wanted, 18);
  await go(page, "inside");
  await page.waitForFunction(() => {
    const { busy, list, chosen, neuron } = document.querySelector("nrr-inside").inside.desk.state;
    return !busy && list[chosen].at === 4 && neuron === 33;
  });
});

test("every plot has its table, axes and a name; nothing is there before there is a network", async (t) => {
  const { page } = await openInside(t);
  for (const plot of ["nrr-layer-raster", "nrr-potential", "nrr-adaptation", "nrr-phase", "nrr-weight-map", "nrr-spike-map"]) {
    const first = page.locator(plot).first();
    assert.ok((await first.locator("canvas").getAttribute("aria-label")).length > 20, plot);
    await first.locator(".plot-twin").click();
    assert.ok((await first.locator(".twin tr").count()) > 5, `${plot} has no text twin`);
  }
});

test("without a network Inside says what to do next", async (t) => {
  const { page } = await openPage(t, { ready: false });
  await page.route("**/digits.safetensors", (route) => route.abort());
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  await go(page, "inside");
  await page.getByTestId("inside-empty").waitFor();
  await page.getByTestId("inside-empty").getByRole("button").click();
  await page.waitForSelector("nrr-train");
});

for (const [width, scheme, language] of [[1440, "light", "en"], [768, "dark", "en"], [390, "dark", "de"], [320, "light", "de"]]) {
  test(`Inside at ${width} px, ${scheme}, ${language}: no violation, no overflow, large targets`, async (t) => {
    const { page, complaints } = await openInside(t, { width, height: 900, scheme, ...(language === "de" ? { init: () => localStorage.setItem("nrr-language", "de") } : {}) });
    const check = async (state) => {
      // Targets that scroll beneath the bar of steps would count as too near to its own.
      await page.evaluate(() => scrollTo(0, 0));
      await page.waitForTimeout(250);
      await settled(page);
      await shot(page, `inside-${state}-${width}-${scheme}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${state} overflows`);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      assert.deepEqual(violations.map((v) => `${state}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`), []);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("nrr-inside :is(button, select, summary, input)")]
          .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
          .map((e) => e.outerHTML.slice(0, 80)),
      );
      assert.deepEqual(small, [], `${state}: targets lower than 44 px`);
    };
    await check("first");
    await page.getByTestId("constant-adaptStrength").fill("1");
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("nrr-inside details")) {
        details.open = true;
      }
      for (const twin of document.querySelectorAll("nrr-inside .plot-twin")) {
        twin.click();
      }
    });
    await check("open");
    assert.deepEqual(complaints, []);
  });
}

test("keyboard alone reaches everything in Inside, the focus is seen, and the bar does not lie over it", async (t) => {
  const { page } = await openInside(t);
  const seen = new Set();
  for (let i = 0; i < 90; i++) {
    await page.keyboard.press("Tab");
    const { id, outline, under } = await page.evaluate(() => {
      const e = document.activeElement;
      const [at, bar] = [e?.getBoundingClientRect(), document.querySelector(".steps-bar").getBoundingClientRect()];
      const under = e !== null && e.closest(".inside") !== null && !e.closest(".steps-bar") && at.top < bar.bottom && at.bottom <= bar.bottom && at.bottom > bar.top;
      return { id: e?.getAttribute("data-testid") ?? e?.tagName, outline: e ? getComputedStyle(e.matches(".explain-sign") ? e.firstElementChild : e).outlineStyle : "", under };
    });
    seen.add(id);
    assert.ok(!under, `${id} lies under the bar of steps`);
    assert.ok(id === "BODY" || outline !== "none", `${id} shows no focus`);
  }
  for (const id of ["inside-word", "inside-recording", "inside-neuron", "step-play", "step-range", "raster", "potential", "adaptation", "phase", "constant-adaptStrength", "constant-leak", "weights-in", "weights-rec", "map-late", "map-late-in", "order-map"]) {
    assert.ok(seen.has(id), `${id} is not reached: ${[...seen].join()}`);
  }
});
