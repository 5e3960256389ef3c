// Losses between corresponding elements of x and a target, one each or added up.
// operation: 0 squared difference, 1 absolute difference, 2 Huber, 3 binary cross-entropy of logits,
// 4 Kullback-Leibler divergence from log-probabilities, 5 cross-entropy of log-probabilities.
override operation: u32 = 0u;
override count: u32 = 1u;
// For the totals: what the sum is divided by.
override divisor: f32 = 1.0;
// Where Huber's loss turns from a square into a line.
override delta: f32 = 1.0;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> wanted: array<f32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
// With weights, the loss comes after them.
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> weighted_loss: array<f32>;

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

// log(1 + u) for u from 0 to 1.
fn log_one_plus(u: f32) -> f32 {
  let series = u * (1.0 - u * (0.5 - u * (1.0 / 3.0)));
  return select(log(1.0 + u), series, u < 0.01);
}

// The loss of one element; w is the weight of the target's share.
fn loss_of(v: f32, t: f32, w: f32) -> f32 {
  let d = v - t;
  switch (operation) {
    case 0u: {
      return d * d;
    }
    case 1u: {
      return abs(d);
    }
    case 2u: {
      let size = abs(d);
      return select(delta * (size - 0.5 * delta), 0.5 * d * d, size <= delta);
    }
    case 3u: {
      if (is_nan(v)) {
        return v;
      }
      // Two parts that are never negative: nothing cancels.
      let tail = log_one_plus(exp(-abs(v)));
      return w * t * (max(-v, 0.0) + tail) + (1.0 - t) * (max(v, 0.0) + tail);
    }
    case 4u: {
      if (t <= 0.0) {
        return 0.0;
      }
      return t * (log(t) - v);
    }
    default: {
      if (t == 0.0) {
        return 0.0;
      }
      return -t * v;
    }
  }
}

@compute @workgroup_size(64)
fn per_item(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  loss[i] = loss_of(x[i], wanted[i], 1.0);
}

@compute @workgroup_size(64)
fn weighted_per_item(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  weighted_loss[i] = loss_of(x[i], wanted[i], weights[i]);
}

var<workgroup> shared_values: array<f32, 256>;

// Leaves the sum over the workgroup where its first thread finds it; every thread must call this.
fn add_up(part: f32, lane: u32) {
  shared_values[lane] = part;
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
}

// One workgroup adds up everything, in a fixed order.
@compute @workgroup_size(256)
fn total(@builtin(local_invocation_index) lane: u32) {
  var part = 0.0;
  for (var i = lane; i < count; i += 256u) {
    part += loss_of(x[i], wanted[i], 1.0);
  }
  add_up(part, lane);
  if (lane == 0u) {
    loss[0] = shared_values[0] / divisor;
  }
}

@compute @workgroup_size(256)
fn weighted_total(@builtin(local_invocation_index) lane: u32) {
  var part = 0.0;
  for (var i = lane; i < count; i += 256u) {
    part += loss_of(x[i], wanted[i], weights[i]);
  }
  add_up(part, lane);
  if (lane == 0u) {
    weighted_loss[0] = shared_values[0] / divisor;
  }
}
