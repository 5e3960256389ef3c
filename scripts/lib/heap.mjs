/** @typedef {import('playwright').CDPSession} CDPSession */
/** @typedef {(method: string) => Promise<unknown>} Send */

/**
 * What is still in use in one thread, in bytes: objects, and what typed arrays hold.
 * @typedef {{ objects: number, arrays: number }} Heap
 */

/**
 * Gives a way to measure the heaps of a page and of its worker, after all garbage is gone.
 * @param {import('playwright').Page} page whose worker runs already
 * @returns {Promise<() => Promise<{ page: Heap, worker: Heap }>>}
 */
export async function heapReader(page) {
  const cdp = await page.context().newCDPSession(page);
  const toWorker = await workerOf(cdp);
  return async () => ({
    worker: await usage(toWorker),
    page: await usage((method) => cdp.send(/** @type {'Runtime.getHeapUsage'} */ (method))),
  });
}

/**
 * @param {Send} send
 * @returns {Promise<Heap>}
 */
async function usage(send) {
  // Elements of the page are held across two heaps: the first collection lets go of what the second
  // one frees.
  await send('HeapProfiler.collectGarbage');
  await send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } =
    /** @type {{ usedSize: number, backingStorageSize?: number }} */ (
      await send('Runtime.getHeapUsage')
    );
  return { objects: usedSize, arrays: backingStorageSize };
}

/**
 * The debugger's way to the page's worker, which Playwright does not offer.
 * @param {CDPSession} cdp
 * @returns {Promise<Send>}
 */
async function workerOf(cdp) {
  /** @type {Map<number, (result: unknown) => void>} */
  const answers = new Map();
  cdp.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    answers.get(id)?.(result);
    answers.delete(id);
  });
  const attached = new Promise((resolve) => {
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
