// Gradient of the forward variables of connectionist temporal classification with respect to each of
// them, backwards in time: what arrives from above, and of each successor the share that came from here.
override batch: u32 = 1u;
override time: u32 = 1u;
override symbols: u32 = 1u; // room in a target
override blank: i32 = 0;

@group(0) @binding(0) var<storage, read> alpha: array<f32>;
@group(0) @binding(1) var<storage, read> targets: array<i32>;
@group(0) @binding(2) var<storage, read> input_lengths: array<i32>;
@group(0) @binding(3) var<storage, read> target_lengths: array<i32>;
@group(0) @binding(4) var<storage, read> g: array<f32>;
@group(0) @binding(5) var<storage, read_write> gamma: array<f32>;

// -∞ and NaN are recognised by their bits: arithmetic may assume that there are none.
fn is_masked(value: f32) -> bool {
  return bitcast<u32>(value) == 0xff800000u;
}

fn is_nan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

fn symbol_of(sequence: u32, s: u32) -> i32 {
  if (s % 2u == 0u) {
    return blank;
  }
  return targets[sequence * symbols + s / 2u];
}

fn may_pass(sequence: u32, s: u32) -> bool {
  let symbol = symbol_of(sequence, s);
  return s > 2u && symbol != blank && symbol != symbol_of(sequence, s - 2u);
}

// One over the share of `own` among the probabilities of a state's predecessors: Σ e^(other - own).
fn excess(own: f32, other: f32) -> f32 {
  if (is_masked(other)) {
    return 0.0;
  }
  if (is_nan(other)) {
    return other;
  }
  // Beyond e^80 the share is 0 in any case.
  return exp(min(other - own, 80.0));
}

// What a state at t + 1 gives back to a predecessor `own`. Row t starts at `row`.
fn share(sequence: u32, row: u32, states: u32, s: u32, own: f32) -> f32 {
  let after = row + states + s;
  if (is_masked(alpha[after])) {
    return 0.0;
  }
  var sum = excess(own, alpha[row + s]);
  if (s > 0u) {
    sum += excess(own, alpha[row + s - 1u]);
  }
  if (may_pass(sequence, s)) {
    sum += excess(own, alpha[row + s - 2u]);
  }
  return gamma[after] / sum;
}

fn cell(sequence: u32, t: u32, s: u32) -> f32 {
  let states = 2u * symbols + 1u;
  let row = (sequence * time + t) * states;
  let own = alpha[row + s];
  let input_length = u32(clamp(input_lengths[sequence], 0, i32(time)));
  let last = 2u * u32(clamp(target_lengths[sequence], 0, i32(symbols)));
  if (t >= input_length || s > last || is_masked(own)) {
    return 0.0;
  }
  // What is left of infinities and NaN is NaN.
  let bits = bitcast<u32>(own);
  if ((bits & 0x7f800000u) == 0x7f800000u) {
    return bitcast<f32>(bits | 0x7fc00000u);
  }
  var result = g[row + s];
  if (t + 1u < input_length) {
    result += share(sequence, row, states, s, own);
    if (s + 1u <= last) {
      result += share(sequence, row, states, s + 1u, own);
    }
    if (s + 2u <= last && may_pass(sequence, s + 2u)) {
      result += share(sequence, row, states, s + 2u, own);
    }
  }
  return result;
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
  for (var k = 0u; k < time; k++) {
    let t = time - 1u - k;
    for (var s = 0u; s < states; s++) {
      gamma[(sequence * time + t) * states + s] = cell(sequence, t, s);
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
  for (var k = 0u; k < time; k++) {
    let t = time - 1u - k;
    for (var s = lane; s < states; s += 64u) {
      gamma[(sequence * time + t) * states + s] = cell(sequence, t, s);
    }
    storageBarrier();
  }
}
