// dx = f'(x) · g, elementwise, from the input x or, where that is cheaper, the output y.
// operation: 0 ReLU of x, 1 tanh of y, 2 sigmoid of y, 3 GELU of x, 4 GELU by tanh of x.
override operation: u32 = 0u;
override count: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

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
      dx[i] = select(g[i], 0.0, v <= 0.0);
    }
    case 1u: {
      dx[i] = g[i] * (1.0 - v * v);
    }
    case 2u: {
      dx[i] = g[i] * v * (1.0 - v);
    }
    case 3u: {
      let density = 0.3989422804014327 * exp(-0.5 * v * v);
      dx[i] = g[i] * (0.5 * (1.0 + erf(v * 0.7071067811865476)) + v * density);
    }
    default: {
      let t = safe_tanh(0.7978845608028654 * (v + 0.044715 * v * v * v));
      let slope = 0.7978845608028654 * (1.0 + 0.134145 * v * v);
      dx[i] = g[i] * (0.5 * (1.0 + t) + 0.5 * v * (1.0 - t * t) * slope);
    }
  }
}
