// y = a ∘ b, elementwise, each operand read at its own strides; a stride of 0 repeats it.
// operation: 0 sum, 1 difference, 2 product, 3 quotient, 4 maximum, 5 minimum, 6 greater, 7 less,
// 8 equal, 9 share of a in the gradient of the maximum.
override operation: u32 = 0u;
override count: u32 = 1u;
// What is made of the result: 0 nothing, 1 ReLU, 2 tanh, 3 sigmoid.
override activation: u32 = 0u;

// Sizes of the loops but the outermost, and both operands' strides along all of them.
override size1: u32 = 1u;
override size2: u32 = 1u;
override size3: u32 = 1u;
override size4: u32 = 1u;
override size5: u32 = 1u;
override a0: u32 = 0u;
override a1: u32 = 0u;
override a2: u32 = 0u;
override a3: u32 = 0u;
override a4: u32 = 0u;
override a5: u32 = 1u;
override b0: u32 = 0u;
override b1: u32 = 0u;
override b2: u32 = 0u;
override b3: u32 = 0u;
override b4: u32 = 0u;
override b5: u32 = 1u;

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

// A whole number that orders numbers as their values do: comparing values may assume that there are
// no infinities and no NaN, and may take tiny ones for 0.
fn rank(value: f32) -> i32 {
  let bits = bitcast<i32>(value);
  return select(bits, -(bits & 0x7fffffff), bits < 0);
}

// -1, 0 or 1 as the first is smaller, equal or larger.
fn order(left: f32, right: f32) -> i32 {
  return i32(rank(left) > rank(right)) - i32(rank(left) < rank(right));
}

fn compared(left: f32, right: f32) -> f32 {
  let order = order(left, right);
  let unordered = is_nan(left) || is_nan(right);
  switch (operation) {
    case 4u: {
      return select(right, left, is_nan(left) || (order > 0 && !unordered));
    }
    case 5u: {
      return select(right, left, is_nan(left) || (order < 0 && !unordered));
    }
    case 6u: {
      return f32(order > 0 && !unordered);
    }
    case 7u: {
      return f32(order < 0 && !unordered);
    }
    case 8u: {
      return f32(order == 0 && !unordered);
    }
    default: {
      return select(0.5 + 0.5 * f32(order), 1.0, unordered);
    }
  }
}

fn activated(v: f32) -> f32 {
  if (is_nan(v)) {
    return v;
  }
  switch (activation) {
    case 1u: {
      return select(v, 0.0, v <= 0.0);
    }
    case 2u: {
      // Some drivers compute tanh by exponentials that overflow; beyond 15 it is ±1.
      return tanh(clamp(v, -15.0, 15.0));
    }
    case 3u: {
      return 1.0 / (1.0 + exp(-clamp(v, -88.0, 88.0)));
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
  let i5 = i % size5;
  let q4 = i / size5;
  let i4 = q4 % size4;
  let q3 = q4 / size4;
  let i3 = q3 % size3;
  let q2 = q3 / size3;
  let i2 = q2 % size2;
  let q1 = q2 / size2;
  let i1 = q1 % size1;
  let i0 = q1 / size1;
  let left = a[i0 * a0 + i1 * a1 + i2 * a2 + i3 * a3 + i4 * a4 + i5 * a5];
  let right = b[i0 * b0 + i1 * b1 + i2 * b2 + i3 * b3 + i4 * b4 + i5 * b5];
  switch (operation) {
    case 0u: {
      y[i] = activated(left + right);
    }
    case 1u: {
      y[i] = activated(left - right);
    }
    case 2u: {
      y[i] = activated(left * right);
    }
    case 3u: {
      y[i] = left / right;
    }
    default: {
      y[i] = compared(left, right);
    }
  }
}
