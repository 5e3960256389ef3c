import { DeviceError } from '../../tensor/errors';

/** Why there is no use in WebGPU here. */
export type WebGPUProblem = 'no-webgpu' | 'no-adapter' | 'software-adapter' | 'device-failed';

export interface WebGPUProbe {
  /** Whether a device can be had at all. */
  readonly usable: boolean;
  /** Whether it is the processor in disguise, slower than the CPU backend. */
  readonly software: boolean;
  /** The adapter's name, for people; '' when there is none. */
  readonly adapter: string;
  /** Set when WebGPU is not to be chosen of one's own accord. */
  readonly reason?: WebGPUProblem;
  /** The reason in words, with what the browser said. */
  readonly detail?: string;
}

export interface OpenDevice {
  readonly device: GPUDevice;
  /** The adapter's name, for people. */
  readonly adapter: string;
  /** Whether the adapter computes on the processor. */
  readonly software: boolean;
}

const SOFTWARE =
  /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b|\bsoftware\b/i;

/** The browser's GPU object, in a page or a worker; undefined where there is none. */
function browserGPU(): GPU | undefined {
  return (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu;
}

/**
 * Finds out whether WebGPU can and should be used. Never rejects.
 * @param gpu the entry point, where it is not the browser's own (Dawn in Node)
 */
export async function probeWebGPU(gpu: GPU | undefined = browserGPU()): Promise<WebGPUProbe> {
  const none = { usable: false, software: false, adapter: '' };
  if (!gpu) return { ...none, reason: 'no-webgpu', detail: 'navigator.gpu is absent' };
  let adapter: GPUAdapter;
  try {
    adapter = await findAdapter(gpu);
  } catch (error) {
    return { ...none, reason: 'no-adapter', detail: textOf(error) };
  }
  const found = { adapter: describeAdapter(adapter.info), software: isSoftware(adapter) };
  try {
    (await requestDevice(adapter)).destroy();
  } catch (error) {
    return { ...found, usable: false, reason: 'device-failed', detail: textOf(error) };
  }
  if (!found.software) return { ...found, usable: true };
  return {
    ...found,
    usable: true,
    reason: 'software-adapter',
    detail: `software adapter (${found.adapter}): slower than the CPU itself`,
  };
}

/**
 * Asks for an adapter and its one device.
 * @throws DeviceError when WebGPU, an adapter or a device is not to be had.
 */
export async function openDevice(gpu: GPU | undefined = browserGPU()): Promise<OpenDevice> {
  if (!gpu) {
    throw new DeviceError(
      'WebGPU: navigator.gpu is absent; use the CPU backend, or a browser with WebGPU.',
    );
  }
  const adapter = await findAdapter(gpu);
  return {
    device: await requestDevice(adapter),
    adapter: describeAdapter(adapter.info),
    software: isSoftware(adapter),
  };
}

/** Vendor, architecture and whatever else the browser tells, e.g. `nvidia ampere`. */
export function describeAdapter(info: GPUAdapterInfo): string {
  if (info.description) return info.description;
  const parts = [info.vendor, info.architecture, info.device].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : 'unnamed WebGPU adapter';
}

/** Whether the adapter computes on the processor. */
function isSoftware({ info }: GPUAdapter): boolean {
  const names = [info.vendor, info.architecture, info.device, info.description].join(' ');
  return info.isFallbackAdapter || SOFTWARE.test(names);
}

async function findAdapter(gpu: GPU): Promise<GPUAdapter> {
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    throw new DeviceError(`WebGPU: the request for an adapter failed: ${textOf(error)}`);
  }
  if (!adapter) throw new DeviceError('WebGPU: no adapter');
  return adapter;
}

/**
 * A device with the default limits, except that one buffer may be as large as the adapter allows.
 * Nothing depends on that: the planner asks the backend.
 */
async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  try {
    return await adapter.requestDevice({
      label: 'Heed',
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
    });
  } catch (error) {
    throw new DeviceError(
      `WebGPU: ${describeAdapter(adapter.info)} gave no device: ${textOf(error)}`,
    );
  }
}

/** What an exception says. */
function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
