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

function flush(): void {
  frame = 0;
  const painters = [...due];
  due.clear();
  for (const painter of painters) painter();
}
