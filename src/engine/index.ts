/**
 * Heed's engine as a library: build a graph, append its gradient, compile it for a backend, run it.
 * It needs no page. See docs/engine.md.
 */
export { appendGradients } from './autodiff/gradients';
export type { Backend, Executable, Region } from './backends/backend';
export { CpuBackend } from './backends/reference/cpu-backend';
export { createWebGPUBackend } from './backends/webgpu/webgpu-backend';
export { compile, type Compiled } from './backends/compile';
export { Builder } from './graph/builder';
export { evaluate } from './graph/expr';
export type { Graph, Node } from './graph/node';
export type { OpDef } from './graph/op';
export { ModelContext } from './layers/context';
export * as layers from './layers';
export * as ops from './ops';
export { printPlan } from './plan/print';
export { HeedError } from './tensor/errors';
export type { Axis, DType, Shape, TensorData } from './tensor/types';
