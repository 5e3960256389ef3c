// The largest element of each window of a map; a NaN counts as the largest.
override maps: u32 = 1u;
override length_y: u32 = 1u;
override kernel_y: u32 = 1u;
override stride_y: u32 = 1u;
override padding_y: u32 = 0u;
override windows_y: u32 = 1u;
override length_x: u32 = 1u;
override kernel_x: u32 = 1u;
override stride_x: u32 = 1u;
override padding_x: u32 = 0u;
override windows_x: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let o = id.x + id.y * groups.x * 64u;
  if (o >= maps * windows_y * windows_x) {
    return;
  }
  // Counted from the padding on.
  let from_y = o / windows_x % windows_y * stride_y;
  let from_x = o % windows_x * stride_x;
  let top = max(from_y, padding_y) - padding_y;
  let left = max(from_x, padding_x) - padding_x;
  let bottom = min(from_y + kernel_y - padding_y, length_y);
  let right = min(from_x + kernel_x - padding_x, length_x);
  let map = o / (windows_x * windows_y) * length_y * length_x;

  var largest = x[map + top * length_x + left];
  for (var i = top; i < bottom; i++) {
    for (var j = left; j < right; j++) {
      let value = x[map + i * length_x + j];
      if (is_nan(value) || (!is_nan(largest) && value > largest)) {
        largest = value;
      }
    }
  }
  y[o] = largest;
}
