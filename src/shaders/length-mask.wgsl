// 1 at the first positions of each sequence, as many as its length says; 0 after them.
override count: u32 = 1u;
override steps: u32 = 1u;

@group(0) @binding(0) var<storage, read> lengths: array<i32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  y[i] = select(0.0, 1.0, i32(i % steps) < lengths[i / steps]);
}
