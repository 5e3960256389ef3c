// The next examples of a data set in order; -1 past its end.
override count: u32 = 1u;
override population: u32 = 1u;

@group(0) @binding(0) var<storage, read_write> y: array<i32>;
@group(0) @binding(1) var<storage, read> runtime: array<u32, 4>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let position = runtime[2] * count + i;
  y[i] = select(-1, i32(position), position < population);
}
