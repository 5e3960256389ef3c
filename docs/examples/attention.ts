import {
  appendGradients,
  Builder,
  compile,
  CpuBackend,
  evaluate,
  ops,
} from '../../src/engine/index';

/** Scaled dot-product attention of three words, its loss and its gradients, on the CPU. */
export async function attention() {
  // 1. A graph. Shapes are checked as it is built; `x` says where it went wrong, and how to mend it.
  const b = new Builder();
  const q = ops.input(b, [3, 2], { name: 'q', axes: ['Tq', 'D'] });
  const k = ops.input(b, [3, 2], { name: 'k', axes: ['Tk', 'D'] });
  const v = ops.input(b, [3, 2], { name: 'v', axes: ['Tk', 'D'] });
  const target = ops.input(b, [3, 2], { name: 'target', axes: ['Tq', 'D'] });
  const scores = ops.matmul(b, q, k, { transposeB: true }, { name: 'scores' });
  const scaled = ops.scale(b, scores, 1 / Math.sqrt(2), { name: 'scaled' });
  const pattern = ops.softmax(b, scaled, { axis: -1 }, { name: 'pattern' });
  const out = ops.matmul(b, pattern, v, {}, { name: 'out' });
  const loss = ops.mse(b, out, target, { name: 'loss' });

  // 2. Its gradient: more nodes in the same graph, named `grad:NAME`.
  appendGradients(b, loss, ['q', 'k', 'v']);

  // 3. A plan on a backend: `await createWebGPUBackend()` runs the same graph on a GPU.
  const backend = new CpuBackend();
  const program = await compile(b, backend, ['pattern', 'loss', 'grad:q']);

  // 4. Run it as often as you like; nothing is allocated any more.
  program.write('q', [1, 0, 0, 1, 1, 1]);
  program.write('k', [1, 0, 0, 1, 1, 1]);
  program.write('v', [1, 0, 0, 1, 0, 0]);
  program.write('target', [0, 1, 1, 0, 0, 0]);
  program.run();
  const [weights, [lossValue], gradient] = await program.read('pattern', 'loss', 'grad:q');
  program.destroy();

  // 5. Where does one number come from? Every operation can say.
  const { terms, expr } = pattern.op.provenance({
    attrs: pattern.attrs,
    inputs: [scaled.type],
    output: pattern.type,
    flat: 0,
    value: () => 0,
    runtime: { seed: 0, step: 0, cursor: 0 },
  });
  const scaledRow = [1 / Math.sqrt(2), 0, 1 / Math.sqrt(2)];
  const again =
    expr &&
    evaluate(
      expr,
      terms.map(({ flat }) => ({ value: scaledRow[flat] })),
    );

  return { weights, loss: lossValue, gradient, again };
}
