// Global L2 norm of all gradients. One workgroup adds up everything, in a fixed order.
override count: u32 = 1u;

@group(0) @binding(0) var<storage, read> gradients: array<f32>;
@group(0) @binding(1) var<storage, read_write> norm: array<f32>;

var<workgroup> shared_values: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = lane; i < count; i += 256u) {
    sum += gradients[i] * gradients[i];
  }
  shared_values[lane] = sum;
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  if (lane == 0u) {
    norm[0] = sqrt(shared_values[0]);
  }
}
