// dx = f'(x) · g, elementwise, from the input x or, where that is cheaper, the output y.
// operation: 0 ReLU of y, 1 tanh of y, 2 sigmoid of y, 3 GELU of x, 4 GELU by tanh of x, 5 exp of y,
// 6 log of x, 7 sqrt of y, 8 abs of x, 9 square of x, 10 SiLU of x, 11 softplus of x, 12 log of
// sigmoid of x, 13 hard sigmoid of x, 14 leaky ReLU of x, 15 ELU of x.
override operation: u32 = 0u;
override count: u32 = 1u;
override parameter: f32 = 0.0; // slope of leaky ReLU, alpha of ELU

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

// NaN and infinities are recognised by their bits: arithmetic may assume that there are none.
const INFINITY = 0x7f800000u;

fn magnitude_bits(v: f32) -> u32 {
  return bitcast<u32>(v) & 0x7fffffffu;
}

fn safe_tanh(v: f32) -> f32 {
  return tanh(clamp(v, -15.0, 15.0));
}

fn sigmoid(v: f32) -> f32 {
  return 1.0 / (1.0 + exp(-clamp(v, -88.0, 88.0)));
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

fn gradient_at(v: f32, above: f32) -> f32 {
  switch (operation) {
    case 0u: {
      return select(above, 0.0, v <= 0.0);
    }
    case 1u: {
      return above * (1.0 - v * v);
    }
    case 2u: {
      return above * v * (1.0 - v);
    }
    case 3u: {
      let density = 0.3989422804014327 * exp(-0.5 * v * v);
      return above * (0.5 * (1.0 + erf(v * 0.7071067811865476)) + v * density);
    }
    case 4u: {
      let t = safe_tanh(0.7978845608028654 * (v + 0.044715 * v * v * v));
      let slope = 0.7978845608028654 * (1.0 + 0.134145 * v * v);
      return above * (0.5 * (1.0 + t) + 0.5 * v * (1.0 - t * t) * slope);
    }
    case 5u: {
      return above * v;
    }
    case 6u: {
      return above / v;
    }
    case 7u: {
      return above / (2.0 * v);
    }
    case 8u: {
      return above * sign(v);
    }
    case 9u: {
      return above * 2.0 * v;
    }
    case 10u: {
      let s = sigmoid(v);
      let slope = s * (1.0 + clamp(v, -88.0, 88.0) * (1.0 - s));
      // 0·∞ at both ends.
      let nan = bitcast<f32>(bitcast<u32>(v) | 1u);
      return above * select(slope, nan, magnitude_bits(v) == INFINITY);
    }
    case 11u: {
      return above * sigmoid(v);
    }
    case 12u: {
      return above * sigmoid(-v);
    }
    case 13u: {
      return select(0.0, above / 6.0, v > -3.0 && v < 3.0);
    }
    case 14u: {
      return select(parameter * above, above, v > 0.0);
    }
    default: {
      return select(parameter * exp(clamp(v, -104.0, 0.0)) * above, above, v > 0.0);
    }
  }
}

// What a NaN gives: nothing, everything or the slope where a comparison decides, else NaN.
fn gradient_at_nan(v: f32, above: f32) -> f32 {
  switch (operation) {
    case 0u, 15u: {
      return above;
    }
    case 8u, 13u: {
      return 0.0;
    }
    case 14u: {
      return parameter * above;
    }
    default: {
      return v;
    }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let v = x[i];
  let above = g[i];
  if (magnitude_bits(v) > INFINITY) {
    dx[i] = gradient_at_nan(v, above);
  } else {
    dx[i] = gradient_at(v, above);
  }
}
