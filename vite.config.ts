import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { assemblyScript } from './scripts/lib/assembly.mjs';

/** The policy of the built page. It stands in a <meta>, so that it holds on any host. */
const contentSecurityPolicy = [
  "default-src 'none'",
  // WebAssembly, which the CPU backend multiplies matrices with, counts as a script.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  // KaTeX lays formulas out with style attributes.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only in the build: the development server needs inline scripts and styles for hot reloading. */
function csp(): Plugin {
  return {
    name: 'heed:csp',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}

export default defineConfig({
  // Relative addresses: the build works in any subfolder.
  base: './',
  plugins: [react(), assemblyScript(), csp()],
  worker: { format: 'es', plugins: () => [assemblyScript()] },
  build: {
    outDir: 'dist',
    // No data: addresses for scripts and fonts, which the policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
});
