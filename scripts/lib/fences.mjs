import path from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * @typedef {{ line: number, specifier: string, typeOnly: boolean }} Import
 * @typedef {{ may: string[], mayTypes?: string[], packages?: string[] }} Fence `may` lists the
 *   places it may import from, `mayTypes` those from which only types, `packages` the npm packages
 *   (all, when left out). A place is a folder or a file without its extension; it covers all that
 *   lies under it.
 */

/**
 * Every import of a source file: static, re-exported and dynamic.
 * @param {string} file
 * @param {string} source
 * @returns {Import[]}
 */
export function importsOf(file, source) {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  /** @param {number} offset */
  const lineAt = (offset) => source.slice(0, offset).split('\n').length;
  /** @type {Import[]} */
  const imports = [];
  for (const { start, moduleRequest, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    imports.push({ line: lineAt(start), specifier: moduleRequest.value, typeOnly });
  }
  for (const { start, entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (!moduleRequest) continue;
      imports.push({ line: lineAt(start), specifier: moduleRequest.value, typeOnly: isType });
    }
  }
  for (const { start, moduleRequest } of module.dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end);
    if (/^(['"`])[^'"`$]*\1$/.test(text)) {
      imports.push({ line: lineAt(start), specifier: text.slice(1, -1), typeOnly: false });
    }
  }
  return imports;
}

/**
 * @param {string} file
 * @param {string} specifier
 * @param {(file: string) => boolean} exists
 */
function resolve(file, specifier, exists) {
  const target = path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, ''));
  const bare = target.replace(/\.js$/, '');
  return [target, `${bare}.ts`, `${bare}.tsx`, `${bare}/index.ts`, `${bare}/index.tsx`].find(
    exists,
  );
}

/**
 * @param {string} file
 * @param {string} place
 */
const isIn = (file, place) =>
  file === place || file.startsWith(`${place}/`) || file.replace(/\.[^/.]+$/, '') === place;

/**
 * @param {Record<string, string>} sources file → source
 * @param {Record<string, Fence>} fences place → what it may import; the longest place that covers
 *   a file holds
 * @param {(file: string) => boolean} [exists] for files beside the sources, such as shaders
 * @returns {string[]} one line for each import that is not allowed, and for each cycle
 */
export function checkFences(sources, fences, exists = () => false) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, { to: string, line: number }[]>} */
  const graph = new Map();
  const places = Object.keys(fences).toSorted((a, b) => b.length - a.length);
  /** @param {string} file */
  const isFile = (file) => file in sources || exists(file);

  for (const [file, source] of Object.entries(sources)) {
    const place = places.find((candidate) => isIn(file, candidate));
    if (!place) {
      problems.push(`${file}:1 lies in no place that the table of fences knows`);
      continue;
    }
    const { may, mayTypes = [], packages } = fences[place];
    const isTest = /\.test\.tsx?$/.test(file);
    /** @type {{ to: string, line: number }[]} */
    const edges = [];
    graph.set(file, edges);
    for (const { line, specifier, typeOnly } of importsOf(file, source)) {
      if (!specifier.startsWith('.')) {
        const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
        if (packages && !isTest && !packages.includes(name)) {
          const list = packages.length > 0 ? packages.join(', ') : 'none';
          problems.push(`${file}:${line} imports ${name} → packages allowed in ${place}: ${list}`);
        }
        continue;
      }
      const to = resolve(file, specifier, isFile);
      if (!to) {
        problems.push(`${file}:${line} imports ${specifier}, which is not there`);
        continue;
      }
      if (!typeOnly && to in sources) edges.push({ to, line });
      // A test may use what the whole engine offers, to test its part of it.
      const allowed = [place, ...may, ...(isTest ? ['src/engine', 'src/shaders'] : [])];
      if (typeOnly) allowed.push(...mayTypes);
      if (isTest && to.endsWith('.json')) continue;
      if (allowed.some((candidate) => isIn(to, candidate))) continue;
      const types = mayTypes.length > 0 ? `; types only: ${mayTypes.join(', ')}` : '';
      problems.push(
        `${file}:${line} imports ${to} → allowed: ${[place, ...may].join(', ')}${types}`,
      );
    }
  }
  return [...problems, ...cyclesOf(graph)];
}

/**
 * @param {Map<string, { to: string, line: number }[]>} graph
 * @returns {string[]}
 */
function cyclesOf(graph) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {string[]} */
  const trail = [];
  /** @param {string} file */
  const visit = (file) => {
    state.set(file, 'open');
    trail.push(file);
    for (const { to, line } of graph.get(file) ?? []) {
      if (state.get(to) === 'open') {
        const loop = [...trail.slice(trail.indexOf(to)), to].join(' → ');
        problems.push(`${file}:${line} closes a cycle: ${loop}`);
      } else if (!state.has(to)) {
        visit(to);
      }
    }
    trail.pop();
    state.set(file, 'done');
  };
  for (const file of graph.keys()) if (!state.has(file)) visit(file);
  return problems;
}
