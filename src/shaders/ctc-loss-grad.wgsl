// Gradient of the loss of connectionist temporal classification with respect to its forward
// variables: 0 but for the two cells in which a target can end. An impossible target has none.
override count: u32 = 1u;
override batch: u32 = 1u;
override time: u32 = 1u;
override symbols: u32 = 1u; // room in a target
// 1 where each loss was divided by the length of its target, and the sum by the batch.
override mean: u32 = 0u;
// 1 where every sequence has a loss, and so a gradient, of its own.
override perItem: u32 = 0u;

@group(0) @binding(0) var<storage, read> alpha: array<f32>;
@group(0) @binding(1) var<storage, read> input_lengths: array<i32>;
@group(0) @binding(2) var<storage, read> target_lengths: array<i32>;
@group(0) @binding(3) var<storage, read> g: array<f32>;
@group(0) @binding(4) var<storage, read_write> alpha_gradient: array<f32>;

fn is_masked(value: f32) -> bool {
  return bitcast<u32>(value) == 0xff800000u;
}

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

// The share of a cell in the target's probability, given the other cell in which it can end.
fn share(own: f32, other: f32) -> f32 {
  if (is_masked(own)) {
    return 0.0;
  }
  if (is_masked(other)) {
    return 1.0;
  }
  if (is_nan(own) || is_nan(other)) {
    return select(other, own, is_nan(own));
  }
  return 1.0 / (1.0 + exp(min(other - own, 80.0)));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let states = 2u * symbols + 1u;
  let s = i % states;
  let t = (i / states) % time;
  let sequence = i / (states * time);
  let length = u32(clamp(input_lengths[sequence], 0, i32(time)));
  let wanted = u32(clamp(target_lengths[sequence], 0, i32(symbols)));
  var result = 0.0;
  if (t + 1u == length && s <= 2u * wanted && s + 1u >= 2u * wanted) {
    let divisor = select(1.0, f32(max(wanted, 1u) * batch), mean == 1u);
    var part = 1.0;
    if (wanted > 0u) {
      part = share(alpha[i], alpha[select(i + 1u, i - 1u, s == 2u * wanted)]);
    } else if (is_masked(alpha[i])) {
      part = 0.0;
    }
    result = -g[sequence * perItem] / divisor * part;
  }
  alpha_gradient[i] = result;
}
