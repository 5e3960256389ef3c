import { describe, expect, it } from 'vitest';
import { checkFences, importsOf } from './fences.mjs';

const fences = {
  'src/engine/tensor': { may: [], packages: [] },
  'src/engine/ops': { may: ['src/engine/tensor', 'src/shaders'], packages: [] },
  'src/ui': { may: ['src/engine/session/client'], mayTypes: ['src/engine'] },
  'src/engine/session': { may: ['src/engine'] },
};

describe('importsOf', () => {
  it('finds every kind of import, with its line', () => {
    const source = [
      `import a, { type B } from './a';`,
      `import type { C } from './c';`,
      `import './side-effect.css';`,
      `export { d } from './d';`,
      `export * from './e';`,
      `const f = () => import('./f');`,
    ].join('\n');
    expect(importsOf('x.ts', source)).toEqual([
      { line: 1, specifier: './a', typeOnly: false },
      { line: 2, specifier: './c', typeOnly: true },
      { line: 3, specifier: './side-effect.css', typeOnly: false },
      { line: 4, specifier: './d', typeOnly: false },
      { line: 5, specifier: './e', typeOnly: false },
      { line: 6, specifier: './f', typeOnly: false },
    ]);
  });
});

describe('checkFences', () => {
  it('is content with imports that the table allows', () => {
    const sources = {
      'src/engine/tensor/shape.ts': '',
      'src/engine/ops/add.ts': `import '../tensor/shape'; import w from '../../shaders/add.wgsl?raw';`,
      'src/engine/session/client.ts': `import '../ops/add';`,
      'src/ui/app.tsx': `import '../engine/session/client'; import type { A } from '../engine/ops/add';`,
    };
    expect(checkFences(sources, fences, (file) => file === 'src/shaders/add.wgsl')).toEqual([]);
  });

  it('names the line of an import that goes the wrong way', () => {
    const sources = {
      'src/engine/ops/add.ts': '',
      'src/engine/tensor/shape.ts': `\nimport '../ops/add';`,
      'src/ui/app.tsx': `import { add } from '../engine/ops/add';`,
    };
    expect(checkFences(sources, fences)).toEqual([
      'src/engine/tensor/shape.ts:2 imports src/engine/ops/add.ts → allowed: src/engine/tensor',
      'src/ui/app.tsx:1 imports src/engine/ops/add.ts → allowed: src/ui, src/engine/session/client; types only: src/engine',
    ]);
  });

  it('refuses packages, missing files and places it does not know', () => {
    const sources = {
      'src/engine/tensor/shape.ts': `import 'react'; import './gone';`,
      'src/other/x.ts': '',
    };
    expect(checkFences(sources, fences)).toEqual([
      'src/engine/tensor/shape.ts:1 imports react → packages allowed in src/engine/tensor: none',
      'src/engine/tensor/shape.ts:1 imports ./gone, which is not there',
      'src/other/x.ts:1 lies in no place that the table of fences knows',
    ]);
  });

  it('finds cycles, but not those of types alone', () => {
    const sources = {
      'src/engine/ops/a.ts': `import './b';`,
      'src/engine/ops/b.ts': `import './c';`,
      'src/engine/ops/c.ts': `import './a';`,
      'src/engine/tensor/x.ts': `import type { Y } from './y';`,
      'src/engine/tensor/y.ts': `import { x } from './x';`,
    };
    expect(checkFences(sources, fences)).toEqual([
      'src/engine/ops/c.ts:1 closes a cycle: src/engine/ops/a.ts → src/engine/ops/b.ts → src/engine/ops/c.ts → src/engine/ops/a.ts',
    ]);
  });
});
