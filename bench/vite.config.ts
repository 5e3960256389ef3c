import { defineConfig } from 'vite';
import { assemblyScript } from '../scripts/lib/assembly.mjs';

/** SharedArrayBuffer, and with it the peers' WASM threads, exists only in isolated pages. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [assemblyScript()],
  build: {
    outDir: '../.cache/bench',
    emptyOutDir: true,
    target: 'esnext',
    assetsInlineLimit: 0,
    // TensorFlow.js starts its WASM threads from the text of its own functions.
    minify: false,
    chunkSizeWarningLimit: 10_000,
  },
  preview: { headers },
});
