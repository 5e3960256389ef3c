// y = f(x), elementwise.
// operation: 0 ReLU, 1 tanh, 2 sigmoid, 3 GELU, 4 GELU by tanh.
override operation: u32 = 0u;
override count: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

// Some drivers compute tanh by exponentials that overflow; beyond 15 it is ±1 in single precision.
fn safe_tanh(v: f32) -> f32 {
  return tanh(clamp(v, -15.0, 15.0));
}

// erf(v) to 1.2e-7: Numerical Recipes, 2nd edition, section 6.2, erfcc.
fn erf(v: f32) -> f32 {
  let z = abs(v);
  let t = 1.0 / (1.0 + 0.5 * z);
  let p = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
    + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  let c = t * exp(-z * z + p);
  return select(1.0 - c, c - 1.0, v < 0.0);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let v = x[i];
  switch (operation) {
    case 0u: {
      // Not max: it may drop a NaN.
      y[i] = select(v, 0.0, v <= 0.0);
    }
    case 1u: {
      y[i] = safe_tanh(v);
    }
    case 2u: {
      y[i] = 1.0 / (1.0 + exp(-clamp(v, -88.0, 88.0)));
    }
    case 3u: {
      y[i] = 0.5 * v * (1.0 + erf(v * 0.7071067811865476));
    }
    default: {
      y[i] = 0.5 * v * (1.0 + safe_tanh(0.7978845608028654 * (v + 0.044715 * v * v * v)));
    }
  }
}
