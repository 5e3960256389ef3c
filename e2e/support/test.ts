import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, type BrowserContext, expect, type Page } from '@playwright/test';
import { root } from '../../scripts/lib/run.mjs';
import { serve } from '../../scripts/lib/server.mjs';

export { expect };

/**
 * Collects what a page must never say: errors on the console (breaches of the
 * Content-Security-Policy among them) and uncaught errors, of every page of the context.
 */
function watchForErrors(context: BrowserContext): string[] {
  const errors: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()}`);
  });
  context.on('weberror', (webError) => errors.push(`uncaught: ${webError.error().message}`));
  return errors;
}

interface Options {
  /** Errors that a test brings about on purpose. */
  allowErrors: RegExp[];
}

interface Fixtures {
  /** A second visitor: a fresh profile, watched like the first. */
  newVisitor: () => Promise<Page>;
  guard: void;
}

export interface WorkerOptions {
  /** The host name by which the page is opened: WebGPU exists on localhost only. */
  host: string;
}

interface WorkerFixtures {
  /** Where the production build is served. */
  site: string;
}

/**
 * Playwright's `test`, against the production build: addresses are relative to it, and a test
 * fails on any error of the page.
 */
export const test = base.extend<Options & Fixtures, WorkerOptions & WorkerFixtures>({
  allowErrors: [[], { option: true }],
  host: ['localhost', { option: true, scope: 'worker' }],
  site: [
    async ({ host }, use) => {
      const server = await serve({ folder: path.join(root, 'dist') });
      await use(server.url.replace('localhost', host));
      await server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ site }, use) => use(site),
  guard: [
    async ({ context, allowErrors }, use) => {
      const errors = watchForErrors(context);
      await use();
      expectNoErrors(errors, allowErrors);
    },
    { auto: true },
  ],
  newVisitor: async ({ browser, allowErrors, contextOptions }, use) => {
    const opened: { context: BrowserContext; errors: string[] }[] = [];
    await use(async () => {
      const context = await browser.newContext(contextOptions);
      opened.push({ context, errors: watchForErrors(context) });
      return context.newPage();
    });
    for (const { context, errors } of opened) {
      await context.close();
      expectNoErrors(errors, allowErrors);
    }
  },
});

function expectNoErrors(errors: string[], allowed: RegExp[]): void {
  const unexpected = errors.filter((error) => !allowed.some((pattern) => pattern.test(error)));
  expect(unexpected, 'errors that the page reported').toEqual([]);
}

/** Opens Heed at a path ('?backend=cpu#…') and waits until it can be scripted. */
export async function openHeed(page: Page, at = ''): Promise<void> {
  await page.goto(at);
  await page.waitForFunction(() => Reflect.has(globalThis, 'heed'));
}

/** Expects that axe finds nothing to object to on the page as it stands, or in a part of it. */
export async function expectAccessible(page: Page, part = 'html'): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  const found = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map((node) => `    ${node.target.join(' ')}`).join('\n')}`,
  );
  expect(found, 'violations that axe found').toEqual([]);
}
