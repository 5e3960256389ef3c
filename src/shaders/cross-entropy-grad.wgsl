// Gradient of cross-entropy with respect to the logits, item by item: the softmax less the wanted
// distribution, times the gradient of the loss. Ignored items and masked classes (-∞) get 0.
override rows: u32 = 1u; // items
override rowLength: u32 = 1u; // classes
// Distance between the logits of one item.
override rowStride: u32 = 1u;
override ignoreIndex: i32 = -100;
override labelSmoothing: f32 = 0.0;
// 1 where the loss was divided by the number of items that count.
override mean: u32 = 0u;
// 1 where every item has a loss, and so a gradient, of its own.
override perItem: u32 = 0u;

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<i32>;
@group(0) @binding(2) var<storage, read> g: array<f32>;
@group(0) @binding(3) var<storage, read_write> logit_gradient: array<f32>;

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

fn counts(item: u32) -> bool {
  let label = labels[item];
  return label != ignoreIndex && label >= 0 && u32(label) < rowLength;
}

fn row_start(row: u32) -> u32 {
  return (row / rowStride) * rowLength * rowStride + row % rowStride;
}

var<workgroup> shared_values: array<f32, 64>;

// What a workgroup divides by; every one of its 64 threads must call this.
fn divisor(lane: u32) -> f32 {
  if (mean == 0u) {
    return 1.0;
  }
  var counted = 0.0;
  for (var item = lane; item < rows; item += 64u) {
    if (counts(item)) {
      counted += 1.0;
    }
  }
  shared_values[lane] = counted;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  let result = max(shared_values[0], 1.0);
  workgroupBarrier();
  return result;
}

// The parts below are for one of `lanes` threads that share an item.

fn largest(start: u32, lane: u32, lanes: u32) -> f32 {
  var result = LOWEST;
  for (var j = lane; j < rowLength; j += lanes) {
    let value = logits[start + j * rowStride];
    if (!is_masked(value)) {
      result = larger(result, value);
    }
  }
  return result;
}

// Leaves the exponentials in the result and returns their sum.
fn exponentials(start: u32, shift: f32, lane: u32, lanes: u32) -> f32 {
  var sum = 0.0;
  for (var j = lane; j < rowLength; j += lanes) {
    let i = start + j * rowStride;
    var e = 0.0;
    if (!is_masked(logits[i])) {
      e = exp(logits[i] - shift);
    }
    logit_gradient[i] = e;
    sum += e;
  }
  return sum;
}

fn write(row: u32, shift: f32, sum: f32, divisor: f32, lane: u32, lanes: u32) {
  let start = row_start(row);
  let slope = g[row * perItem] / divisor;
  // The largest logit adds 1 to the sum, so it is 0 only where every class is masked.
  let live = counts(row) && (sum != 0.0 || is_nan(shift));
  for (var j = lane; j < rowLength; j += lanes) {
    let i = start + j * rowStride;
    var result = 0.0;
    if (live && !is_masked(logits[i])) {
      var wanted = labelSmoothing / f32(rowLength);
      if (i32(j) == labels[row]) {
        wanted += 1.0 - labelSmoothing;
      }
      result = select(slope * (logit_gradient[i] / sum - wanted), shift, is_nan(shift));
    }
    logit_gradient[i] = result;
  }
}

@compute @workgroup_size(64)
fn thread_per_row(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = id.x + id.y * groups.x * 64u;
  let count = divisor(lane);
  if (row >= rows) {
    return;
  }
  let start = row_start(row);
  let shift = spoilt_by_infinity(largest(start, 0u, 1u));
  let sum = exponentials(start, shift, 0u, 1u);
  write(row, shift, sum, count, 0u, 1u);
}

@compute @workgroup_size(64)
fn group_per_row(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= rows) {
    return;
  }
  let count = divisor(lane);
  let start = row_start(row);

  shared_values[lane] = largest(start, lane, 64u);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] = larger(shared_values[lane], shared_values[lane + half]);
    }
  }
  workgroupBarrier();
  let shift = spoilt_by_infinity(shared_values[0]);
  workgroupBarrier();

  shared_values[lane] = exponentials(start, shift, lane, 64u);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  write(row, shift, shared_values[0], count, lane, 64u);
}
