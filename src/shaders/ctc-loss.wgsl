// The loss of connectionist temporal classification from its forward variables: minus the
// log-probability of the target, which ends in its last symbol or in the blank after it.
override batch: u32 = 1u;
override time: u32 = 1u;
override symbols: u32 = 1u; // room in a target
// 1 divides each loss by the length of its target, and the sum by the batch.
override mean: u32 = 0u;

@group(0) @binding(0) var<storage, read> alpha: array<f32>;
@group(0) @binding(1) var<storage, read> input_lengths: array<i32>;
@group(0) @binding(2) var<storage, read> target_lengths: array<i32>;
@group(0) @binding(3) var<storage, read_write> loss: array<u32>;

fn is_masked(value: f32) -> bool {
  return bitcast<u32>(value) == 0xff800000u;
}

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

fn target_length(sequence: u32) -> u32 {
  return u32(clamp(target_lengths[sequence], 0, i32(symbols)));
}

// The loss of one sequence, and 1 where it is infinite.
fn loss_of(sequence: u32) -> vec2f {
  let length = u32(clamp(input_lengths[sequence], 0, i32(time)));
  let wanted = target_length(sequence);
  if (length == 0u) {
    return vec2f(0.0, select(1.0, 0.0, wanted == 0u));
  }
  let end = (sequence * time + length - 1u) * (2u * symbols + 1u) + 2u * wanted;
  let blank = alpha[end];
  if (wanted == 0u || is_nan(blank)) {
    return vec2f(select(-blank, 0.0, is_masked(blank)), select(0.0, 1.0, is_masked(blank)));
  }
  let symbol = alpha[end - 1u];
  if (is_masked(blank) && is_masked(symbol)) {
    return vec2f(0.0, 1.0);
  }
  if (is_masked(blank) || is_nan(symbol)) {
    return vec2f(-symbol, 0.0);
  }
  if (is_masked(symbol)) {
    return vec2f(-blank, 0.0);
  }
  let apart = abs(blank - symbol);
  return vec2f(-(max(blank, symbol) + log(1.0 + exp(-apart))), 0.0);
}

// As bits: arithmetic may assume that there are no infinities.
fn bits_of(value: vec2f) -> u32 {
  return select(bitcast<u32>(value.x), 0x7f800000u, value.y > 0.0);
}

@compute @workgroup_size(64)
fn per_item(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let sequence = id.x + id.y * groups.x * 64u;
  if (sequence >= batch) {
    return;
  }
  loss[sequence] = bits_of(loss_of(sequence));
}

var<workgroup> shared_values: array<vec2f, 64>;

// One workgroup adds up everything, in a fixed order.
@compute @workgroup_size(64)
fn total(@builtin(local_invocation_index) lane: u32) {
  var sum = vec2f(0.0);
  for (var sequence = lane; sequence < batch; sequence += 64u) {
    let own = loss_of(sequence);
    let divisor = select(1.0, f32(max(target_length(sequence), 1u) * batch), mean == 1u);
    sum += vec2f(own.x / divisor, own.y);
  }
  shared_values[lane] = sum;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  if (lane == 0u) {
    loss[0] = bits_of(shared_values[0]);
  }
}
