// Each group of elements shifted to mean 0 and scaled to variance 1 (biased, plus eps). Sums are
// taken around the group's first element, so that a large mean costs no digits.
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
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

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

fn sum(first: u32, lane: u32, lanes: u32) -> f32 {
  let pivot = x[first];
  var result = 0.0;
  for (var k = lane; k < length; k += lanes) {
    result += x[first + offset(k)] - pivot;
  }
  return result;
}

// `mean` is counted from the first element.
fn square_sum(first: u32, mean: f32, lane: u32, lanes: u32) -> f32 {
  let pivot = x[first];
  var result = 0.0;
  for (var k = lane; k < length; k += lanes) {
    let d = (x[first + offset(k)] - pivot) - mean;
    result += d * d;
  }
  return result;
}

fn write(first: u32, mean: f32, squares: f32, lane: u32, lanes: u32) {
  let pivot = x[first];
  let factor = 1.0 / sqrt(squares / f32(length) + eps);
  for (var k = lane; k < length; k += lanes) {
    let i = first + offset(k);
    y[i] = ((x[i] - pivot) - mean) * factor;
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
  let mean = sum(first, 0u, 1u) / f32(length);
  write(first, mean, square_sum(first, mean, 0u, 1u), 0u, 1u);
}

var<workgroup> shared_values: array<f32, 256>;

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

  shared_values[lane] = sum(first, lane, 256u);
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  let mean = shared_values[0] / f32(length);
  workgroupBarrier();

  shared_values[lane] = square_sum(first, mean, lane, 256u);
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  workgroupBarrier();
  write(first, mean, shared_values[0], lane, 256u);
}
