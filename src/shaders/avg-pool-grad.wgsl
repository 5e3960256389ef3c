// Gradient of average pooling: each element adds up its shares of the windows that cover it.
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

@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> gx: array<f32>;

// How many elements window o counts along an axis.
fn extent(o: u32, length: u32, kernel: u32, stride: u32, padding: u32) -> f32 {
  let start = o * stride; // counted from the padding on
  if (count_padding == 1u) {
    return f32(min(kernel, length + 2u * padding - start));
  }
  return f32(min(start + kernel, length + padding) - max(start, padding));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = id.x + id.y * groups.x * 64u;
  let area = length_y * length_x;
  if (own >= maps * area) {
    return;
  }
  // Counted from the padding on: window o covers the elements from o · stride to o · stride + kernel.
  let i = own / length_x % length_y + padding_y;
  let j = own % length_x + padding_x;
  let first_y = (max(i + stride_y, kernel_y) - kernel_y) / stride_y;
  let first_x = (max(j + stride_x, kernel_x) - kernel_x) / stride_x;
  let end_y = min(i / stride_y + 1u, windows_y);
  let end_x = min(j / stride_x + 1u, windows_x);
  var sum = 0.0;
  for (var oy = first_y; oy < end_y; oy++) {
    let height = extent(oy, length_y, kernel_y, stride_y, padding_y);
    for (var ox = first_x; ox < end_x; ox++) {
      let width = extent(ox, length_x, kernel_x, stride_x, padding_x);
      sum += g[(own / area * windows_y + oy) * windows_x + ox] / (height * width);
    }
  }
  gx[own] = sum;
}
