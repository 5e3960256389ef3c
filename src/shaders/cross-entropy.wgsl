// Cross-entropy of logits with class numbers, in nats. Items whose class is to be ignored, or is
// none, count for nothing. Logits of -∞ are masked classes.
override items: u32 = 1u;
override classes: u32 = 1u;
// Distance between the logits of one item.
override classStride: u32 = 1u;
override ignoreIndex: i32 = -100;
override labelSmoothing: f32 = 0.0;
// For `total`: 1 divides by the number of items that count.
override mean: u32 = 0u;

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<i32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;

const LOWEST = -3.4028234663852886e38;

fn is_masked(value: f32) -> bool {
  return bitcast<u32>(value) == 0xff800000u;
}

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

// e^(∞ − ∞) is no number: +∞ among the logits spoils the item like a NaN.
fn spoilt_by_infinity(value: f32) -> f32 {
  let bits = bitcast<u32>(value);
  return bitcast<f32>(select(bits, bits | 0x7fc00000u, bits == 0x7f800000u));
}

// The larger of two, or a NaN where one of them is.
fn larger(a: f32, b: f32) -> f32 {
  if (is_nan(a) || is_nan(b)) {
    return select(b, a, is_nan(a));
  }
  return max(a, b);
}

// The item's loss, and 1 if it counts.
fn item_loss(item: u32) -> vec2f {
  let label = labels[item];
  if (label == ignoreIndex || label < 0 || u32(label) >= classes) {
    return vec2f(0.0);
  }
  let start = (item / classStride) * classes * classStride + item % classStride;
  var largest = LOWEST;
  for (var c = 0u; c < classes; c++) {
    let value = logits[start + c * classStride];
    if (!is_masked(value)) {
      largest = larger(largest, value);
    }
  }
  largest = spoilt_by_infinity(largest);
  if (is_nan(largest)) {
    return vec2f(largest, 1.0);
  }
  var exponentials = 0.0;
  var distances = 0.0;
  for (var c = 0u; c < classes; c++) {
    let value = logits[start + c * classStride];
    if (!is_masked(value)) {
      exponentials += exp(value - largest);
    }
    distances += largest - value;
  }
  // The largest logit adds 1, so the sum is 0 only where every class is masked.
  if (exponentials == 0.0) {
    return vec2f(0.0, 1.0);
  }
  let log_sum = log(exponentials);
  var result = largest - logits[start + u32(label) * classStride] + log_sum;
  if (labelSmoothing > 0.0) {
    let uniform_loss = distances / f32(classes) + log_sum;
    result = (1.0 - labelSmoothing) * result + labelSmoothing * uniform_loss;
  }
  return vec2f(result, 1.0);
}

@compute @workgroup_size(64)
fn per_item(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let item = id.x + id.y * groups.x * 64u;
  if (item >= items) {
    return;
  }
  loss[item] = item_loss(item).x;
}

var<workgroup> shared_values: array<vec2f, 256>;

// One workgroup adds up everything, in a fixed order.
@compute @workgroup_size(256)
fn total(@builtin(local_invocation_index) lane: u32) {
  var sum = vec2f(0.0);
  for (var item = lane; item < items; item += 256u) {
    sum += item_loss(item);
  }
  shared_values[lane] = sum;
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  if (lane == 0u) {
    let all = shared_values[0];
    loss[0] = select(all.x, all.x / max(all.y, 1.0), mean == 1u);
  }
}
