/** What is to be drawn at the next display frame: each painter once, however often it was asked for. */
const due = new Set<() => void>();
let frame = 0;

/** Draws at the next display frame. */
export function repaint(painter: () => void): void {
  due.add(painter);
  frame ||= requestAnimationFrame(flush);
}

/** Takes back a painter that is not to be called any more. */
export function cancelRepaint(painter: () => void): void {
  due.delete(painter);
}

/** So long may painting take within one frame, in ms; what is left is drawn at the next one. */
const BUDGET_MS = 10;

function flush(): void {
  frame = 0;
  const end = performance.now() + BUDGET_MS;
  const painters = [...due];
  for (const painter of painters) {
    // One that was cancelled meanwhile is not called.
    if (!due.delete(painter)) continue;
    painter();
    if (performance.now() > end) break;
  }
  if (due.size > 0) frame ||= requestAnimationFrame(flush);
}
