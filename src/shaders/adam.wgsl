// Adam over all parameters at once; weight decay as an L2 penalty or, decoupled, as in AdamW.
override count: u32 = 1u;
override decoupled: u32 = 0u;

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
// Running means of the gradient and of its square.
@group(0) @binding(2) var<storage, read_write> first: array<f32>;
@group(0) @binding(3) var<storage, read_write> second: array<f32>;
@group(0) @binding(4) var<storage, read> norm: array<f32>;
// Learning rate, weight decay, largest norm, (momentum), eps, 1 - β₁, 1 - β₂, log β₁, log β₂,
// decay of the learning rate.
@group(0) @binding(5) var<storage, read> hyper: array<f32>;
@group(0) @binding(6) var<storage, read> runtime: array<u32, 4>;

// 1 - e^z for z < 0. Near 0 the difference would lose digits, so there it is the Taylor series.
fn one_minus_exp(z: f32) -> f32 {
  if (z < -0.5) {
    return 1.0 - exp(z);
  }
  var series = 1.0;
  for (var k = 9.0; k > 1.0; k -= 1.0) {
    series = 1.0 + z / k * series;
  }
  return -z * series;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let rate = hyper[0] * exp(-f32(runtime[1]) * hyper[9]);
  let decay = hyper[1];
  var clip = 1.0;
  if (hyper[2] > 0.0) {
    clip = min(1.0, hyper[2] / (norm[0] + 1e-6));
  }
  let t = f32(runtime[1] + 1u);
  let correction1 = one_minus_exp(t * hyper[7]);
  let correction2 = sqrt(one_minus_exp(t * hyper[8]));

  var p = parameters[i];
  var g = gradients[i] * clip;
  if (decoupled == 1u) {
    p -= rate * decay * p;
  } else {
    g += decay * p;
  }
  let m = first[i] + hyper[5] * (g - first[i]);
  let v = second[i] + hyper[6] * (g * g - second[i]);
  first[i] = m;
  second[i] = v;
  parameters[i] = p - rate / correction1 * m / (sqrt(v) / correction2 + hyper[4]);
}
