// RMSprop with momentum and L2 weight decay, over all parameters at once.
override count: u32 = 1u;

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
// Running mean of the squared gradient; centred, running variance of the gradient.
@group(0) @binding(2) var<storage, read_write> spread: array<f32>;
@group(0) @binding(3) var<storage, read_write> velocity: array<f32>;
// Norm, learning rate, clip factor, steps done.
@group(0) @binding(4) var<storage, read> norm: array<f32>;
// At 1 the weight decay, at 3 the momentum, at 4 eps, at 10 what of a mean gives way to the new.
@group(0) @binding(5) var<storage, read> hyper: array<f32>;
// Running mean of the gradient.
@group(0) @binding(6) var<storage, read_write> mean: array<f32>;

// The gradient, clipped by norm and then by value (hyper[9], unless 0).
fn clipped(i: u32) -> f32 {
  let g = gradients[i] * norm[2];
  let most = hyper[9];
  return select(g, select(-most, most, g > 0.0), most > 0.0 && abs(g) > most);
}

fn descend(i: u32, g: f32) {
  let v = hyper[3] * velocity[i] + g / (sqrt(spread[i]) + hyper[4]);
  velocity[i] = v;
  parameters[i] -= norm[1] * v;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let stride = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < count; i += stride) {
    let g = clipped(i) + hyper[1] * parameters[i];
    spread[i] += hyper[10] * (g * g - spread[i]);
    descend(i, g);
  }
}

@compute @workgroup_size(64)
fn centered(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let stride = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < count; i += stride) {
    let g = clipped(i) + hyper[1] * parameters[i];
    let away = g - mean[i];
    mean[i] += hyper[10] * away;
    // The variance by itself, not as mean square minus squared mean, which cancels.
    spread[i] = (1.0 - hyper[10]) * (spread[i] + hyper[10] * away * away);
    descend(i, g);
  }
}
