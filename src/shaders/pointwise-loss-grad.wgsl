// Gradient of a loss between corresponding elements, with respect to x or to the target.
// operation: 0 squared difference, 1 absolute difference, 2 Huber, 3 binary cross-entropy of logits,
// 4 Kullback-Leibler divergence from log-probabilities, 5 cross-entropy of log-probabilities.
override operation: u32 = 0u;
// 1 for the gradient of the target (operations 3 to 5; the others exchange x and the target).
override ofTarget: u32 = 0u;
override count: u32 = 1u;
// What the sum of the losses was divided by.
override divisor: f32 = 1.0;
// 1 where every element has a loss, and so a gradient, of its own.
override perItem: u32 = 0u;
// Where Huber's loss turns from a square into a line.
override delta: f32 = 1.0;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> wanted: array<f32>;
@group(0) @binding(2) var<storage, read> g: array<f32>;
@group(0) @binding(3) var<storage, read_write> gx: array<f32>;
// With weights, they come before the gradient of the loss.
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> weighted_g: array<f32>;
@group(0) @binding(4) var<storage, read_write> weighted_gx: array<f32>;

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

// log(1 + u) for u from 0 to 1.
fn log_one_plus(u: f32) -> f32 {
  let series = u * (1.0 - u * (0.5 - u * (1.0 / 3.0)));
  return select(log(1.0 + u), series, u < 0.01);
}

fn slope_of_x(v: f32, t: f32, w: f32) -> f32 {
  let d = v - t;
  switch (operation) {
    case 0u: {
      return 2.0 * d;
    }
    case 1u: {
      return select(sign(d), d, is_nan(d));
    }
    case 2u: {
      return select(d, delta * sign(d), abs(d) > delta);
    }
    case 3u: {
      let u = exp(-abs(v));
      let far = 1.0 / (1.0 + u);
      let near = u * far;
      return (1.0 - t) * select(near, far, v >= 0.0) - w * t * select(far, near, v >= 0.0);
    }
    case 4u: {
      return select(-t, 0.0, t <= 0.0);
    }
    default: {
      return -t;
    }
  }
}

fn slope_of_target(v: f32, t: f32, w: f32) -> f32 {
  switch (operation) {
    case 3u: {
      let tail = log_one_plus(exp(-abs(v)));
      return w * (max(-v, 0.0) + tail) - (max(v, 0.0) + tail);
    }
    case 4u: {
      if (t <= 0.0 || is_nan(t)) {
        return select(0.0, t, is_nan(t));
      }
      return log(t) + 1.0 - v;
    }
    default: {
      return -v;
    }
  }
}

fn slope_of(v: f32, t: f32, w: f32) -> f32 {
  if (operation == 3u && is_nan(v)) {
    return v;
  }
  if (ofTarget == 1u) {
    return slope_of_target(v, t, w);
  }
  return slope_of_x(v, t, w);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  gx[i] = slope_of(x[i], wanted[i], 1.0) / divisor * g[i * perItem];
}

@compute @workgroup_size(64)
fn weighted(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  weighted_gx[i] = slope_of(x[i], wanted[i], weights[i]) / divisor * weighted_g[i * perItem];
}
