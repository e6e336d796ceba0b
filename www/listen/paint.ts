/** Calls `done` with the time once the page has painted what it holds now; never while the page is hidden, when nothing is painted. */
export function afterPaint(done: (atMs: number) => void): void {
  if (document.hidden) {
    return;
  }
  requestAnimationFrame(() => {
    // The first message after the frame comes when it is painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(performance.now());
    };
    port2.postMessage(null);
  });
}
