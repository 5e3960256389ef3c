import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { run, runNode } from './run.mjs';

const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** Real WebGPU without a graphics card: Dawn on SwiftShader, canvases included. */
export const chromiumArgs = [
  ...quiet,
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];

/** A host name that leads to this machine, but is no `localhost`. */
export const insecureHost = 'heed.test';

/**
 * A browser without WebGPU. On http://localhost it has `navigator.gpu` but no adapter; at the
 * insecure host `navigator.gpu` does not exist, neither in the page nor in its workers.
 */
export const withoutWebGpuArgs = [
  ...quiet,
  '--no-proxy-server',
  `--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`,
];

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function onThisMachine() {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'microsoft-edge-stable',
    'chrome',
    'msedge',
  ];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const files = names.flatMap((name) => folders.map((folder) => path.join(folder, name + suffix)));
  if (process.platform === 'darwin') {
    files.push(
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    );
  } else if (process.platform === 'win32') {
    for (const base of [
      process.env.PROGRAMFILES,
      process.env['PROGRAMFILES(X86)'],
      process.env.LOCALAPPDATA,
    ]) {
      if (!base) continue;
      files.push(
        path.join(base, 'Google/Chrome/Application/chrome.exe'),
        path.join(base, 'Microsoft/Edge/Application/msedge.exe'),
      );
    }
  } else {
    files.push('/usr/bin/chromium', '/snap/bin/chromium', '/opt/google/chrome/chrome');
  }
  return files.find(isExecutable);
}

/**
 * The browser for tests and screenshots: the one that HEED_BROWSER names, else one on this
 * machine. Undefined when there is neither: then Playwright's own is meant.
 * @returns {string | undefined} the path of its executable
 * @throws {Error} when HEED_BROWSER names nothing that can be run
 */
export function findBrowser() {
  const named = process.env.HEED_BROWSER;
  if (!named) return onThisMachine();
  if (isExecutable(named)) return named;
  throw new Error(`HEED_BROWSER is ${named}, which is no executable file: correct or unset it.`);
}

/** Where Playwright's own browser is, if it has been installed. */
async function playwrightBrowser() {
  const { chromium } = await import('playwright');
  const file = chromium.executablePath();
  return file && existsSync(file) ? file : undefined;
}

/**
 * Finds a browser, or installs one: Playwright's own, else Debian's through apt when root.
 * @param {(text: string) => void} say
 * @returns {Promise<string>} the path of its executable
 * @throws {Error} when none can be had, with the way out
 */
export async function ensureBrowser(say) {
  const found = findBrowser() ?? (await playwrightBrowser());
  if (found) return found;

  say('No browser found. Asking Playwright for its own …');
  await runNode('node_modules/playwright/cli.js', ['install', '--no-shell', 'chromium'], {
    show: true,
    limitSeconds: 900,
    silenceSeconds: 60,
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
  });
  const own = await playwrightBrowser();
  if (own && (await run(own, ['--version'], { limitSeconds: 30 })).code === 0) return own;

  if (process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')) {
    say('Playwright has none for this machine. Installing chromium with apt-get …');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['install', '-y', '-q', '--no-install-recommends'];
    await run('apt-get', ['update', '-q'], { show: true, env });
    await run('apt-get', [...install, 'chromium'], { show: true, env });
    const installed = findBrowser();
    if (installed) {
      const fonts = await run('apt-get', [...install, 'fonts-noto-cjk'], { env });
      if (fonts.code !== 0) say('No font for Chinese could be installed; going on without.');
      return installed;
    }
  }
  throw new Error(
    'No browser for the tests. Install Chromium, Chrome or Edge, or name one in HEED_BROWSER.',
  );
}
