// Stochastic gradient descent with momentum and L2 weight decay, over all parameters at once.
override count: u32 = 1u;
// 1 looks ahead along the velocity (Nesterov).
override nesterov: u32 = 0u;

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
@group(0) @binding(2) var<storage, read_write> velocity: array<f32>;
@group(0) @binding(3) var<storage, read> norm: array<f32>;
// Learning rate, weight decay, largest norm, momentum, …, (at 9) decay of the learning rate.
@group(0) @binding(4) var<storage, read> hyper: array<f32>;
@group(0) @binding(5) var<storage, read> runtime: array<u32, 4>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  var clip = 1.0;
  if (hyper[2] > 0.0) {
    clip = min(1.0, hyper[2] / (norm[0] + 1e-6));
  }
  let momentum = hyper[3];
  let g = gradients[i] * clip + hyper[1] * parameters[i];
  let v = momentum * velocity[i] + g;
  velocity[i] = v;
  let rate = hyper[0] * exp(-f32(runtime[1]) * hyper[9]);
  parameters[i] -= rate * select(v, g + momentum * v, nesterov == 1u);
}
