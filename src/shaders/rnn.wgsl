// A simple recurrent network over whole sequences, all steps in one dispatch; each step reads the
// state of the one before from the output.
// Two ways: a workgroup per sequence, its threads over the units, or a thread per sequence.
override rows: u32 = 1u;
override steps: u32 = 1u;
override hidden: u32 = 1u;
// Whether to walk from the last position to the first.
override reverse: bool = false;
// ReLU instead of tanh.
override relu: bool = false;

@group(0) @binding(0) var<storage, read> x: array<f32>; // rows × steps × hidden
@group(0) @binding(1) var<storage, read> u: array<f32>; // hidden × hidden
@group(0) @binding(2) var<storage, read> h0: array<f32>; // rows × hidden
@group(0) @binding(3) var<storage, read> keep: array<f32>; // rows × steps
@group(0) @binding(4) var<storage, read_write> h: array<f32>; // rows × steps × hidden

// NaN is recognised by its bits: arithmetic may assume that there is none.
fn is_nan(v: f32) -> bool {
  return (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u;
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
  let before = place_of(row, max(step, 1u) - 1u) * hidden;
  let initial = row * hidden;
  for (var j = lane; j < hidden; j += lanes) {
    let at = place * hidden + j;
    if (keep[place] == 0.0) {
      if (is_first) {
        h[at] = h0[initial + j];
      } else {
        h[at] = h[before + j];
      }
    } else {
      var pre = x[at];
      for (var k = 0u; k < hidden; k++) {
        var state: f32;
        if (is_first) {
          state = h0[initial + k];
        } else {
          state = h[before + k];
        }
        pre += state * u[k * hidden + j];
      }
      // Not max: it may drop a NaN.
      h[at] = select(safe_tanh(pre), select(pre, 0.0, pre <= 0.0), relu);
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
