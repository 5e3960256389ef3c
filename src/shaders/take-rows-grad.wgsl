// Gradient of a table whose rows were taken by number: each row gets the sum of the gradients of
// its uses, in the order of the uses. One thread finds the uses of a row and adds up four columns,
// so nothing needs an atomic and the sum is the same every time.
override idCount: u32 = 1u;
override tableRows: u32 = 1u;
override width: u32 = 1u;
// A row that gets no gradient; -1 for none.
override paddingIndex: i32 = -1;

@group(0) @binding(0) var<storage, read> ids: array<i32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> table_gradient: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  let blocks = (width + 3u) / 4u;
  if (i >= tableRows * blocks) {
    return;
  }
  let row = i / blocks;
  let first = (i % blocks) * 4u;
  let columns = min(4u, width - first);
  var sum = vec4f(0.0);
  if (i32(row) != paddingIndex) {
    for (var k = 0u; k < idCount; k++) {
      if (ids[k] == i32(row)) {
        let start = k * width + first;
        for (var c = 0u; c < columns; c++) {
          sum[c] += g[start + c];
        }
      }
    }
  }
  for (var c = 0u; c < columns; c++) {
    table_gradient[row * width + first + c] = sum[c];
  }
}
