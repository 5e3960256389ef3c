// Gradient of max pooling: each window gives its own to its largest element, the first of equal
// ones; of several NaNs the last. Where windows overlap or there is padding, a thread does one element:
// it looks through the windows that cover it for those that it won. Elsewhere window_per_thread: a
// thread does a window and what lies between it and the next.
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
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> gx: array<f32>;

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

// Position of the largest element of a window of the map that starts at `map`.
fn winner(map: u32, oy: u32, ox: u32) -> u32 {
  let from_y = oy * stride_y;
  let from_x = ox * stride_x;
  let top = max(from_y, padding_y) - padding_y;
  let left = max(from_x, padding_x) - padding_x;
  let bottom = min(from_y + kernel_y - padding_y, length_y);
  let right = min(from_x + kernel_x - padding_x, length_x);
  var at = map + top * length_x + left;
  var largest = x[at];
  for (var i = top; i < bottom; i++) {
    for (var j = left; j < right; j++) {
      let k = map + i * length_x + j;
      let value = x[k];
      if (is_nan(value) || (!is_nan(largest) && value > largest)) {
        largest = value;
        at = k;
      }
    }
  }
  return at;
}

@compute @workgroup_size(64)
fn element_per_thread(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let own = id.x + id.y * groups.x * 64u;
  let area = length_y * length_x;
  if (own >= maps * area) {
    return;
  }
  let line = own / length_x;
  let image = line / length_y;
  // Counted from the padding on: window o covers the elements from o · stride to o · stride + kernel.
  let i = line - image * length_y + padding_y;
  let j = own - line * length_x + padding_x;
  let first_y = (max(i + stride_y, kernel_y) - kernel_y) / stride_y;
  let first_x = (max(j + stride_x, kernel_x) - kernel_x) / stride_x;
  let end_y = min(i / stride_y + 1u, windows_y);
  let end_x = min(j / stride_x + 1u, windows_x);
  var sum = 0.0;
  for (var oy = first_y; oy < end_y; oy++) {
    for (var ox = first_x; ox < end_x; ox++) {
      if (winner(image * area, oy, ox) == own) {
        sum += g[(image * windows_y + oy) * windows_x + ox];
      }
    }
  }
  gx[own] = sum;
}

@compute @workgroup_size(64)
fn window_per_thread(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let o = id.x + id.y * groups.x * 64u;
  if (o >= maps * windows_y * windows_x) {
    return;
  }
  let line = o / windows_x;
  let image = line / windows_y;
  let oy = line - image * windows_y;
  let ox = o - line * windows_x;
  let map = image * length_y * length_x;
  let bottom = select(min((oy + 1u) * stride_y, length_y), length_y, oy + 1u == windows_y);
  let right = select(min((ox + 1u) * stride_x, length_x), length_x, ox + 1u == windows_x);
  let largest = winner(map, oy, ox);
  let own = g[o];
  for (var i = oy * stride_y; i < bottom; i++) {
    for (var j = ox * stride_x; j < right; j++) {
      let k = map + i * length_x + j;
      gx[k] = select(0.0, own, k == largest);
    }
  }
}
