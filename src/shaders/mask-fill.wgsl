// y = x where the mask is not 0, elsewhere a constant: -∞ forward, 0 for the gradient. Elements are
// copied as bits, because arithmetic may assume that there are no infinities.
override count: u32 = 1u;
override fillBits: u32 = 0xff800000u;

// Sizes of the loops but the outermost, and the mask's strides along all of them (0 repeats it).
override size1: u32 = 1u;
override size2: u32 = 1u;
override size3: u32 = 1u;
override mask0: u32 = 0u;
override mask1: u32 = 0u;
override mask2: u32 = 0u;
override mask3: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read> mask: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let i3 = i % size3;
  let q2 = i / size3;
  let i2 = q2 % size2;
  let q1 = q2 / size2;
  let i1 = q1 % size1;
  let i0 = q1 / size1;
  let keep = !(mask[i0 * mask0 + i1 * mask1 + i2 * mask2 + i3 * mask3] == 0.0);
  y[i] = select(fillBits, x[i], keep);
}
