// Rows of a table by their numbers; a number that the table does not have (such as -1) gives a
// constant. Elements are copied as bits, so this serves every element type.
override count: u32 = 1u; // elements of the result
override width: u32 = 1u; // elements of a row
override tableRows: u32 = 1u;
override fillBits: u32 = 0u;

@group(0) @binding(0) var<storage, read> table: array<u32>;
@group(0) @binding(1) var<storage, read> ids: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let row = ids[i / width];
  if (row >= 0 && u32(row) < tableRows) {
    y[i] = table[u32(row) * width + i % width];
  } else {
    y[i] = fillBits;
  }
}
