/** A tiny static server that offers a folder under a path of its own, to prove that the page works from any path. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".wav": "audio/wav",
};

/**
 * Serves `folder` at `base` (such as `/some/path/`); every other path is not found, nor are files that `missing.file` matches at the time. No
 * special headers.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void>, close: () => Promise<void> }>}
 */
export async function serve(folder, base, missing = {}) {
  const server = createServer((request, response) => {
    const refuse = () => response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    if (!path.startsWith(base) || missing.file?.test(path)) {
      refuse();
      return;
    }
    const inside = normalize(path.slice(base.length) || "index.html");
    if (inside.startsWith("..")) {
      refuse();
      return;
    }
    const file = join(folder, inside);
    stat(file).then((s) => {
      if (!s.isFile()) {
        refuse();
        return;
      }
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": s.size });
      createReadStream(file).pipe(response);
    }, refuse);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return {
    url: `http://127.0.0.1:${port}${base}`,
    /** From now on nobody answers, as without a network. */
    stop,
    close: () => (server.listening ? stop() : Promise.resolve()),
  };
}
