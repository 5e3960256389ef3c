// Softmax of each row. Elements of -∞ are masked; a row that is masked altogether gives zeros.
// A NaN or +∞ spreads over its row as NaN.
override rows: u32 = 1u;
override rowLength: u32 = 1u;
// Distance between neighbours within a row.
override rowStride: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

const LOWEST = -3.4028234663852886e38;

// -∞ and NaN are recognised by their bits: arithmetic may assume that there are none.
fn is_masked(value: f32) -> bool {
  return bitcast<u32>(value) == 0xff800000u;
}

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

// The larger of two, or a NaN where one of them is.
fn larger(a: f32, b: f32) -> f32 {
  if (is_nan(a) || is_nan(b)) {
    return select(b, a, is_nan(a));
  }
  return max(a, b);
}

// e^(∞ − ∞) is no number: a row with +∞ is spoilt like one with a NaN.
fn spoilt_by_infinity(value: f32) -> f32 {
  let bits = bitcast<u32>(value);
  return bitcast<f32>(select(bits, bits | 0x7fc00000u, bits == 0x7f800000u));
}

fn row_start(row: u32) -> u32 {
  return (row / rowStride) * rowLength * rowStride + row % rowStride;
}

// The parts below are for one of `lanes` threads that share a row.

fn largest(start: u32, lane: u32, lanes: u32) -> f32 {
  var result = LOWEST;
  for (var j = lane; j < rowLength; j += lanes) {
    let value = x[start + j * rowStride];
    if (!is_masked(value)) {
      result = larger(result, value);
    }
  }
  return result;
}

// Leaves the exponentials in y and returns their sum.
fn exponentials(start: u32, shift: f32, lane: u32, lanes: u32) -> f32 {
  var sum = 0.0;
  for (var j = lane; j < rowLength; j += lanes) {
    let i = start + j * rowStride;
    let value = x[i];
    var e = 0.0;
    if (!is_masked(value)) {
      e = exp(value - shift);
    }
    y[i] = e;
    sum += e;
  }
  return sum;
}

fn normalise(start: u32, shift: f32, sum: f32, lane: u32, lanes: u32) {
  // The largest element adds 1 to the sum, so it is 0 only where everything is masked.
  let scale = select(1.0 / sum, 0.0, sum == 0.0);
  for (var j = lane; j < rowLength; j += lanes) {
    let i = start + j * rowStride;
    y[i] = select(y[i] * scale, shift, is_nan(shift));
  }
}

@compute @workgroup_size(64)
fn thread_per_row(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= rows) {
    return;
  }
  let start = row_start(row);
  let shift = spoilt_by_infinity(largest(start, 0u, 1u));
  let sum = exponentials(start, shift, 0u, 1u);
  normalise(start, shift, sum, 0u, 1u);
}

var<workgroup> shared_values: array<f32, 64>;

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
  normalise(start, shift, shared_values[0], lane, 64u);
}
