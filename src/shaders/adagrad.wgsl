// Adagrad with L2 weight decay, over all parameters at once.
override count: u32 = 1u;

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
// Sum of the squared gradients.
@group(0) @binding(2) var<storage, read_write> squares: array<f32>;
// Norm, learning rate, clip factor, steps done.
@group(0) @binding(3) var<storage, read> norm: array<f32>;
// At 1 the weight decay, at 4 eps, at 11 the decay of the learning rate.
@group(0) @binding(4) var<storage, read> hyper: array<f32>;

// The gradient, clipped by norm and then by value (hyper[9], unless 0).
fn clipped(i: u32) -> f32 {
  let g = gradients[i] * norm[2];
  let most = hyper[9];
  return select(g, select(-most, most, g > 0.0), most > 0.0 && abs(g) > most);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let stride = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < count; i += stride) {
    let rate = norm[1] / (1.0 + norm[3] * hyper[11]);
    let g = clipped(i) + hyper[1] * parameters[i];
    let s = squares[i] + g * g;
    squares[i] = s;
    parameters[i] -= rate * g / (sqrt(s) + hyper[4]);
  }
}
