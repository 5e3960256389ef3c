import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from './adapter';
import { showMessage } from './shaders';

const shaders = import.meta.glob<string>('/src/shaders/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDevice());
});
afterAll(() => device.destroy());

test.each(Object.entries(shaders))('%s compiles alone, without a warning', async (path, code) => {
  const name = path.slice(path.lastIndexOf('/') + 1).replace('.wgsl', '');
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  const { messages } = await module.getCompilationInfo();
  expect(messages.map((message) => showMessage(name, code, message)).join('\n')).toBe('');
  expect(await device.popErrorScope()).toBeNull();

  // Every entry point, with the constants' defaults.
  const entryPoints = [...code.matchAll(/@compute[^;{]*?\bfn\s+(\w+)/g)].map(([, entry]) => entry);
  expect(entryPoints).not.toEqual([]);
  await Promise.all(
    entryPoints.map((entryPoint) =>
      device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint } }),
    ),
  );
});
