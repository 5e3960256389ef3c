// Gradient of standardisation, group by group. With the standardised group n and the gradient g of
// it: (g - mean(g) - n · mean(g·n)) / standard deviation.
override count: u32 = 1u; // groups
override length: u32 = 1u; // elements of a group
override eps: f32 = 1e-5;

// Sizes but the outermost, and strides, of the axes that tell groups apart and of those within one.
override kept_size1: u32 = 1u;
override kept_size2: u32 = 1u;
override kept_stride0: u32 = 0u;
override kept_stride1: u32 = 0u;
override kept_stride2: u32 = 1u;
override reduced_size1: u32 = 1u;
override reduced_size2: u32 = 1u;
override reduced_stride0: u32 = 0u;
override reduced_stride1: u32 = 0u;
override reduced_stride2: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> gx: array<f32>;

// Where the elements of a group start.
fn start(o: u32) -> u32 {
  let rest = o / kept_size2;
  return (rest / kept_size1) * kept_stride0 + (rest % kept_size1) * kept_stride1
    + (o % kept_size2) * kept_stride2;
}

// How far after the start the k-th element lies.
fn offset(k: u32) -> u32 {
  let rest = k / reduced_size2;
  return (rest / reduced_size1) * reduced_stride0 + (rest % reduced_size1) * reduced_stride1
    + (k % reduced_size2) * reduced_stride2;
}

// The parts below are for one of `lanes` threads that share a group.

// Σ x, counted from the first element so that a large mean costs no digits, and Σ g.
fn sums(first: u32, lane: u32, lanes: u32) -> vec2f {
  let pivot = x[first];
  var result = vec2f(0.0);
  for (var k = lane; k < length; k += lanes) {
    let i = first + offset(k);
    result += vec2f(x[i] - pivot, g[i]);
  }
  return result;
}

// Σ d² and Σ d·(g - mean), d = x - mean.
fn products(first: u32, means: vec2f, lane: u32, lanes: u32) -> vec2f {
  let pivot = x[first];
  var result = vec2f(0.0);
  for (var k = lane; k < length; k += lanes) {
    let i = first + offset(k);
    let d = (x[i] - pivot) - means.x;
    result += d * vec2f(d, g[i] - means.y);
  }
  return result;
}

fn write(first: u32, means: vec2f, products: vec2f, lane: u32, lanes: u32) {
  let pivot = x[first];
  let n = f32(length);
  let variance = products.x / n + eps;
  let factor = 1.0 / sqrt(variance);
  let slope = products.y / n / variance;
  for (var k = lane; k < length; k += lanes) {
    let i = first + offset(k);
    gx[i] = factor * (g[i] - means.y - ((x[i] - pivot) - means.x) * slope);
  }
}

@compute @workgroup_size(64)
fn thread_per_group(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let o = id.x + id.y * groups.x * 64u;
  if (o >= count) {
    return;
  }
  let first = start(o);
  let means = sums(first, 0u, 1u) / f32(length);
  write(first, means, products(first, means, 0u, 1u), 0u, 1u);
}

var<workgroup> shared_values: array<vec2f, 256>;

@compute @workgroup_size(256)
fn workgroup_per_group(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let o = group.x + group.y * groups.x;
  if (o >= count) {
    return;
  }
  let first = start(o);

  shared_values[lane] = sums(first, lane, 256u);
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  let means = shared_values[0] / f32(length);
  workgroupBarrier();

  shared_values[lane] = products(first, means, lane, 256u);
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  write(first, means, shared_values[0], lane, 256u);
}
