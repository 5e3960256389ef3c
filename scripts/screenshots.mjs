// Takes pictures of the built page, to look at.
//   node scripts/screenshots.mjs [OUT] [--route '#three-words' …] [--size 1366x768 …]
//     [--scheme light|dark …] [--lang en|zh …] [--backend cpu|webgpu] [--click SELECTOR …]
//     [--wait MS] [--full]
// OUT is .cache/screens unless given. Everything that may be given several times (…) multiplies;
// clicks are made in turn before each picture. Run `npm run build` first.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { chromiumArgs, findBrowser } from './lib/browser.mjs';
import { root } from './lib/run.mjs';
import { serve } from './lib/server.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    route: { type: 'string', multiple: true, default: [''] },
    size: { type: 'string', multiple: true, default: ['1920x1080', '1366x768', '390x844'] },
    scheme: { type: 'string', multiple: true, default: ['light', 'dark'] },
    lang: { type: 'string', multiple: true, default: ['en'] },
    backend: { type: 'string' },
    click: { type: 'string', multiple: true, default: [] },
    wait: { type: 'string', default: '500' },
    full: { type: 'boolean', default: false },
  },
});

const out = path.resolve(root, positionals[0] ?? '.cache/screens');
const folder = path.join(root, 'dist');
if (!existsSync(path.join(folder, 'index.html'))) {
  console.error('There is no built page in dist/: run `npm run build` first.');
  process.exit(1);
}
mkdirSync(out, { recursive: true });

/** @param {string} text */
const asName = (text) => text.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'start';

const server = await serve({ folder });
const browser = await chromium.launch({ executablePath: findBrowser(), args: chromiumArgs });
try {
  for (const size of values.size) {
    const [width, height] = size.split('x').map(Number);
    for (const scheme of values.scheme) {
      for (const lang of values.lang) {
        const context = await browser.newContext({
          viewport: { width, height },
          colorScheme: scheme === 'dark' ? 'dark' : 'light',
          locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
          hasTouch: width < 600,
        });
        for (const route of values.route) {
          const page = await context.newPage();
          page.on('console', (message) => {
            if (message.type() === 'error') console.error(`  console: ${message.text()}`);
          });
          page.on('pageerror', (error) => console.error(`  page: ${error.message}`));
          const address = new URL(route, server.url);
          if (values.backend) address.searchParams.set('backend', values.backend);
          await page.goto(address.href);
          await page.waitForFunction(() => Reflect.has(globalThis, 'heed'), undefined, {
            timeout: 30_000,
          });
          for (const selector of values.click) await page.click(selector, { timeout: 10_000 });
          await page.waitForTimeout(Number(values.wait));
          const file = path.join(out, `${asName(route)}-${size}-${scheme}-${lang}.png`);
          await page.screenshot({ path: file, fullPage: values.full });
          console.log(path.relative(root, file));
          await page.close();
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
}
