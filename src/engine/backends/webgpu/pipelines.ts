import { DeviceError } from '../../tensor/errors';
import type { Step } from '../backend';
import { COMPUTE_STAGE } from './flags';
import { Shaders } from './shaders';

/** Pipelines kept for models to come, the least recently used dropped first. */
const KEPT = 1024;

/** Which bindings a kernel reads (`r`) and writes (`w`), in order. */
export type Access = string;

interface Layout {
  readonly bindings: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
}

/** The bindings of a step: its regions, then the runtime counters where it uses them. */
export function accessOf(step: Step): Access {
  const regions = step.regions.map((_, i) => (step.writes.includes(i) ? 'w' : 'r'));
  return regions.join('') + (step.kernel.usesRuntime ? 'r' : '');
}

/** Compiled pipelines and their layouts; steps that are alike share them. */
export class Pipelines {
  private readonly shaders: Shaders;
  private readonly layouts = new Map<Access, Layout>();
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();

  constructor(private readonly device: GPUDevice) {
    this.shaders = new Shaders(device);
  }

  /** What steps with the same pipeline have in common. */
  key(step: Step): string {
    const { source, entryPoint, constants } = step.kernel;
    const sorted = Object.entries(constants).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return [this.shaders.id(source), entryPoint, accessOf(step), JSON.stringify(sorted)].join('|');
  }

  bindings(access: Access): GPUBindGroupLayout {
    return this.layout(access).bindings;
  }

  /** @throws DeviceError naming the step, with line and column when the shader is rejected. */
  get(step: Step): Promise<GPUComputePipeline> {
    const key = this.key(step);
    const pipeline = this.pipelines.get(key) ?? this.compile(step);
    this.pipelines.delete(key);
    this.pipelines.set(key, pipeline);
    if (this.pipelines.size > KEPT) {
      for (const oldest of this.pipelines.keys()) {
        this.pipelines.delete(oldest);
        break;
      }
    }
    return pipeline;
  }

  private async compile(step: Step): Promise<GPUComputePipeline> {
    const { shader, source, entryPoint, constants } = step.kernel;
    const layout = this.layout(accessOf(step)).pipeline;
    const module = await this.shaders.get(shader, source);
    try {
      return await this.device.createComputePipelineAsync({
        label: `${shader} for ${step.label}`,
        layout,
        compute: { module, entryPoint, constants },
      });
    } catch (error) {
      const values = JSON.stringify(constants);
      throw new DeviceError(
        `The kernel "${shader}" (${entryPoint}, ${values}) of step "${step.label}" could not be ` +
          `built: ${error instanceof Error ? error.message : String(error)}`,
        step.label,
      );
    }
  }

  private layout(access: Access): Layout {
    let layout = this.layouts.get(access);
    if (!layout) {
      const bindings = this.device.createBindGroupLayout({
        label: access,
        entries: Array.from(access, (kind, binding) => ({
          binding,
          visibility: COMPUTE_STAGE,
          buffer: { type: kind === 'w' ? 'storage' : 'read-only-storage' },
        })),
      });
      const pipeline = this.device.createPipelineLayout({
        label: access,
        bindGroupLayouts: [bindings],
      });
      layout = { bindings, pipeline };
      this.layouts.set(access, layout);
    }
    return layout;
  }
}
