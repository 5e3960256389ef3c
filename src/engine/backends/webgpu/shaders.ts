import { DeviceError } from '../../tensor/errors';
import { scoped } from './faults';

/** Shader modules by source text, each compiled once. */
export class Shaders {
  private readonly modules = new Map<string, Promise<GPUShaderModule>>();
  private readonly ids = new Map<string, number>();

  constructor(private readonly device: GPUDevice) {}

  /** A short name for a source text, the same for the same text. */
  id(source: string): number {
    let id = this.ids.get(source);
    if (id === undefined) this.ids.set(source, (id = this.ids.size));
    return id;
  }

  /** @throws DeviceError with line, column and the line itself when the shader is rejected. */
  get(name: string, source: string): Promise<GPUShaderModule> {
    let module = this.modules.get(source);
    if (!module) {
      module = this.compile(name, source);
      this.modules.set(source, module);
    }
    return module;
  }

  private async compile(name: string, source: string): Promise<GPUShaderModule> {
    const { value: module, error } = scoped(this.device, () =>
      this.device.createShaderModule({ label: `${name}.wgsl`, code: source }),
    );
    const [info, problem] = await Promise.all([module.getCompilationInfo(), error]);
    const errors = info.messages.filter((message) => message.type === 'error');
    if (errors.length === 0 && problem === null) return module;
    const list = errors.map((message) => showMessage(name, source, message));
    throw new DeviceError(
      `The shader "${name}" was rejected:\n${list.join('\n') || problem?.message}`,
    );
  }
}

/** A compiler's message as `name.wgsl:line:column: type: text`, with the line it speaks of. */
export function showMessage(name: string, source: string, message: GPUCompilationMessage): string {
  const { lineNum, linePos, type } = message;
  const head = `${name}.wgsl:${lineNum}:${linePos}: ${type}: ${message.message}`;
  const line = source.split('\n')[lineNum - 1];
  if (line === undefined) return head;
  return `${head}\n  ${line}\n  ${' '.repeat(Math.max(0, linePos - 1))}^`;
}
