// Gradient of layer normalisation with respect to the gain: Σ over rows of g · normalised x.
// A workgroup takes 16 columns; 16 threads share each column.
override rows: u32 = 1u;
override columns: u32 = 1u;

@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read> normalised: array<f32>;
@group(0) @binding(2) var<storage, read_write> gain_gradient: array<f32>;
// Σ over rows of g, for the way `with_bias`.
@group(0) @binding(3) var<storage, read_write> bias_gradient: array<f32>;

var<workgroup> partial_sums: array<f32, 256>;
var<workgroup> partial_pairs: array<vec2f, 256>;

@compute @workgroup_size(16, 16)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let column = (group.x + group.y * groups.x) * 16u + lane.x;
  var sum = 0.0;
  if (column < columns) {
    for (var row = lane.y; row < rows; row += 16u) {
      sum += g[row * columns + column] * normalised[row * columns + column];
    }
  }
  partial_sums[lane.y * 16u + lane.x] = sum;
  workgroupBarrier();
  if (lane.y == 0u && column < columns) {
    var total = 0.0;
    for (var k = 0u; k < 16u; k++) {
      total += partial_sums[k * 16u + lane.x];
    }
    gain_gradient[column] = total;
  }
}

@compute @workgroup_size(16, 16)
fn with_bias(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let column = (group.x + group.y * groups.x) * 16u + lane.x;
  var sum = vec2f(0.0);
  if (column < columns) {
    for (var row = lane.y; row < rows; row += 16u) {
      let slope = g[row * columns + column];
      sum += slope * vec2f(normalised[row * columns + column], 1.0);
    }
  }
  partial_pairs[lane.y * 16u + lane.x] = sum;
  workgroupBarrier();
  if (lane.y == 0u && column < columns) {
    var total = vec2f(0.0);
    for (var k = 0u; k < 16u; k++) {
      total += partial_pairs[k * 16u + lane.x];
    }
    gain_gradient[column] = total.x;
    bias_gradient[column] = total.y;
  }
}
