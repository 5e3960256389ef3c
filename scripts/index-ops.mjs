// Writes the lists of what the engine's library offers: every exported function of a file of ops/ or
// layers/ that adds nodes to a graph (its first parameter is a Builder or a ModelContext).
// With --check it writes nothing, and fails where a list is out of date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/run.mjs';

const BUILDER = /^export function (\w+)(?:<[^>]*>)?\(\s*(?:b: Builder|m: ModelContext)\b/gm;
const LISTS = {
  'src/engine/ops': 'The operations as functions that add a node to a graph.',
  'src/engine/layers': 'The layers as functions that add their nodes and parameters to a graph.',
};

let stale = 0;
for (const [folder, title] of Object.entries(LISTS)) {
  const lines = readdirSync(path.join(root, folder))
    .filter((file) => /^(?!index\.|.*\.test\.).*\.ts$/.test(file))
    .sort()
    .flatMap((file) => {
      const source = readFileSync(path.join(root, folder, file), 'utf8');
      const names = [...source.matchAll(BUILDER)].map(([, name]) => name).sort();
      const list = `export { ${names.join(', ')} } from './${file.slice(0, -3)}';`;
      if (list.length > 100) {
        return [
          `export {\n${names.map((n) => `  ${n},\n`).join('')}} from './${file.slice(0, -3)}';`,
        ];
      }
      return names.length > 0 ? [list] : [];
    });
  const text = `// Written by \`npm run index\`.\n/** ${title} */\n${lines.join('\n')}\n`;
  const file = path.join(root, folder, 'index.ts');
  const current = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
  if (current === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${folder}/index.ts is out of date: run \`npm run index\`.`);
    stale++;
  } else {
    writeFileSync(file, text);
    console.log(`${folder}/index.ts: ${lines.length} files`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
