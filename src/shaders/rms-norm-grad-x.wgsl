// Gradient of RMS normalisation with respect to x, row by row. With h = g · gain, the root mean
// square r and n = x / r: (h - n · mean(h·n)) / r.
override rows: u32 = 1u;
override rowLength: u32 = 1u;
override eps: f32 = 1e-6;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> gain: array<f32>;
@group(0) @binding(2) var<storage, read> g: array<f32>;
@group(0) @binding(3) var<storage, read_write> gx: array<f32>;

// The parts below are for one of `lanes` threads that share a row.

// Σ x² and Σ h·x.
fn products(start: u32, lane: u32, lanes: u32) -> vec2f {
  var result = vec2f(0.0);
  for (var j = lane; j < rowLength; j += lanes) {
    result += x[start + j] * vec2f(x[start + j], g[start + j] * gain[j]);
  }
  return result;
}

fn write(start: u32, products: vec2f, lane: u32, lanes: u32) {
  let n = f32(rowLength);
  let mean_square = products.x / n + eps;
  let factor = 1.0 / sqrt(mean_square);
  let slope = products.y / n / mean_square;
  for (var j = lane; j < rowLength; j += lanes) {
    gx[start + j] = factor * (g[start + j] * gain[j] - x[start + j] * slope);
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
  write(start, products(start, 0u, 1u), 0u, 1u);
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
  let start = row * rowLength;

  shared_values[lane] = products(start, lane, 64u);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  write(start, shared_values[0], lane, 64u);
}
