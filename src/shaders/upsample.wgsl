// Maps enlarged by whole factors: elements repeated, or straight lines between them.
override count: u32 = 1u; // elements of the result
override length_y: u32 = 1u; // of the small map
override length_x: u32 = 1u;
override factor_y: u32 = 1u;
override factor_x: u32 = 1u;
override bilinear: u32 = 0u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

// Two positions of the small map, and the share of the second.
struct Line {
  first: u32,
  second: u32,
  share: f32,
}

fn line_of(o: u32, length: u32, factor: u32) -> Line {
  if (bilinear == 0u) {
    return Line(o / factor, o / factor, 0.0);
  }
  // (o + 1/2) / f - 1/2 over the common denominator 2f, held within the map.
  let numerator = min(max(2u * o + 1u, factor) - factor, 2u * factor * (length - 1u));
  let first = numerator / (2u * factor);
  let rest = numerator % (2u * factor);
  return Line(first, first + u32(rest > 0u), f32(rest) / f32(2u * factor));
}

// A share of nothing takes no part: what is not finite would spread.
fn between(first: f32, second: f32, share: f32) -> f32 {
  if (share == 0.0) {
    return first;
  }
  return first * (1.0 - share) + second * share;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let o = id.x + id.y * groups.x * 64u;
  if (o >= count) {
    return;
  }
  let width = length_x * factor_x;
  let height = length_y * factor_y;
  let down = line_of(o / width % height, length_y, factor_y);
  let across = line_of(o % width, length_x, factor_x);
  let map = o / (width * height) * length_y * length_x;
  let upper = map + down.first * length_x;
  let lower = map + down.second * length_x;
  let above = between(x[upper + across.first], x[upper + across.second], across.share);
  let below = between(x[lower + across.first], x[lower + across.second], across.share);
  y[o] = between(above, below, down.share);
}
