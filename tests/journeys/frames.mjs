/**
 * What a page's main thread spends on its frames, in processor time: a machine that is busy with other work takes frames away from any page. On a
 * slower processor it is the time that the machine of `slowness` would have taken.
 */
import { slowness } from "./browser.mjs";

/**
 * Watches the main thread from now on; the returned function ends that.
 *
 * @returns {Promise<() => Promise<{ frames: number, medianMs: number, mostMs: number, restMs: number, longTasks: number[] }>>} frames drawn;
 *   processor time of the task that draws one (median, and 99 % of them); that of everything else, for each sixtieth of a second; and the
 *   tasks over 50 ms
 */
export async function watchFrames(page) {
  const browser = page.context().browser();
  const slowBefore = await slowness(page);
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
    const slow = Math.max(slowBefore, await slowness(page));
    const threads = new Set(traceEvents.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain").map((e) => `${e.pid}:${e.tid}`));
    const main = traceEvents.filter((e) => e.ph === "X" && threads.has(`${e.pid}:${e.tid}`)).sort((a, b) => a.ts - b.ts);
    const tasks = main.filter((e) => e.name === "RunTask").map((e) => ({ ts: e.ts, end: e.ts + e.dur, ms: (e.tdur ?? e.dur) / 1000 / slow }));
    const draws = new Set(main.filter((e) => e.name === "FireAnimationFrame").map((e) => tasks.find((task) => task.ts <= e.ts && e.ts < task.end)));
    const costs = tasks.filter((task) => draws.has(task)).map((task) => task.ms).sort((a, b) => a - b);
    const rest = tasks.filter((task) => !draws.has(task)).reduce((sum, task) => sum + task.ms, 0);
    const seconds = (tasks.at(-1).end - tasks[0].ts) / 1e6;
    return {
      frames: costs.length,
      medianMs: costs[Math.floor(costs.length / 2)] ?? Infinity,
      mostMs: costs[Math.floor(costs.length * 0.99)] ?? Infinity,
      restMs: rest / seconds / 60,
      longTasks: tasks.map((task) => task.ms).filter((ms) => ms > 50),
    };
  };
}

/** Frames that the page is given in a second, by the clock, over `ms`. */
export function framesPerSecond(page, ms = 5000) {
  return page.evaluate(
    (ms) =>
      new Promise((resolve) => {
        const times = [];
        const tick = (now) => {
          times.push(now);
          if (now - times[0] < ms) {
            requestAnimationFrame(tick);
          } else {
            resolve((1000 * (times.length - 1)) / (now - times[0]));
          }
        };
        requestAnimationFrame(tick);
      }),
    ms,
  );
}
