// Every row of x read from a place of its own: y[o, i, c] = x[o, i, c + start + step · i], 0 where
// that does not exist.
override count: u32 = 1u;
override rows: u32 = 1u;
override row_length: u32 = 1u; // of x
override out_length: u32 = 1u; // of y
override start: i32 = 0;
override step: i32 = 0;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let flat = id.x + id.y * groups.x * 64u;
  if (flat >= count) {
    return;
  }
  let row = flat / out_length;
  let at = i32(flat % out_length) + start + step * i32(row % rows);
  if (at < 0 || at >= i32(row_length)) {
    y[flat] = 0.0;
  } else {
    y[flat] = x[row * row_length + u32(at)];
  }
}
