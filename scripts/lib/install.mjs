import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './run.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean,
 *   dev?: boolean, dependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, resolved?: string }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

/**
 * @param {string} file its path from the root
 * @returns {Lockfile | undefined}
 */
function readLockfile(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Why what lies in node_modules is not what the lockfile says, or undefined when it is. npm notes
 * what it has installed in node_modules/.package-lock.json, as the last thing it does.
 */
function whyOutOfDate() {
  const wanted = readLockfile('package-lock.json');
  if (!wanted) throw new Error('package-lock.json is missing or unreadable: restore it with git.');
  if (!existsSync(path.join(root, 'node_modules'))) return 'node_modules is missing';
  const installed = readLockfile('node_modules/.package-lock.json');
  if (!installed) return 'the last installation did not finish';
  for (const [name, entry] of Object.entries(wanted.packages)) {
    if (name === '') continue;
    const found = installed.packages[name];
    // Optional packages are for other platforms.
    if (!found && !entry.optional) return `${name} is missing`;
    if (found && (found.version !== entry.version || found.integrity !== entry.integrity)) {
      return `${name} is ${found.version}, the lockfile says ${entry.version}`;
    }
  }
  for (const name of Object.keys(installed.packages)) {
    if (!wanted.packages[name]) return `${name} is no longer in the lockfile`;
  }
  return undefined;
}

/**
 * Brings node_modules to what the lockfile says, with `npm ci`; does nothing when it is.
 * @param {(text: string) => void} say
 * @throws {Error} when npm fails
 */
export async function ensureInstalled(say) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Heed needs Node 20.19 or newer; this is ${process.version}.`);
  }
  const reason = whyOutOfDate();
  if (!reason) {
    say('Dependencies are installed.');
    return;
  }
  say(`Installing dependencies (${reason}) …`);
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const { code } =
    npm && /\.c?js$/.test(npm)
      ? await run(process.execPath, [npm, ...args], { show: true })
      : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { show: true });
  if (code !== 0) throw new Error('npm ci failed: see its output above.');
}
