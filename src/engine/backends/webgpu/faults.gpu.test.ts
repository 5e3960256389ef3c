import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import scaleShader from '../../../shaders/scale.wgsl?raw';
import { DeviceError, PlanError } from '../../tensor/errors';
import { region, stepFor } from '../../testing/steps';
import { RUNTIME_BUFFER } from '../backend';
import { openDevice } from './adapter';
import { createWebGPUBackend, WebGPUBackend } from './webgpu-backend';

let backend: WebGPUBackend;

beforeAll(async () => {
  backend = await createWebGPUBackend();
  backend.allocate([
    { name: 'a', length: 256 },
    { name: 'b', length: 256 },
  ]);
});
afterAll(() => backend.destroy());

const regions = [region('a', 64), region('b', 64)];
const scale = { source: scaleShader, constants: { count: 64 } };

/** The error that preparing the step ends with. */
async function refusal(...args: Parameters<typeof stepFor>): Promise<Error> {
  return backend.prepare([stepFor(...args)]).then(
    () => new Error('nothing was refused'),
    (error: Error) => error,
  );
}

describe('buffers', () => {
  test('one larger than the device allows is refused by name', () => {
    const length = backend.maxBufferLength + 1;
    expect(() => backend.allocate([{ name: 'huge', length }])).toThrow(PlanError);
    expect(() => backend.allocate([{ name: 'huge', length }])).toThrow(
      /"huge".*this device holds at most/,
    );
  });

  test('a name is taken once, and nothing is made when one is wrong', async () => {
    const specs = ['c', 'c'].map((name) => ({ name, length: 1 }));
    expect(() => backend.allocate(specs)).toThrow(/"c" exists already/);
    await expect(backend.read([region('c', 1)])).rejects.toThrow(/no buffer named "c"/);
    expect(() => backend.allocate([{ name: RUNTIME_BUFFER, length: 1 }])).toThrow(/exists already/);
  });

  test('the counters cannot be freed, nor what does not exist', () => {
    expect(() => backend.free([RUNTIME_BUFFER])).toThrow(PlanError);
    expect(() => backend.free(['nothing'])).toThrow(/no buffer named "nothing"/);
  });

  test('writing and reading keep to the buffer and its type', async () => {
    const long = region('a', 257);
    expect(() => backend.write(long, new Float32Array(257))).toThrow(/outside the buffer "a"/);
    expect(() => backend.write(region('a', 3), new Float32Array(2))).toThrow(
      'write: got f32[2] for f32[3] of "a".',
    );
    expect(() => backend.write(region('a', 2), new Int32Array(2))).toThrow(/got i32\[2\]/);
    await expect(backend.read([long])).rejects.toThrow(PlanError);
  });
});

