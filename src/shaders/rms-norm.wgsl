// Each row divided by the root of its mean square (plus eps), then times gain.
override rows: u32 = 1u;
override rowLength: u32 = 1u;
override eps: f32 = 1e-6;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> gain: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

// The parts below are for one of `lanes` threads that share a row.

fn square_sum(start: u32, lane: u32, lanes: u32) -> f32 {
  var result = 0.0;
  for (var j = lane; j < rowLength; j += lanes) {
    result += x[start + j] * x[start + j];
  }
  return result;
}

fn write(start: u32, squares: f32, lane: u32, lanes: u32) {
  let factor = 1.0 / sqrt(squares / f32(rowLength) + eps);
  for (var j = lane; j < rowLength; j += lanes) {
    y[start + j] = x[start + j] * factor * gain[j];
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
  let start = row * rowLength;
  write(start, square_sum(start, 0u, 1u), 0u, 1u);
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
  let start = row * rowLength;

  shared_values[lane] = square_sum(start, lane, 64u);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  write(start, shared_values[0], lane, 64u);
}
