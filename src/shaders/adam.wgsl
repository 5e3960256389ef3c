// Adam over all parameters at once; weight decay as an L2 penalty or, decoupled, as in AdamW.
override count: u32 = 1u;
override decoupled: u32 = 0u;

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
// Running means of the gradient and of its square.
@group(0) @binding(2) var<storage, read_write> first: array<f32>;
@group(0) @binding(3) var<storage, read_write> second: array<f32>;
// Norm, learning rate, clip factor, steps done, 1 - β₁ᵗ, √(1 - β₂ᵗ).
@group(0) @binding(4) var<storage, read> norm: array<f32>;
// At 1 the weight decay, then from 4: eps, 1 - β₁, 1 - β₂; at 9 the largest gradient, unless 0.
@group(0) @binding(5) var<storage, read> hyper: array<f32>;
// Largest mean square so far (AMSGrad).
@group(0) @binding(6) var<storage, read_write> largest: array<f32>;

// What all parameters have in common.
struct Common {
  rate: f32,
  clip: f32,
  most: f32,
  decay: f32,
  eps: f32,
  to_mean: f32,
  to_square: f32,
  rate1: f32,
  scale2: f32,
}

fn common_of() -> Common {
  return Common(
    norm[1],
    norm[2],
    hyper[9],
    hyper[1],
    hyper[4],
    hyper[5],
    hyper[6],
    norm[1] / norm[4],
    1.0 / norm[5],
  );
}

// The gradient, clipped by norm and then by value.
fn clipped(i: u32, c: Common) -> f32 {
  let g = gradients[i] * c.clip;
  return select(g, select(-c.most, c.most, g > 0.0), c.most > 0.0 && abs(g) > c.most);
}

// Parameter after weight decay, and the new means, which are kept.
fn advance(i: u32, c: Common) -> vec3f {
  var p = parameters[i];
  var g = clipped(i, c);
  if (decoupled == 1u) {
    p -= c.rate * c.decay * p;
  } else {
    g += c.decay * p;
  }
  let m_before = first[i];
  let v_before = second[i];
  let m = m_before + c.to_mean * (g - m_before);
  let v = v_before + c.to_square * (g * g - v_before);
  first[i] = m;
  second[i] = v;
  return vec3f(p, m, v);
}

fn stepped(p: f32, m: f32, v: f32, c: Common) -> f32 {
  return p - c.rate1 * m / (sqrt(v) * c.scale2 + c.eps);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let c = common_of();
  let stride = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < count; i += stride) {
    let now = advance(i, c);
    parameters[i] = stepped(now.x, now.y, now.z, c);
  }
}

@compute @workgroup_size(64)
fn amsgrad(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let c = common_of();
  let stride = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < count; i += stride) {
    let now = advance(i, c);
    let v = max(largest[i], now.z);
    largest[i] = v;
    parameters[i] = stepped(now.x, now.y, v, c);
  }
}