describe('steps', () => {
  test('a rejected shader is reported with line, column and the line itself', async () => {
    const source = scaleShader.replace('factor * x[i]', 'factor * z[i]');
    const error = await refusal('broken', { source }, regions);
    expect(error).toBeInstanceOf(DeviceError);
    const line = source.split('\n').findIndex((text) => text.includes('z[i]')) + 1;
    expect(error.message).toMatch(new RegExp(`broken\\.wgsl:${line}:\\d+: error: .*'z'`));
    expect(error.message).toContain(`    y[i] = factor * z[i];\n${' '.repeat(20)}^`);
  });

  test('a constant that the shader does not know is reported with the step', async () => {
    const error = await refusal('scores', { ...scale, constants: { extent: 3 } }, regions);
    expect(error).toBeInstanceOf(DeviceError);
    expect(error.message).toMatch(/step "scores".*extent/s);
  });

  test('a constant that is not finite is refused', async () => {
    const error = await refusal('scores', { ...scale, constants: { factor: -Infinity } }, regions);
    expect(error).toBeInstanceOf(PlanError);
    expect(error.message).toMatch(/"scores".*factor is -Infinity/);
  });

  test('a write that is not declared is refused', async () => {
    const error = await refusal('silent', scale, regions, { writes: [] });
    expect(error).toBeInstanceOf(DeviceError);
    expect(error.message).toMatch(/step "silent"/);
  });

  test('reading and writing one buffer in a step is refused', async () => {
    const parts = [region('a', 64), region('a', 64, 'f32', 64)];
    const error = await refusal('in place', scale, parts);
    expect(error).toBeInstanceOf(PlanError);
    expect(error.message).toMatch(/"in place".*"a" is bound both for reading and for writing/);
    const counters = await refusal('advance', { ...scale, usesRuntime: true }, [
      region(RUNTIME_BUFFER, 4, 'i32'),
    ]);
    expect(counters.message).toMatch(/"runtime" is bound both/);
  });

  test('two writes may share a buffer when they lie apart', async () => {
    const source = scaleShader.replace('<storage, read>', '<storage, read_write>');
    const apart = [region('a', 64), region('a', 64, 'f32', 64)];
    const executable = await backend.prepare([
      stepFor('apart', { ...scale, source }, apart, { writes: [0, 1] }),
    ]);
    executable.run(1);
    await backend.finish();
    const same = [region('a', 65), region('a', 64, 'f32', 64)];
    const error = await refusal('same', { ...scale, source }, same, { writes: [0, 1] });
    expect(error.message).toMatch(/overlap/);
  });

  test('more than eight buffers are refused', async () => {
    const nine = Array.from({ length: 9 }, (_, i) => region(i < 8 ? 'a' : 'b', 1));
    const error = await refusal('wide', scale, nine);
    expect(error).toBeInstanceOf(PlanError);
    expect(error.message).toMatch(/"wide".*binds 9 buffers/);
    const withCounters = await refusal('wide', { ...scale, usesRuntime: true }, nine.slice(1));
    expect(withCounters.message).toMatch(/binds 9 buffers/);
  });

  test('regions must exist, lie within their buffer and be aligned', async () => {
    const message = async (...parts: Parameters<typeof region>) =>
      (await refusal('place', scale, [region(...parts), region('b', 64)])).message;
    expect(await message('nowhere', 64)).toMatch(/"place".*no buffer named "nowhere"/);
    expect(await message('a', 64, 'f32', 200)).toMatch(/"place".*outside the buffer "a"/);
    expect(await message('a', 64, 'f32', 8)).toMatch(/"place".*no multiple of 64/);
  });

  test('too many workgroups are refused', async () => {
    const error = await refusal('flat', { ...scale, workgroups: [65_536, 1, 1] }, regions);
    expect(error).toBeInstanceOf(PlanError);
    expect(error.message).toMatch(/"flat".*65536 × 1 × 1.*65535/);
  });

  test('what only the shader knows is found before a run', async () => {
    const source = scaleShader.replace('x: array<f32>', 'x: array<f32, 100>');
    const error = await refusal('short', { ...scale, source }, regions);
    expect(error).toBeInstanceOf(DeviceError);
    expect(error.message).toMatch(/short/);
  });

  test('nothing of all this is left behind', async () => {
    (await backend.prepare([stepFor('fine', scale, regions)])).run(1);
    await backend.finish();
  });
});

describe('a device', () => {
  test('tells errors of runs at the next wait, once', async () => {
    backend.allocate([{ name: 'gone', length: 64 }]);
    const executable = await backend.prepare([
      stepFor('orphan', scale, [region('gone', 64), region('b', 64)]),
    ]);
    backend.free(['gone']);
    executable.run(1);
    await expect(backend.finish()).rejects.toThrow(/finish: the GPU reported: .*gone/s);
    await backend.finish();
    executable.run(1);
    await expect(backend.read([region('a', 1)])).rejects.toThrow(/read: the GPU reported: /);
    await backend.read([region('a', 1)]);
  });

  test('tells when it is lost', async () => {
    const open = await openDevice();
    const doomed = new WebGPUBackend(open);
    doomed.allocate([{ name: 'a', length: 64 }]);
    doomed.allocate([{ name: 'b', length: 64 }]);
    const executable = await doomed.prepare([stepFor('fine', scale, regions)]);
    const reading = doomed.read([region('a', 64)]);
    open.device.destroy();
    await expect(reading).rejects.toThrow(DeviceError);
    expect(await doomed.lost).not.toBe('');
    expect(() => executable.run(1)).toThrow(/the GPU device was lost \(.+\)/);
    await expect(doomed.read([region('a', 1)])).rejects.toThrow(DeviceError);
    await expect(doomed.prepare([])).rejects.toThrow(DeviceError);
    await expect(doomed.finish()).rejects.toThrow(DeviceError);
    doomed.destroy();
  });

  test('that was destroyed on purpose is not lost', async () => {
    const done = await createWebGPUBackend();
    const executable = await done.prepare([]);
    done.destroy();
    const later = new Promise((resolve) => setTimeout(resolve, 50, 'still there'));
    expect(await Promise.race([done.lost, later])).toBe('still there');
    expect(() => executable.run(1)).toThrow(/has been destroyed/);
    await expect(done.finish()).rejects.toThrow(/has been destroyed/);
  });
});
