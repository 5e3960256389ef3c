// Gradient of softmax, row by row: y · (g - Σ y·g).
override rows: u32 = 1u;
override rowLength: u32 = 1u;
// Distance between neighbours within a row.
override rowStride: u32 = 1u;

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> gx: array<f32>;

fn row_start(row: u32) -> u32 {
  return (row / rowStride) * rowLength * rowStride + row % rowStride;
}

// The parts below are for one of `lanes` threads that share a row.

fn product_sum(start: u32, lane: u32, lanes: u32) -> f32 {
  var sum = 0.0;
  for (var j = lane; j < rowLength; j += lanes) {
    let i = start + j * rowStride;
    sum += y[i] * g[i];
  }
  return sum;
}

fn write(start: u32, sum: f32, lane: u32, lanes: u32) {
  for (var j = lane; j < rowLength; j += lanes) {
    let i = start + j * rowStride;
    gx[i] = y[i] * (g[i] - sum);
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
  write(start, product_sum(start, 0u, 1u), 0u, 1u);
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
  shared_values[lane] = product_sum(start, lane, 64u);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  write(start, shared_values[0], lane, 64u);
}
