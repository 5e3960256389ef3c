// Gradient of layer normalisation with respect to x, row by row. With h = g · gain and the
// normalised row n: (h - mean(h) - n · mean(h·n)) / standard deviation.
override rows: u32 = 1u;
override rowLength: u32 = 1u;
override eps: f32 = 1e-5;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> gain: array<f32>;
@group(0) @binding(2) var<storage, read> g: array<f32>;
@group(0) @binding(3) var<storage, read_write> gx: array<f32>;
// x normalised, for the ways `…_and_normalised`: the gradient of the gain needs it.
@group(0) @binding(4) var<storage, read_write> normalised: array<f32>;
// For the ways `…_plus`: what is added to the gradient comes before the results.
@group(0) @binding(3) var<storage, read> more: array<f32>;
@group(0) @binding(4) var<storage, read_write> gx_more: array<f32>;
@group(0) @binding(5) var<storage, read_write> normalised_5: array<f32>;

// The parts below are for one of `lanes` threads that share a row.

// Σ x and Σ h.
fn sums(start: u32, lane: u32, lanes: u32) -> vec2f {
  var result = vec2f(0.0);
  for (var j = lane; j < rowLength; j += lanes) {
    result += vec2f(x[start + j], g[start + j] * gain[j]);
  }
  return result;
}

// Σ (x - mean)² and Σ h·(x - mean).
fn products(start: u32, mean: f32, lane: u32, lanes: u32) -> vec2f {
  var result = vec2f(0.0);
  for (var j = lane; j < rowLength; j += lanes) {
    let d = x[start + j] - mean;
    result += d * vec2f(d, g[start + j] * gain[j]);
  }
  return result;
}

// One over the standard deviation, and the slope along the normalised row.
fn factors(products: vec2f) -> vec2f {
  let n = f32(rowLength);
  let variance = products.x / n + eps;
  return vec2f(1.0 / sqrt(variance), products.y / n / variance);
}

fn gradient_at(i: u32, j: u32, means: vec2f, found: vec2f) -> f32 {
  return found.x * (g[i] * gain[j] - means.y - (x[i] - means.x) * found.y);
}

fn write(start: u32, means: vec2f, products: vec2f, lane: u32, lanes: u32) {
  let found = factors(products);
  for (var j = lane; j < rowLength; j += lanes) {
    gx[start + j] = gradient_at(start + j, j, means, found);
  }
}

fn write_plus(start: u32, means: vec2f, products: vec2f, lane: u32, lanes: u32) {
  let found = factors(products);
  for (var j = lane; j < rowLength; j += lanes) {
    let i = start + j;
    gx_more[i] = more[i] + gradient_at(i, j, means, found);
    normalised_5[i] = (x[i] - means.x) * found.x;
  }
}

fn write_normalised(start: u32, means: vec2f, products: vec2f, lane: u32, lanes: u32) {
  let factor = factors(products).x;
  for (var j = lane; j < rowLength; j += lanes) {
    normalised[start + j] = (x[start + j] - means.x) * factor;
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
  let means = sums(start, 0u, 1u) / f32(rowLength);
  write(start, means, products(start, means.x, 0u, 1u), 0u, 1u);
}

@compute @workgroup_size(64)
fn thread_per_row_and_normalised(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= rows) {
    return;
  }
  let start = row * rowLength;
  let means = sums(start, 0u, 1u) / f32(rowLength);
  let both = products(start, means.x, 0u, 1u);
  write(start, means, both, 0u, 1u);
  write_normalised(start, means, both, 0u, 1u);
}

@compute @workgroup_size(64)
fn thread_per_row_and_normalised_plus(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= rows) {
    return;
  }
  let start = row * rowLength;
  let means = sums(start, 0u, 1u) / f32(rowLength);
  let both = products(start, means.x, 0u, 1u);
  write_plus(start, means, both, 0u, 1u);
}

var<workgroup> shared_values: array<vec2f, 64>;

// The means of x and h, and the products, by 64 threads.
struct Row {
  means: vec2f,
  products: vec2f,
}

fn shared_row(start: u32, lane: u32) -> Row {
  shared_values[lane] = sums(start, lane, 64u);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  let means = shared_values[0] / f32(rowLength);
  workgroupBarrier();

  shared_values[lane] = products(start, means.x, lane, 64u);
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  return Row(means, shared_values[0]);
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
  let start = row * rowLength;
  let found = shared_row(start, lane);
  write(start, found.means, found.products, lane, 64u);
}

@compute @workgroup_size(64)
fn group_per_row_and_normalised(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= rows) {
    return;
  }
  let start = row * rowLength;
  let found = shared_row(start, lane);
  write(start, found.means, found.products, lane, 64u);
  write_normalised(start, found.means, found.products, lane, 64u);
}

@compute @workgroup_size(64)
fn group_per_row_and_normalised_plus(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= rows) {
    return;
  }
  let start = row * rowLength;
  let found = shared_row(start, lane);
  write_plus(start, found.means, found.products, lane, 64u);
}
