import { expect, test } from 'vitest';
import { describeAdapter, openDevice, probeWebGPU } from './adapter';

const info = (changes: Partial<GPUAdapterInfo>): GPUAdapterInfo =>
  ({
    vendor: '',
    architecture: '',
    device: '',
    description: '',
    isFallbackAdapter: false,
    ...changes,
  }) as GPUAdapterInfo;

/** A GPU whose adapter tells this of itself and gives a device, unless it fails. */
function gpu(changes: Partial<GPUAdapterInfo> | null, failure?: string): GPU {
  const device = { destroy: () => {} };
  const adapter = changes && {
    info: info(changes),
    limits: { maxBufferSize: 1 << 30, maxStorageBufferBindingSize: 1 << 30 },
    requestDevice: () => (failure ? Promise.reject(new Error(failure)) : Promise.resolve(device)),
  };
  return { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
}

test('a hardware adapter is to be used', async () => {
  expect(await probeWebGPU(gpu({ vendor: 'nvidia', architecture: 'ampere' }))).toEqual({
    usable: true,
    software: false,
    adapter: 'nvidia ampere',
  });
});

test.each<Partial<GPUAdapterInfo>>([
  { vendor: 'google', architecture: 'swiftshader' },
  { description: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
  { device: 'lavapipe' },
  { vendor: 'microsoft', architecture: 'warp' },
  { description: 'Microsoft Basic Render Driver' },
  { vendor: 'somebody', isFallbackAdapter: true },
])('a software adapter is usable, but not of its own accord: %o', async (changes) => {
  const probe = await probeWebGPU(gpu(changes));
  expect(probe).toMatchObject({ usable: true, software: true, reason: 'software-adapter' });
  expect(probe.detail).toMatch(/slower than the CPU itself/);
});

test('without WebGPU', async () => {
  // Node has no navigator.gpu.
  expect(await probeWebGPU()).toMatchObject({
    usable: false,
    reason: 'no-webgpu',
    detail: 'navigator.gpu is absent',
  });
  await expect(openDevice()).rejects.toThrow(/navigator.gpu is absent/);
});

test('without an adapter', async () => {
  const probe = await probeWebGPU(gpu(null));
  expect(probe).toMatchObject({ usable: false, reason: 'no-adapter', adapter: '' });
  await expect(openDevice(gpu(null))).rejects.toThrow(/no adapter/);
});

test('without a device', async () => {
  const probe = await probeWebGPU(gpu({ vendor: 'intel' }, 'out of luck'));
  expect(probe).toMatchObject({ usable: false, reason: 'device-failed', adapter: 'intel' });
  expect(probe.detail).toMatch(/out of luck/);
});

test('an adapter is described by what the browser tells', () => {
  expect(describeAdapter(info({ description: 'Tesla K40', vendor: 'nvidia' }))).toBe('Tesla K40');
  expect(describeAdapter(info({}))).toBe('unnamed WebGPU adapter');
});
