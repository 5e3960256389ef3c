// Forward variables of connectionist temporal classification: the log-probability of all ways to have
// arrived at a state of the target after t + 1 outputs. States are the target's symbols (odd) with a
// blank before, between and after them (even). What cannot be reached is -∞.
override batch: u32 = 1u;
override time: u32 = 1u;
override classes: u32 = 1u;
override symbols: u32 = 1u; // room in a target
override blank: i32 = 0;

@group(0) @binding(0) var<storage, read> log_probs: array<f32>;
@group(0) @binding(1) var<storage, read> targets: array<i32>;
@group(0) @binding(2) var<storage, read> input_lengths: array<i32>;
@group(0) @binding(3) var<storage, read> target_lengths: array<i32>;
@group(0) @binding(4) var<storage, read_write> alpha: array<u32>;

// -∞ is stored by its bits, and stands here as the lowest number: arithmetic may assume that there
// are no infinities and no NaN.
const NOTHING = -3.4028234663852886e38;
const NOTHING_BITS = 0xff800000u;

fn number(bits: u32) -> f32 {
  return bitcast<f32>(select(bits, bitcast<u32>(f32(NOTHING)), bits == NOTHING_BITS));
}

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

// Adds numbers that are given by their logarithms.
fn log_sum(a: f32, b: f32, c: f32) -> f32 {
  if (is_nan(a)) {
    return a;
  }
  if (is_nan(b)) {
    return b;
  }
  if (is_nan(c)) {
    return c;
  }
  let largest = max(max(a, b), c);
  if (largest == NOTHING) {
    return NOTHING;
  }
  return largest + log(exp(a - largest) + exp(b - largest) + exp(c - largest));
}

fn symbol_of(sequence: u32, s: u32) -> i32 {
  if (s % 2u == 0u) {
    return blank;
  }
  return targets[sequence * symbols + s / 2u];
}

fn cell(sequence: u32, t: u32, s: u32) -> f32 {
  let input_length = u32(clamp(input_lengths[sequence], 0, i32(time)));
  let target_length = u32(clamp(target_lengths[sequence], 0, i32(symbols)));
  let symbol = symbol_of(sequence, s);
  if (t >= input_length || s > 2u * target_length || symbol < 0 || u32(symbol) >= classes) {
    return NOTHING;
  }
  let emitted = number(bitcast<u32>(log_probs[(sequence * time + t) * classes + u32(symbol)]));
  if (t == 0u) {
    return select(emitted, NOTHING, s > 1u);
  }
  let before = (sequence * time + t - 1u) * (2u * symbols + 1u) + s;
  var last: f32 = NOTHING;
  var passed: f32 = NOTHING;
  if (s > 0u) {
    last = number(alpha[before - 1u]);
  }
  if (s > 2u && symbol != blank && symbol != symbol_of(sequence, s - 2u)) {
    passed = number(alpha[before - 2u]);
  }
  let arrived = log_sum(number(alpha[before]), last, passed);
  if (arrived == NOTHING || emitted == NOTHING) {
    return NOTHING;
  }
  return arrived + emitted;
}

fn write(sequence: u32, t: u32, s: u32) {
  let value = cell(sequence, t, s);
  alpha[(sequence * time + t) * (2u * symbols + 1u) + s] =
    select(bitcast<u32>(value), NOTHING_BITS, value == NOTHING);
}

@compute @workgroup_size(64)
fn thread_per_sequence(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let sequence = id.x + id.y * groups.x * 64u;
  if (sequence >= batch) {
    return;
  }
  let states = 2u * symbols + 1u;
  for (var t = 0u; t < time; t++) {
    for (var s = 0u; s < states; s++) {
      write(sequence, t, s);
    }
  }
}

@compute @workgroup_size(64)
fn group_per_sequence(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let sequence = group.x + group.y * groups.x;
  if (sequence >= batch) {
    return;
  }
  let states = 2u * symbols + 1u;
  for (var t = 0u; t < time; t++) {
    for (var s = lane; s < states; s += 64u) {
      write(sequence, t, s);
    }
    storageBarrier();
  }
}
