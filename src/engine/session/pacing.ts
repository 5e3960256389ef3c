/** Time (ms) that one chunk of steps should take: short enough that calls are answered at once. */
const CHUNK = 12;
/** Time (ms) between two frames while training: 30 a second are plenty for numbers that change. */
const FRAME = 33;
const MAX_CHUNK = 256;

/** Finds how many steps fit into a chunk on this machine, and when the page is due a frame. */
export class Pacer {
  /** Steps to do in the next chunk. */
  steps = 1;
  private lastFrame = 0;
  private windowStart = 0;
  private windowSteps = 0;
  private rate = 0;

  /** Training (re)starts: the speed of the past is no guide. */
  start(): void {
    this.windowStart = performance.now();
    this.windowSteps = 0;
    this.rate = 0;
  }

  /** Measured speed over about the last second. */
  get stepsPerSecond(): number {
    return this.rate;
  }

  async time(steps: number, work: () => Promise<void>): Promise<void> {
    const start = performance.now();
    await work();
    const end = performance.now();
    const each = Math.max((end - start) / steps, 0.001);
    this.steps = Math.max(1, Math.min(MAX_CHUNK, Math.round(CHUNK / each)));
    this.windowSteps += steps;
    const elapsed = end - this.windowStart;
    if (elapsed > 1000 || this.rate === 0)
      this.rate = (this.windowSteps * 1000) / Math.max(elapsed, 1);
    if (elapsed > 1000) {
      this.windowStart = end;
      this.windowSteps = 0;
    }
  }

  frameDue(): boolean {
    const now = performance.now();
    if (now - this.lastFrame < FRAME) return false;
    this.lastFrame = now;
    return true;
  }
}

const later = (globalThis as { setImmediate?: (task: () => void) => unknown }).setImmediate;
const channel = later ? null : new MessageChannel();
/** Who waits for the next task, one for each message on its way. */
const waiting: (() => void)[] = [];
if (channel) channel.port1.onmessage = () => waiting.shift()?.();

/** Lets messages and other tasks run; unlike a timer it does not wait. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (later) later(resolve);
    else if (channel) {
      waiting.push(resolve);
      channel.port2.postMessage(0);
    }
  });
}
