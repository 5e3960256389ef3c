import { defineConfig } from '@playwright/test';
import type { WorkerOptions } from './e2e/support/test';
import {
  chromiumArgs,
  findBrowser,
  insecureHost,
  withoutWebGpuArgs,
} from './scripts/lib/browser.mjs';

const executablePath = findBrowser();

// Pages are served by e2e/support/test.ts, from the build in dist/.
export default defineConfig<object, WorkerOptions>({
  testDir: 'e2e',
  outputDir: '.cache/e2e',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [
    ['line'],
    ['json', { outputFile: process.env.HEED_E2E_JSON ?? '.cache/test/e2e.json' }],
  ],
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1366, height: 768 },
    locale: 'en-GB',
    serviceWorkers: 'block',
    trace: 'off',
    video: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'webgpu',
      testMatch: ['**/training.spec.ts', '**/smoke.spec.ts'],
      use: { launchOptions: { executablePath, args: chromiumArgs } },
    },
    {
      // What is not about WebGPU runs without: a GPU in software makes every screen slow to paint.
      name: 'page',
      testIgnore: ['**/training.spec.ts', '**/smoke.spec.ts', '**/*.nogpu.spec.ts'],
      use: { launchOptions: { executablePath, args: withoutWebGpuArgs } },
    },
    {
      // Here `navigator.gpu` does not exist; with `test.use({ host: 'localhost' })`, no adapter does.
      name: 'nogpu',
      testMatch: '**/*.nogpu.spec.ts',
      use: { host: insecureHost, launchOptions: { executablePath, args: withoutWebGpuArgs } },
    },
  ],
});
