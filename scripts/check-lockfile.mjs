// Guards package-lock.json: `npm ci` works from it on every platform, and from any registry.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { root } from './lib/run.mjs';

/** @typedef {import('./lib/install.mjs').Lockfile} Lockfile */

/** @param {string} file */
const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

const { packages } = /** @type {Lockfile} */ (read('package-lock.json'));
const manifest = read('package.json');
/** @type {string[]} */
const problems = [];

/**
 * Where Node would look for a package, from the place of another one.
 * @param {string} from
 * @param {string} name
 */
function isLocked(from, name) {
  for (let place = from; ; ) {
    if (packages[`${place ? `${place}/` : ''}node_modules/${name}`]) return true;
    if (!place) return false;
    place = place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1));
  }
}

for (const [place, entry] of Object.entries(packages)) {
  for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
    if (!isLocked(place, name)) problems.push(`${place || 'heed'} names ${name}: not locked`);
  }
  if (entry.resolved) problems.push(`${place} has a "resolved" address`);
  if (place && !entry.link && !entry.integrity) problems.push(`${place} has no integrity`);
}
for (const group of /** @type {const} */ (['dependencies', 'devDependencies'])) {
  if (!isDeepStrictEqual(manifest[group], packages[''][group]))
    problems.push(`package.json and the lockfile differ in ${group}`);
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  console.error(
    'Run `npm install` with the versions pinned in package.json, and look at the diff.',
  );
  process.exitCode = 1;
} else {
  console.log(`${Object.keys(packages).length - 1} packages locked.`);
}
