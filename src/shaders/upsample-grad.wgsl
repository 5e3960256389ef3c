// Gradient of an enlargement by whole factors: each element of the small map gathers its shares.
override count: u32 = 1u; // elements of the result
override length_y: u32 = 1u; // of the small map
override length_x: u32 = 1u;
override factor_y: u32 = 1u;
override factor_x: u32 = 1u;
override bilinear: u32 = 0u;

@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> gx: array<f32>;

// Weight of element i in element o of the large map: 1 - |u - i| around u = (o + 1/2) / f - 1/2,
// which is held within the map.
fn share_of(o: u32, i: u32, length: u32, factor: u32) -> f32 {
  if (bilinear == 0u) {
    return 1.0;
  }
  let numerator = min(max(2u * o + 1u, factor) - factor, 2u * factor * (length - 1u));
  let distance = abs(i32(numerator) - i32(2u * factor * i));
  return f32(max(i32(2u * factor) - distance, 0)) / f32(2u * factor);
}

// The elements of the large map in which element i may have a share: first, one past the last.
fn reach_of(i: u32, length: u32, factor: u32) -> vec2u {
  if (bilinear == 0u) {
    return vec2u(i * factor, (i + 1u) * factor);
  }
  return vec2u((max(i, 1u) - 1u) * factor, min((i + 2u) * factor, length * factor));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let own = id.x + id.y * groups.x * 64u;
  if (own >= count) {
    return;
  }
  let i = own / length_x % length_y;
  let j = own % length_x;
  let map = own / (length_y * length_x) * (length_y * factor_y);
  let rows = reach_of(i, length_y, factor_y);
  let columns = reach_of(j, length_x, factor_x);
  var sum = 0.0;
  for (var oy = rows.x; oy < rows.y; oy++) {
    let down = share_of(oy, i, length_y, factor_y);
    for (var ox = columns.x; ox < columns.y; ox++) {
      let share = down * share_of(ox, j, length_x, factor_x);
      // Not multiplied by a share of nothing: what is not finite would spread.
      if (share > 0.0) {
        sum += share * g[(map + oy) * length_x * factor_x + ox];
      }
    }
  }
  gx[own] = sum;
}
