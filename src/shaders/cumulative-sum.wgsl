// Running sums along each row, forwards or backwards, one thread a row.
override rows: u32 = 1u;
override rowLength: u32 = 1u;
// Distance between neighbours within a row.
override rowStride: u32 = 1u;
// 1 adds up from the end.
override reverse: u32 = 0u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= rows) {
    return;
  }
  let start = (row / rowStride) * rowLength * rowStride + row % rowStride;
  var sum = 0.0;
  for (var k = 0u; k < rowLength; k++) {
    let j = select(k, rowLength - 1u - k, reverse == 1u);
    sum += x[start + j * rowStride];
    y[start + j * rowStride] = sum;
  }
}
