// Exchanges two neighbouring axes: y[o, j, i, k] = x[o, i, j, k].
override count: u32 = 1u;
override first: u32 = 1u; // length of axis i in x
override second: u32 = 1u; // length of axis j in x
override inner: u32 = 1u; // length of axis k

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= count) {
    return;
  }
  let k = at % inner;
  let i = at / inner % first;
  let j = at / (inner * first) % second;
  let o = at / (inner * first * second);
  y[at] = x[((o * first + i) * second + j) * inner + k];
}
