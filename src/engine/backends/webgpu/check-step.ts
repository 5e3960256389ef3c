import { PlanError } from '../../tensor/errors';
import { REGION_ALIGNMENT, RUNTIME_BUFFER, type Step } from '../backend';
import type { Memory } from './memory';

/**
 * What a step must fulfil before anything is compiled, each with a message that names the step.
 * The device would find the same faults, later and in its own terms.
 * @throws PlanError
 */
export function checkStep(step: Step, memory: Memory, limits: GPUSupportedLimits): void {
  const fail = (message: string, tensor?: string): never => {
    throw new PlanError(`Step "${step.label}" (${step.kernel.shader}): ${message}`, tensor);
  };
  const { regions, kernel } = step;

  const bound = regions.length + (kernel.usesRuntime ? 1 : 0);
  const most = limits.maxStorageBuffersPerShaderStage;
  if (bound > most) {
    fail(`binds ${bound} buffers, but this device allows ${most}; split it into two steps.`);
  }
  for (const write of step.writes) {
    if (!(write in regions)) fail(`writes region ${write}, but has only ${regions.length}.`);
  }
  for (const region of regions) {
    memory.slice(region, `Step "${step.label}" (${kernel.shader})`);
    if (region.offset % REGION_ALIGNMENT !== 0) {
      fail(
        `"${region.buffer}" is bound from element ${region.offset}, ` +
          `which is no multiple of ${REGION_ALIGNMENT}.`,
        region.buffer,
      );
    }
    if (region.length > memory.maxLength) {
      fail(
        `binds ${region.length} elements of "${region.buffer}", ` +
          `but this device allows ${memory.maxLength}; use a smaller model or batch.`,
        region.buffer,
      );
    }
  }
  checkUses(step, fail);

  for (const [name, value] of Object.entries(kernel.constants)) {
    if (!Number.isFinite(value)) {
      fail(`the constant ${name} is ${value}; WebGPU takes finite numbers only.`);
    }
  }
  for (const groups of kernel.workgroups) {
    if (
      !Number.isInteger(groups) ||
      groups < 0 ||
      groups > limits.maxComputeWorkgroupsPerDimension
    ) {
      fail(
        `asks for ${kernel.workgroups.join(' × ')} workgroups; each must be a whole number ` +
          `up to ${limits.maxComputeWorkgroupsPerDimension}: fold the longest into another.`,
      );
    }
  }
}

/** Within a dispatch a buffer is read, or written at places that do not overlap (gpuweb #1837). */
function checkUses(step: Step, fail: (message: string, tensor?: string) => never): void {
  const written = step.writes.map((i) => step.regions[i]);
  const read = step.regions.filter((_, i) => !step.writes.includes(i)).map((r) => r.buffer);
  if (step.kernel.usesRuntime) read.push(RUNTIME_BUFFER);
  written.forEach((a, i) => {
    if (read.includes(a.buffer)) {
      fail(
        `"${a.buffer}" is bound both for reading and for writing, which WebGPU forbids even for ` +
          'separate parts; put the parts into two buffers, or list both as written.',
        a.buffer,
      );
    }
    for (const b of written.slice(0, i)) {
      const apart = a.offset + a.length <= b.offset || b.offset + b.length <= a.offset;
      if (a.buffer === b.buffer && !apart) {
        fail(`two of the parts of "${a.buffer}" that it writes overlap.`, a.buffer);
      }
    }
  });
}
