// The mean of each window of a map; the padding counts as zeros if asked for.
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
override count_padding: u32 = 1u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

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

  var sum = 0.0;
  for (var i = top; i < bottom; i++) {
    for (var j = left; j < right; j++) {
      sum += x[map + i * length_x + j];
    }
  }
  var count = (bottom - top) * (right - left);
  if (count_padding == 1u) {
    count = min(kernel_y, length_y + 2u * padding_y - from_y)
      * min(kernel_x, length_x + 2u * padding_x - from_x);
  }
  y[o] = sum / f32(count);
}
