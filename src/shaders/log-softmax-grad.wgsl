// Gradient of the logarithm of softmax, row by row: g - exp(y) · Σ g. Masked elements (y = -∞) are
// constants: they get 0 and take no part in the sum. A row that was masked altogether gets zeros;
// it is the only one whose y are all 0 (a single element has y = 0 and gets g - g).
override rows: u32 = 1u;
override rowLength: u32 = 1u;
// Distance between neighbours within a row.
override rowStride: u32 = 1u;

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> gx: array<f32>;

fn is_masked(value: f32) -> bool {
  return bitcast<u32>(value) == 0xff800000u;
}

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

fn is_zero(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) == 0u;
}

fn row_start(row: u32) -> u32 {
  return (row / rowStride) * rowLength * rowStride + row % rowStride;
}

// The parts below are for one of `lanes` threads that share a row.

// Σ g, and how many y are not 0.
fn sums(start: u32, lane: u32, lanes: u32) -> vec2f {
  var result = vec2f(0.0);
  for (var j = lane; j < rowLength; j += lanes) {
    let i = start + j * rowStride;
    if (!is_masked(y[i])) {
      result.x += g[i];
    }
    if (!is_zero(y[i])) {
      result.y += 1.0;
    }
  }
  return result;
}

fn write(start: u32, total: vec2f, lane: u32, lanes: u32) {
  for (var j = lane; j < rowLength; j += lanes) {
    let i = start + j * rowStride;
    if (is_nan(y[i])) {
      gx[i] = y[i];
    } else if (is_masked(y[i]) || total.y == 0.0) {
      gx[i] = 0.0;
    } else {
      gx[i] = g[i] - exp(y[i]) * total.x;
    }
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
  write(start, sums(start, 0u, 1u), 0u, 1u);
}

var<workgroup> shared_values: array<vec2f, 64>;

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
  shared_values[lane] = sums(start, lane, 64u);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  write(start, shared_values[0], lane, 64u);
}
