// Gated recurrent units over whole sequences, all steps in one dispatch. The trace holds, per
// position, r | z | n | m | h of all units; each step reads the state of the one before from it.
// Two ways: a workgroup per sequence, its threads over the units, or a thread per sequence.
override rows: u32 = 1u;
override steps: u32 = 1u;
override hidden: u32 = 1u;
// Whether to walk from the last position to the first.
override reverse: bool = false;

@group(0) @binding(0) var<storage, read> x: array<f32>; // rows × steps × 3 hidden
@group(0) @binding(1) var<storage, read> u: array<f32>; // hidden × 3 hidden
@group(0) @binding(2) var<storage, read> bias: array<f32>; // 3 hidden
@group(0) @binding(3) var<storage, read> h0: array<f32>; // rows × hidden
@group(0) @binding(4) var<storage, read> keep: array<f32>; // rows × steps
@group(0) @binding(5) var<storage, read_write> trace: array<f32>; // rows × steps × 5 hidden

// NaN is recognised by its bits: arithmetic may assume that there is none.
fn is_nan(v: f32) -> bool {
  return (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u;
}

fn sigmoid(v: f32) -> f32 {
  return select(1.0 / (1.0 + exp(-clamp(v, -88.0, 88.0))), v, is_nan(v));
}

// Some drivers compute tanh by exponentials that overflow; beyond 15 it is ±1 in single precision.
fn safe_tanh(v: f32) -> f32 {
  return select(tanh(clamp(v, -15.0, 15.0)), v, is_nan(v));
}

fn place_of(row: u32, step: u32) -> u32 {
  return row * steps + select(step, steps - 1u - step, reverse);
}

// One step of a sequence, for every `lanes`-th unit.
fn advance(row: u32, step: u32, lane: u32, lanes: u32) {
  let place = place_of(row, step);
  let is_first = step == 0u;
  let h_before = place_of(row, max(step, 1u) - 1u) * 5u * hidden + 4u * hidden;
  let initial = row * hidden;
  for (var j = lane; j < hidden; j += lanes) {
    let at = place * 5u * hidden + j;
    var own: f32;
    if (is_first) {
      own = h0[initial + j];
    } else {
      own = trace[h_before + j];
    }
    if (keep[place] == 0.0) {
      trace[at] = 0.0;
      trace[at + hidden] = 0.0;
      trace[at + 2u * hidden] = 0.0;
      trace[at + 3u * hidden] = 0.0;
      trace[at + 4u * hidden] = own;
    } else {
      var sums = vec3f(bias[j], bias[hidden + j], bias[2u * hidden + j]);
      for (var k = 0u; k < hidden; k++) {
        var h: f32;
        if (is_first) {
          h = h0[initial + k];
        } else {
          h = trace[h_before + k];
        }
        let w = k * 3u * hidden + j;
        sums += h * vec3f(u[w], u[w + hidden], u[w + 2u * hidden]);
      }
      let from_x = place * 3u * hidden + j;
      let r = sigmoid(x[from_x] + sums.x);
      let z = sigmoid(x[from_x + hidden] + sums.y);
      let n = safe_tanh(x[from_x + 2u * hidden] + r * sums.z);
      trace[at] = r;
      trace[at + hidden] = z;
      trace[at + 2u * hidden] = n;
      trace[at + 3u * hidden] = sums.z;
      trace[at + 4u * hidden] = (1.0 - z) * n + z * own;
    }
  }
}

@compute @workgroup_size(64)
fn group_per_row(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= rows) {
    return;
  }
  for (var step = 0u; step < steps; step++) {
    advance(row, step, lane, 64u);
    storageBarrier();
  }
}

@compute @workgroup_size(4)
fn thread_per_row(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = id.x + id.y * groups.x * 4u;
  if (row >= rows) {
    return;
  }
  for (var step = 0u; step < steps; step++) {
    advance(row, step, 0u, 1u);
  }
}
