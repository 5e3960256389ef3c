// factor · Σ x, or the largest or smallest x, over some axes. Two ways through the same loops:
// thread_per_output for many short reductions, group_per_output for few long ones.
// mode: 0 sum, 1 largest, 2 smallest.
override mode: u32 = 0u;
override count: u32 = 1u; // outputs
override length: u32 = 1u; // elements per output
override factor: f32 = 1.0;

// Sizes but the outermost, and strides, of the axes that stay and of those that vanish.
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

// What is reduced so far is kept as 32 bits, of which 0 is the neutral element: a sum as it is, an
// extremum as a whole number that is larger the further out an element lies, largest for NaN. So
// infinities and NaN are compared exactly, although arithmetic may assume that there are none.
fn packed(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  if (mode == 0u) {
    return bits;
  }
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return 0xffffffffu;
  }
  let rank = select(bits | 0x80000000u, ~bits, bits >= 0x80000000u);
  return select(rank, ~rank, mode == 2u);
}

fn unpacked(reduced: u32) -> f32 {
  if (mode == 0u) {
    return factor * bitcast<f32>(reduced);
  }
  let rank = select(reduced, ~reduced, mode == 2u);
  return bitcast<f32>(select(~rank, rank & 0x7fffffffu, rank >= 0x80000000u));
}

fn combined(a: u32, b: u32) -> u32 {
  if (mode == 0u) {
    return bitcast<u32>(bitcast<f32>(a) + bitcast<f32>(b));
  }
  return max(a, b);
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
  var reduced = 0u;
  for (var k = 0u; k < length; k++) {
    reduced = combined(reduced, packed(x[first + offset(k)]));
  }
  y[o] = unpacked(reduced);
}

var<workgroup> partial: array<u32, 64>;

// Each thread reduces every 64th element; then the 64 partial results are joined in a tree of eight
// branches a level, always in the same order.
@compute @workgroup_size(64)
fn group_per_output(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let o = group.x + group.y * groups.x;
  var reduced = 0u;
  if (o < count) {
    let first = start(o);
    for (var k = thread; k < length; k += 64u) {
      reduced = combined(reduced, packed(x[first + offset(k)]));
    }
  }
  partial[thread] = reduced;
  workgroupBarrier();
  if (thread < 8u) {
    for (var k = 1u; k < 8u; k++) {
      reduced = combined(reduced, partial[thread + 8u * k]);
    }
    partial[thread] = reduced;
  }
  workgroupBarrier();
  if (thread == 0u && o < count) {
    for (var k = 1u; k < 8u; k++) {
      reduced = combined(reduced, partial[k]);
    }
    y[o] = unpacked(reduced);
  }
}
