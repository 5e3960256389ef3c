import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.wgsl': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.gz': 'application/gzip',
};

/**
 * The file that an address names, or undefined when it names none in the folder.
 * @param {string} folder
 * @param {string} pathname
 */
async function fileAt(folder, pathname) {
  let name;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (name.includes('\0')) return undefined;
  let file = path.join(folder, name);
  if (file !== folder && !file.startsWith(folder + path.sep)) return undefined;
  try {
    if ((await stat(file)).isDirectory()) file = path.join(file, 'index.html');
    return { file, size: (await stat(file)).size };
  } catch {
    return undefined;
  }
}

/**
 * Serves a folder of files to this machine alone.
 * @param {{ folder: string, port?: number, base?: string }} options `port` 0 takes any free one;
 *   `base` puts the folder under a path, such as '/some/where/'.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 * @throws {NodeJS.ErrnoException} EADDRINUSE when the port is taken
 */
export async function serve({ folder, port = 0, base = '/' }) {
  const top = path.resolve(folder);
  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  const answer = async (request, response) => {
    const [pathname] = (request.url ?? '/').split('?', 1);
    const found =
      (request.method === 'GET' || request.method === 'HEAD') && pathname.startsWith(base)
        ? await fileAt(top, pathname.slice(base.length - 1))
        : undefined;
    if (!found) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('Not found\n');
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[path.extname(found.file)] ?? 'application/octet-stream',
      'Content-Length': found.size,
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    });
    if (request.method === 'HEAD') response.end();
    else pipeline(createReadStream(found.file), response, () => {});
  };

  /** @param {string} host @param {number} at */
  const listen = (host, at) =>
    /** @type {Promise<import('node:http').Server>} */ (
      new Promise((resolve, reject) => {
        const server = createServer((request, response) => void answer(request, response));
        server.once('error', reject);
        server.listen(at, host, () => resolve(server));
      })
    );

  // `localhost` is either of two addresses; a machine may have only the first.
  const first = await listen('127.0.0.1', port);
  const address = /** @type {import('node:net').AddressInfo} */ (first.address());
  const servers = [first];
  try {
    servers.push(await listen('::1', address.port));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE' && port !== 0) {
      first.close();
      throw error;
    }
  }
  return {
    url: `http://localhost:${address.port}${base}`,
    close: async () => {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise((resolve) => server.close(resolve));
        }),
      );
    },
  };
}
