// Lion: the sign of an interpolated momentum, with decoupled weight decay, over all parameters.
override count: u32 = 1u;

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
// Running mean of the gradient.
@group(0) @binding(2) var<storage, read_write> mean: array<f32>;
// Norm, learning rate, clip factor, steps done.
@group(0) @binding(3) var<storage, read> norm: array<f32>;
// At 1 the weight decay, at 5 and 6 what of the mean gives way to the gradient: looked at, kept.
@group(0) @binding(4) var<storage, read> hyper: array<f32>;

// The gradient, clipped by norm and then by value (hyper[9], unless 0).
fn clipped(i: u32) -> f32 {
  let g = gradients[i] * norm[2];
  let most = hyper[9];
  return select(g, select(-most, most, g > 0.0), most > 0.0 && abs(g) > most);
}

// -1, 0 or 1; NaN stays, so that a run that diverged shows it.
fn sign_of(x: f32) -> f32 {
  return select(sign(x), x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let stride = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < count; i += stride) {
    let g = clipped(i);
    let m = mean[i];
    let p = parameters[i];
    parameters[i] = p - norm[1] * (sign_of(m + hyper[5] * (g - m)) + hyper[1] * p);
    mean[i] = m + hyper[6] * (g - m);
  }
}
