// Installs what is missing, builds the page, serves it on this machine, and prints its address.
//   npm start [-- --port 8080] [-- --no-build]        or: PORT=8080 npm start
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './lib/install.mjs';
import { root, runNode } from './lib/run.mjs';
import { serve } from './lib/server.mjs';

/** @param {string} text */
const say = (text) => console.log(`heed: ${text}`);

async function main() {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'no-build': { type: 'boolean', default: false } },
  });
  const asked = values.port ?? process.env.PORT;
  const firstPort = asked === undefined ? 4173 : Number(asked);
  if (!Number.isInteger(firstPort) || firstPort < 1 || firstPort > 65535) {
    throw new Error(`The port is ${asked}: it must be a whole number from 1 to 65535.`);
  }
  const folder = path.join(root, 'dist');

  if (values['no-build']) {
    if (!existsSync(path.join(folder, 'index.html'))) {
      throw new Error('There is no built page in dist/: run `npm run build` first.');
    }
  } else {
    await ensureInstalled(say);
    say('Building the page …');
    const { code, output } = await runNode('node_modules/vite/bin/vite.js', ['build']);
    if (code !== 0) throw new Error(`The build failed.\n${output}`);
  }

  for (let port = firstPort; ; port++) {
    try {
      const server = await serve({ folder, port });
      const stop = () => {
        say('Stopping.');
        void server.close().then(() => process.exit(0));
      };
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
      say('Serving the page to this machine only. Stop with Ctrl+C.');
      console.log(`\n  ${server.url}\n`);
      return;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
      if (asked !== undefined) {
        throw new Error(`Port ${port} is in use: choose another.`, { cause: error });
      }
      if (port === firstPort + 20) {
        throw new Error(`Ports ${firstPort} to ${port} are in use.`, { cause: error });
      }
      say(`Port ${port} is in use; trying the next.`);
    }
  }
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
