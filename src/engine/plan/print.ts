import type { Step } from './step';
import type { Plan } from './plan';

const KIB = 1024;

/** A plan as text: one line per dispatch, what it computes on the way, then the memory with and without sharing. */
export function printPlan(plan: Plan, extra: readonly Step[] = []): string {
  const steps = [...plan.steps, ...extra];
  const width = Math.max(...steps.map((step) => step.label.length), 4);
  const lines = steps.map((step, i) => {
    const groups = step.kernel.workgroups.join('×');
    const places = step.regions
      .map((region, k) => `${step.writes.includes(k) ? '→ ' : ''}${region.buffer}+${region.offset}`)
      .join(' ');
    const line = `${String(i).padStart(4)}  ${step.label.padEnd(width)}  ${step.kernel.shader}:${step.kernel.entryPoint}  ${groups}  ${places}`;
    const absorbed = step.absorbed ?? [];
    return absorbed.length > 0 ? `${line}\n${' '.repeat(6)}with ${absorbed.join(', ')}` : line;
  });
  const shared = plan.buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  lines.push(
    `${steps.length} dispatches; ${plan.buffers.length} buffers of ${((shared * 4) / KIB).toFixed(1)} KiB ` +
      `(${((plan.unshared * 4) / KIB).toFixed(1)} KiB without sharing)`,
  );
  return lines.join('\n');
}
