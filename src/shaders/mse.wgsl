// Mean of squared differences. One workgroup adds up everything, in a fixed order.
override count: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> wanted: array<f32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;

var<workgroup> shared_values: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = lane; i < count; i += 256u) {
    let d = x[i] - wanted[i];
    sum += d * d;
  }
  shared_values[lane] = sum;
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  if (lane == 0u) {
    loss[0] = shared_values[0] / f32(count);
  }
}
