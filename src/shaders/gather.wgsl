// y[o, j, k] = x[o, index[o, j, k], k]; a number that the axis does not have gives 0. Elements are
// copied as bits, so this serves every element type.
override count: u32 = 1u; // elements of the result
override length: u32 = 1u; // of the axis in x
override outLength: u32 = 1u; // of the axis in y
override inner: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read> index: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= count) {
    return;
  }
  let i = index[at];
  if (i >= 0 && u32(i) < length) {
    y[at] = x[((at / (outLength * inner)) * length + u32(i)) * inner + at % inner];
  } else {
    y[at] = 0u;
  }
}
