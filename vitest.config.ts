import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { assemblyScript } from './scripts/lib/assembly.mjs';
import { chromiumArgs, findBrowser } from './scripts/lib/browser.mjs';

const setupFiles = ['src/engine/testing/fuzz-seed.ts'];
const browserTests = ['src/**/*.gpu.test.{ts,tsx}', 'src/**/*.browser.test.{ts,tsx}'];

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [assemblyScript()],
        test: {
          name: 'unit',
          setupFiles,
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: browserTests,
          pool: 'threads',
          maxWorkers: 2,
          // Trainings among them take their time, and more of it on a busy machine.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [assemblyScript()],
        // Named here, so that none is first met in the middle of a run, which reloads the page.
        optimizeDeps: { include: ['fast-check', 'valibot'] },
        test: {
          name: 'gpu',
          setupFiles,
          include: browserTests,
          // One page for all files: a helper module can keep one graphics device for them.
          fileParallelism: false,
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findBrowser(), args: chromiumArgs },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
