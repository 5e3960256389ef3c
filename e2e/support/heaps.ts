import type { CDPSession, Page } from '@playwright/test';

/** Bytes of typed arrays that are still in use, in the page and in its worker; 0 where the browser does not tell. */
export interface ArrayBytes {
  readonly page: number;
  readonly worker: number;
}

interface HeapUsage {
  readonly backingStorageSize?: number;
}

/** Gives a way to count the bytes of typed arrays, after all garbage is gone. */
export async function arrayCounter(page: Page): Promise<() => Promise<ArrayBytes>> {
  const cdp = await page.context().newCDPSession(page);
  const toWorker = await workerOf(cdp);
  const usage = async (send: (method: HeapMethod) => Promise<unknown>): Promise<number> => {
    await send('HeapProfiler.collectGarbage');
    const { backingStorageSize = 0 } = (await send('Runtime.getHeapUsage')) as HeapUsage;
    return backingStorageSize;
  };
  return async () => ({
    worker: await usage(toWorker),
    page: await usage((method) => cdp.send(method)),
  });
}

type HeapMethod = 'HeapProfiler.collectGarbage' | 'Runtime.getHeapUsage';

/** The debugger's way to the page's worker, which Playwright does not offer. */
async function workerOf(cdp: CDPSession): Promise<(method: string) => Promise<unknown>> {
  const answers = new Map<number, (result: unknown) => void>();
  cdp.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    answers.get(id)?.(result);
  });
  const attached = new Promise<string>((resolve) => {
    cdp.once('Target.attachedToTarget', ({ sessionId }) => resolve(sessionId));
  });
  await cdp.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const sessionId = await attached;
  let count = 0;
  return (method) =>
    new Promise((resolve, reject) => {
      const id = ++count;
      answers.set(id, resolve);
      const message = JSON.stringify({ id, method });
      cdp.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
}
