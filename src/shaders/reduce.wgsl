// y = factor · Σ x over some axes. Two ways through the same loops:
// thread_per_output for many short sums, group_per_output for few long ones.
override count: u32 = 1u; // outputs
override length: u32 = 1u; // elements per output
override factor: f32 = 1.0;

// Sizes but the outermost, and strides, of the axes that stay and of those that are summed.
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

// Where the elements of an output start.
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

@compute @workgroup_size(64)
fn thread_per_output(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let o = id.x + id.y * groups.x * 64u;
  if (o >= count) {
    return;
  }
  let first = start(o);
  var sum = 0.0;
  for (var k = 0u; k < length; k++) {
    sum += x[first + offset(k)];
  }
  y[o] = factor * sum;
}

var<workgroup> partial: array<f32, 64>;

// Each thread sums every 64th element; then the 64 partial sums are added in a tree of eight
// branches a level, always in the same order.
@compute @workgroup_size(64)
fn group_per_output(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let o = group.x + group.y * groups.x;
  var sum = 0.0;
  if (o < count) {
    let first = start(o);
    for (var k = thread; k < length; k += 64u) {
      sum += x[first + offset(k)];
    }
  }
  partial[thread] = sum;
  workgroupBarrier();
  if (thread < 8u) {
    for (var k = 1u; k < 8u; k++) {
      sum += partial[thread + 8u * k];
    }
    partial[thread] = sum;
  }
  workgroupBarrier();
  if (thread == 0u && o < count) {
    for (var k = 1u; k < 8u; k++) {
      sum += partial[k];
    }
    y[o] = factor * sum;
  }
}
