// dx[o, i, k] = Σ g[o, j, k] over the j with index[o, j, k] = i, in their order: each thread looks
// for the uses of its own element, so that no two add to the same one.
override count: u32 = 1u; // elements of dx
override length: u32 = 1u; // of the axis in dx
override outLength: u32 = 1u; // of the axis in g
override inner: u32 = 1u;

@group(0) @binding(0) var<storage, read> index: array<i32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= count) {
    return;
  }
  let i = i32(at / inner % length);
  let start = (at / (length * inner)) * outLength * inner + at % inner;
  var sum = 0.0;
  for (var j = 0u; j < outLength; j++) {
    let use_at = start + j * inner;
    if (index[use_at] == i) {
      sum += g[use_at];
    }
  }
  dx[at] = sum;
}
