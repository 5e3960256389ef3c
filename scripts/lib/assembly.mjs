import { main } from 'assemblyscript/asc';

/** @type {Map<string, Promise<string>>} */
const compiled = new Map();

/**
 * Compiles an AssemblyScript file to WebAssembly with SIMD.
 * @param {string} file
 * @returns {Promise<string>} the binary in base64
 */
async function compile(file) {
  /** @type {Uint8Array | undefined} */
  let binary;
  let problems = '';
  const { error } = await main(
    [file, '--outFile', 'out.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--importMemory']
      .concat(['--enable', 'simd', '--use', 'abort='])
      .concat(['--baseDir', '/']),
    {
      stderr: {
        write: (text) => {
          problems += String(text);
        },
      },
      writeFile: (_, contents) => {
        if (contents instanceof Uint8Array) binary = contents;
      },
    },
  );
  if (error || !binary) throw new Error(`${file}: ${problems || error?.message}`);
  return Buffer.from(binary).toString('base64');
}

/**
 * Lets an import of `FILE.ts?assembly` give the compiled module as base64.
 * @returns {import('vite').Plugin}
 */
export function assemblyScript() {
  return {
    name: 'heed:assemblyscript',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('?assembly')) return null;
      const file = id.slice(0, -'?assembly'.length);
      this.addWatchFile(file);
      if (this.meta.watchMode) compiled.delete(file);
      let base64 = compiled.get(file);
      if (!base64) {
        base64 = compile(file);
        compiled.set(file, base64);
      }
      return `export default ${JSON.stringify(await base64)};`;
    },
  };
}
