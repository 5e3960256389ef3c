import type { Backend } from '../backends/backend';
import { Builder } from '../graph/builder';
import type { AnyOp, OpSample } from '../graph/op';
import { input } from '../ops/source';
import { zeros } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { disagreement } from './agree';
import { evaluateOn } from './evaluate-on';
import { sampleInputs } from './samples';

const runtime = { seed: 0xdecade, step: 3, cursor: 2 };

/**
 * Runs samples of an operation on a backend, side by side in one graph (one submit, one read).
 * @param or  samples whose results would do as well, each in the place of its sample
 * @returns where the results differ from the reference by more than the operation's tolerance
 */
export async function disagreements(
  op: AnyOp,
  samples: readonly OpSample[],
  on: Backend,
  or: readonly OpSample[] = samples,
): Promise<string[]> {
  const b = new Builder();
  const values: Record<string, TensorData> = {};
  const cases = samples.map((sample, s) => {
    const data = sampleInputs(sample);
    const nodes = sample.inputs.map(({ shape, dtype }, i) => {
      const node = input(b, shape, { name: `${s}.${i}`, dtype });
      values[node.name] = data[i];
      return node;
    });
    const { name, type } = b.apply(op, nodes, sample.attrs, { name: `${s}` });
    const inputs = nodes.map((node) => node.type);
    const expected = [data, sampleInputs(or[s])].map((data) => {
      const out = zeros(type);
      op.reference({ attrs: sample.attrs, inputs, output: type, data, out, runtime })();
      return out;
    });
    return { title: sample.title, name, expected };
  });
  const names = cases.map(({ name }) => name);
  const actual = await evaluateOn(on, b, values, names, runtime);
  return cases.flatMap(({ title, name, expected }) => {
    const [why, ...others] = expected.map((out) => disagreement(actual[name], out, op.tolerance));
    return why && others.every(Boolean) ? [`${title}: ${why}`] : [];
  });
}
