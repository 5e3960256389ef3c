// y[k, c] = 1 where ids[k] is c, else 0.
override count: u32 = 1u; // elements of the result
override classes: u32 = 1u;

@group(0) @binding(0) var<storage, read> ids: array<i32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  y[i] = f32(ids[i / classes] == i32(i % classes));
}
