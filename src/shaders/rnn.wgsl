// A simple recurrent network over whole sequences, all steps in one dispatch; each step reads the
// state of the one before from the output.
// Two ways: a workgroup per sequence, its threads over the units; or four threads for four sequences,
// where weights that are loaded count for all four.
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

// What a step leaves behind of a unit. `pre` is what the state gives to it.
fn finish(place: u32, j: u32, pre: f32, h_before: f32) {
  let at = place * hidden + j;
  if (keep[place] == 0.0) {
    h[at] = h_before;
    return;
  }
  let sum = x[at] + pre;
  // Not max: it may drop a NaN.
  h[at] = select(safe_tanh(sum), select(sum, 0.0, sum <= 0.0), relu);
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
    let place = place_of(row, step);
    let is_first = step == 0u;
    let before = place_of(row, max(step, 1u) - 1u) * hidden;
    let initial = row * hidden;
    for (var j = lane; j < hidden; j += 64u) {
      var own: f32;
      if (is_first) {
        own = h0[initial + j];
      } else {
        own = h[before + j];
      }
      var pre = 0.0;
      if (!(keep[place] == 0.0)) {
        for (var k = 0u; k < hidden; k++) {
          var state: f32;
          if (is_first) {
            state = h0[initial + k];
          } else {
            state = h[before + k];
          }
          pre += state * u[k * hidden + j];
        }
      }
      finish(place, j, pre, own);
    }
    storageBarrier();
  }
}

// What the states give to four units, of all four sequences.
struct Units {
  j0: vec4f,
  j1: vec4f,
  j2: vec4f,
  j3: vec4f,
}

fn add_products(units: ptr<function, Units>, state: vec4f, k: u32, j: vec4u) {
  let w = k * hidden + j;
  (*units).j0 += state * u[w.x];
  (*units).j1 += state * u[w.y];
  (*units).j2 += state * u[w.z];
  (*units).j3 += state * u[w.w];
}

@compute @workgroup_size(4)
fn threads_per_four_rows(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = (group.x + group.y * groups.x) * 4u;
  if (row >= rows) {
    return;
  }
  // Sequences and units past the end are read as the last one and never written.
  let own = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u));
  let initial = own * hidden;
  for (var step = 0u; step < steps; step++) {
    let is_first = step == 0u;
    let last = place_of(0u, max(step, 1u) - 1u);
    let before = (own * steps + last) * hidden;
    for (var j = lane; j < hidden; j += 16u) {
      let four = min(j + vec4u(0u, 4u, 8u, 12u), vec4u(hidden - 1u));
      var units = Units();
      if (is_first) {
        for (var k = 0u; k < hidden; k++) {
          let at = initial + k;
          add_products(&units, vec4f(h0[at.x], h0[at.y], h0[at.z], h0[at.w]), k, four);
        }
      } else {
        for (var k = 0u; k < hidden; k++) {
          let at = before + k;
          add_products(&units, vec4f(h[at.x], h[at.y], h[at.z], h[at.w]), k, four);
        }
      }
      let all = array<vec4f, 4>(units.j0, units.j1, units.j2, units.j3);
      for (var n = 0u; n < 16u; n++) {
        let r = n & 3u;
        let unit = j + (n & 12u);
        if (row + r < rows && unit < hidden) {
          var state: f32;
          if (is_first) {
            state = h0[initial[r] + unit];
          } else {
            state = h[before[r] + unit];
          }
          finish(place_of(row + r, step), unit, all[n >> 2u][r], state);
        }
      }
    }
    storageBarrier();
  }
}
