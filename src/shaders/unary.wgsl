// y = f(x), elementwise.
// operation: 0 ReLU, 1 tanh, 2 sigmoid, 3 GELU, 4 GELU by tanh, 5 exp, 6 log, 7 sqrt, 8 abs,
// 9 square, 10 SiLU, 11 softplus, 12 log of sigmoid, 13 hard sigmoid, 14 leaky ReLU, 15 ELU.
override operation: u32 = 0u;
override count: u32 = 1u;
override parameter: f32 = 0.0; // slope of leaky ReLU, alpha of ELU

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

// NaN and infinities are recognised by their bits: arithmetic may assume that there are none.
const INFINITY = 0x7f800000u;

fn magnitude_bits(v: f32) -> u32 {
  return bitcast<u32>(v) & 0x7fffffffu;
}

fn is_negative(v: f32) -> bool {
  return bitcast<i32>(v) < 0 && magnitude_bits(v) != 0u;
}

// A number that is given by its bits; `at` is any value known only at run time, since constants
// must be finite.
fn from_bits(bits: u32, at: f32) -> f32 {
  return bitcast<f32>(bits | (bitcast<u32>(at) & 0u));
}

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

// log(1 + e^-|v|) by log(1 + u) = 2·artanh(u / (2 + u)): exact also where 1 + u would round to 1.
fn log1p_exp(v: f32) -> f32 {
  let u = exp(-min(abs(v), 104.0));
  let s = u / (2.0 + u);
  let q = s * s;
  return 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0
    + q * (1.0 / 11.0 + q * (1.0 / 13.0 + q / 15.0)))))));
}

// e^v - 1 for v ≤ 0, by the Taylor series where the difference would cancel.
fn expm1(v: f32) -> f32 {
  if (v < -0.5) {
    return exp(max(v, -104.0)) - 1.0;
  }
  return v * (1.0 + v / 2.0 * (1.0 + v / 3.0 * (1.0 + v / 4.0 * (1.0 + v / 5.0 * (1.0 + v / 6.0
    * (1.0 + v / 7.0 * (1.0 + v / 8.0 * (1.0 + v / 9.0))))))));
}

fn exponential(v: f32) -> f32 {
  if (v > 88.722835) {
    return from_bits(INFINITY, v);
  }
  return exp(max(v, -104.0));
}

fn logarithm(v: f32) -> f32 {
  if (magnitude_bits(v) == 0u) {
    return from_bits(INFINITY | 0x80000000u, v);
  }
  if (is_negative(v)) {
    return from_bits(INFINITY | 1u, v);
  }
  if (magnitude_bits(v) == INFINITY) {
    return v;
  }
  if (magnitude_bits(v) < 0x00800000u) {
    // A denormal, of which a device may make 0, is its bits times 2^-149.
    return log(f32(magnitude_bits(v))) - 103.27892990343185;
  }
  return log(v);
}

fn root(v: f32) -> f32 {
  if (is_negative(v)) {
    return from_bits(INFINITY | 1u, v);
  }
  if (magnitude_bits(v) == 0u || magnitude_bits(v) == INFINITY) {
    return v;
  }
  return sqrt(v);
}

fn silu(v: f32) -> f32 {
  if (magnitude_bits(v) == INFINITY) {
    // -∞ / (1 + e^∞) is no number.
    return select(v, from_bits(INFINITY | 1u, v), is_negative(v));
  }
  return select(v / (1.0 + exp(-clamp(v, -88.0, 88.0))), 0.0, v < -104.0);
}

fn value_at(v: f32) -> f32 {
  switch (operation) {
    case 0u: {
      return select(v, 0.0, v <= 0.0);
    }
    case 1u: {
      return safe_tanh(v);
    }
    case 2u: {
      return 1.0 / (1.0 + exp(-clamp(v, -88.0, 88.0)));
    }
    case 3u: {
      return 0.5 * v * (1.0 + erf(v * 0.7071067811865476));
    }
    case 4u: {
      return 0.5 * v * (1.0 + safe_tanh(0.7978845608028654 * (v + 0.044715 * v * v * v)));
    }
    case 5u: {
      return exponential(v);
    }
    case 6u: {
      return logarithm(v);
    }
    case 7u: {
      return root(v);
    }
    case 8u: {
      return abs(v);
    }
    case 9u: {
      return v * v;
    }
    case 10u: {
      return silu(v);
    }
    case 11u: {
      return max(v, 0.0) + log1p_exp(v);
    }
    case 12u: {
      return min(v, 0.0) - log1p_exp(v);
    }
    case 13u: {
      return clamp(v + 3.0, 0.0, 6.0) / 6.0;
    }
    case 14u: {
      return select(v, parameter * v, is_negative(v));
    }
    default: {
      return select(v, parameter * expm1(min(v, 0.0)), is_negative(v));
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
  if (magnitude_bits(v) > INFINITY) {
    y[i] = v;
  } else {
    y[i] = value_at(v);
  }
}
