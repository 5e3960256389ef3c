// Adam over all parameters at once; weight decay as an L2 penalty or, decoupled, as in AdamW.
override count: u32 = 1u;
override decoupled: u32 = 0u;

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
// Running means of the gradient and of its square.
@group(0) @binding(2) var<storage, read_write> first: array<f32>;
@group(0) @binding(3) var<storage, read_write> second: array<f32>;
// Norm, learning rate, clip factor, steps done.
@group(0) @binding(4) var<storage, read> norm: array<f32>;
// At 1 the weight decay, then from 4: eps, 1 - β₁, 1 - β₂, log β₁, log β₂.
@group(0) @binding(5) var<storage, read> hyper: array<f32>;
// Largest mean square so far (AMSGrad).
@group(0) @binding(6) var<storage, read_write> largest: array<f32>;

// The gradient, clipped by norm and then by value (hyper[9], unless 0).
fn clipped(i: u32) -> f32 {
  let g = gradients[i] * norm[2];
  let most = hyper[9];
  return select(g, select(-most, most, g > 0.0), most > 0.0 && abs(g) > most);
}

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

// Parameter after weight decay, and the new means, which are kept.
fn advance(i: u32) -> vec3f {
  var p = parameters[i];
  var g = clipped(i);
  if (decoupled == 1u) {
    p -= norm[1] * hyper[1] * p;
  } else {
    g += hyper[1] * p;
  }
  let m = first[i] + hyper[5] * (g - first[i]);
  let v = second[i] + hyper[6] * (g * g - second[i]);
  first[i] = m;
  second[i] = v;
  return vec3f(p, m, v);
}

fn stepped(p: f32, m: f32, v: f32) -> f32 {
  let t = norm[3] + 1.0;
  let correction1 = one_minus_exp(t * hyper[7]);
  let correction2 = sqrt(one_minus_exp(t * hyper[8]));
  return p - norm[1] / correction1 * m / (sqrt(v) / correction2 + hyper[4]);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let now = advance(i);
  parameters[i] = stepped(now.x, now.y, now.z);
}

@compute @workgroup_size(64)
fn amsgrad(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let now = advance(i);
  let v = max(largest[i], now.z);
  largest[i] = v;
  parameters[i] = stepped(now.x, now.y, v);
}
