import type { Backend } from '../backends/backend';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { probeWebGPU } from '../backends/webgpu/adapter';
import { createWebGPUBackend } from '../backends/webgpu/webgpu-backend';
import type { BackendInfo, BackendKind, BackendReason } from './api';

export interface OpenedBackend {
  readonly backend: Backend;
  readonly info: BackendInfo;
}

/**
 * The backend to run on: a hardware GPU where there is one, else the CPU, which is faster than a
 * GPU in software. Forcing `webgpu` takes a software adapter too; without any, it is the CPU after
 * all, and the reason says so. Never rejects.
 */
export async function selectBackend(forced: BackendKind | null): Promise<OpenedBackend> {
  if (forced === 'cpu') return onCpu('forced');
  const found = await probeWebGPU();
  if (!found.usable || (found.software && forced !== 'webgpu')) {
    return onCpu(found.reason ?? 'no-adapter', found.detail);
  }
  try {
    const backend = await createWebGPUBackend();
    const reason = forced === 'webgpu' ? { reason: 'forced' as const } : {};
    return { backend, info: { kind: 'webgpu', adapter: backend.adapter, ...reason } };
  } catch (error) {
    return onCpu('device-failed', error instanceof Error ? error.message : String(error));
  }
}

/** The processor, and why. */
export function onCpu(reason: BackendReason, detail?: string): OpenedBackend {
  const backend = new CpuBackend();
  return {
    backend,
    info: { kind: 'cpu', adapter: backend.adapter, reason, ...(detail ? { detail } : {}) },
  };
}
