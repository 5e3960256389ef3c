// Backpropagation through time of lstm.wgsl, all steps in one dispatch, walking the other way. The
// output holds, per position, the gradients of i | f | g | o before σ and tanh, then those of the
// states before the step, c' | h'; each step reads the latter from the position after it.
// Two ways: a workgroup per sequence, its threads over the units; or four threads for four sequences,
// where weights that are loaded count for all four.
override rows: u32 = 1u;
override steps: u32 = 1u;
override hidden: u32 = 1u;
// Whether the forward pass walked from the last position to the first.
override reverse: bool = false;

// Which elements of each position have a gradient from above; others have 0. Where it begins, from each
// sequence and position to the next, and what it is multiplied by.
override above_begin: u32 = 0u;
override above_end: u32 = 6u * hidden;
override above_sequence: u32 = steps * 6u * hidden;
override above_place: u32 = 6u * hidden;
override above_factor: f32 = 1.0;

// Two of them side by side, where `walks` is 2: the second may walk the other way, and what each one
// reads and writes begins at a place of its own.
override walks: u32 = 1u;
override reverse_second: bool = false;
override trace_first: u32 = 0u;
override trace_second: u32 = 0u;
override u_first: u32 = 0u;
override u_second: u32 = 0u;
override c0_first: u32 = 0u;
override c0_second: u32 = 0u;
override keep_first: u32 = 0u;
override keep_second: u32 = 0u;
override above_first: u32 = 0u;
override above_second: u32 = 0u;
override grad_first: u32 = 0u;
override grad_second: u32 = 0u;

@group(0) @binding(0) var<storage, read> trace: array<f32>; // rows × steps × 6 hidden
@group(0) @binding(1) var<storage, read> u: array<f32>; // hidden × 4 hidden
@group(0) @binding(2) var<storage, read> c0: array<f32>; // rows × hidden
@group(0) @binding(3) var<storage, read> keep: array<f32>; // rows × steps
@group(0) @binding(4) var<storage, read> above: array<f32>; // gradient of the trace, or of a part
@group(0) @binding(5) var<storage, read_write> grad: array<f32>; // rows × steps × 6 hidden

// Which of the walks the thread is part of, and where what it reads and writes begins.
var<private> is_second: bool = false;

fn start_of(first: u32, second: u32) -> u32 {
  return select(first, second, is_second);
}

// NaN is recognised by its bits: arithmetic may assume that there is none.
fn is_nan(v: f32) -> bool {
  return (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u;
}

// Some drivers compute tanh by exponentials that overflow; beyond 15 it is ±1 in single precision.
fn safe_tanh(v: f32) -> f32 {
  return select(tanh(clamp(v, -15.0, 15.0)), v, is_nan(v));
}

fn place_of(row: u32, step: u32) -> u32 {
  return row * steps + select(step, steps - 1u - step, select(reverse, reverse_second, is_second));
}

fn from_above(place: u32, element: u32) -> f32 {
  if (element < above_begin || element >= above_end) {
    return 0.0;
  }
  let at = (place / steps) * above_sequence + (place % steps) * above_place;
  return above_factor * above[start_of(above_first, above_second) + at + element - above_begin];
}

// The gradients of the gates and of c' at one step, for every `lanes`-th unit. Where there is no
// word, that of h' too.
fn gates(row: u32, step: u32, lane: u32, lanes: u32) {
  let place = place_of(row, step);
  let is_first = step == 0u;
  let is_last = step + 1u == steps;
  let before = place_of(row, max(step, 1u) - 1u) * 6u * hidden;
  let after = place_of(row, min(step + 1u, steps - 1u)) * 6u * hidden;
  for (var j = lane; j < hidden; j += lanes) {
    let at = place * 6u * hidden + j;
    var dc = from_above(place, j + 4u * hidden);
    var dh = from_above(place, j + 5u * hidden);
    if (!is_last) {
      dc += grad[start_of(grad_first, grad_second) + after + 4u * hidden + j];
      dh += grad[start_of(grad_first, grad_second) + after + 5u * hidden + j];
    }
    if (keep[start_of(keep_first, keep_second) + place] == 0.0) {
      grad[start_of(grad_first, grad_second) + at] = 0.0;
      grad[start_of(grad_first, grad_second) + at + hidden] = 0.0;
      grad[start_of(grad_first, grad_second) + at + 2u * hidden] = 0.0;
      grad[start_of(grad_first, grad_second) + at + 3u * hidden] = 0.0;
      grad[start_of(grad_first, grad_second) + at + 4u * hidden] = dc;
      grad[start_of(grad_first, grad_second) + at + 5u * hidden] = dh;
    } else {
      let i = trace[start_of(trace_first, trace_second) + at];
      let f = trace[start_of(trace_first, trace_second) + at + hidden];
      let g = trace[start_of(trace_first, trace_second) + at + 2u * hidden];
      let o = trace[start_of(trace_first, trace_second) + at + 3u * hidden];
      let squashed = safe_tanh(trace[start_of(trace_first, trace_second) + at + 4u * hidden]);
      var c_before: f32;
      if (is_first) {
        c_before = c0[start_of(c0_first, c0_second) + row * hidden + j];
      } else {
        c_before = trace[start_of(trace_first, trace_second) + before + 4u * hidden + j];
      }
      dc += dh * o * (1.0 - squashed * squashed);
      grad[start_of(grad_first, grad_second) + at] = (from_above(place, j) + dc * g) * i * (1.0 - i);
      grad[start_of(grad_first, grad_second) + at + hidden] = (from_above(place, j + hidden) + dc * c_before) * f * (1.0 - f);
      grad[start_of(grad_first, grad_second) + at + 2u * hidden] = (from_above(place, j + 2u * hidden) + dc * i) * (1.0 - g * g);
      grad[start_of(grad_first, grad_second) + at + 3u * hidden] = (from_above(place, j + 3u * hidden) + dh * squashed) * o * (1.0 - o);
      grad[start_of(grad_first, grad_second) + at + 4u * hidden] = dc * f;
    }
  }
}

// The gradient of h': that of all gates times the transposed weights.
fn states(row: u32, step: u32, lane: u32, lanes: u32) {
  let place = place_of(row, step);
  if (keep[start_of(keep_first, keep_second) + place] == 0.0) {
    return;
  }
  let at = place * 6u * hidden;
  for (var k = lane; k < hidden; k += lanes) {
    var sum = 0.0;
    for (var j = 0u; j < 4u * hidden; j++) {
      sum += grad[start_of(grad_first, grad_second) + at + j] * u[start_of(u_first, u_second) + k * 4u * hidden + j];
    }
    grad[start_of(grad_first, grad_second) + at + 5u * hidden + k] = sum;
  }
}

@compute @workgroup_size(64)
fn group_per_row(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let walked = group.x + group.y * groups.x;
  if (walked >= walks * rows) {
    return;
  }
  is_second = walked >= rows;
  let row = walked % rows;
  // What a step reads of the one after it, the same thread has written.
  for (var step = steps; step > 0u; step--) {
    gates(row, step - 1u, lane, 64u);
    storageBarrier();
    states(row, step - 1u, lane, 64u);
  }
}

// Gradients of h' of eight units, of all four sequences.
struct States {
  k0: vec4f,
  k1: vec4f,
  k2: vec4f,
  k3: vec4f,
  k4: vec4f,
  k5: vec4f,
  k6: vec4f,
  k7: vec4f,
}

fn add_products(sums: ptr<function, States>, d: vec4f, near: vec4u, far: vec4u) {
  (*sums).k0 += d * u[start_of(u_first, u_second) + near.x];
  (*sums).k1 += d * u[start_of(u_first, u_second) + near.y];
  (*sums).k2 += d * u[start_of(u_first, u_second) + near.z];
  (*sums).k3 += d * u[start_of(u_first, u_second) + near.w];
  (*sums).k4 += d * u[start_of(u_first, u_second) + far.x];
  (*sums).k5 += d * u[start_of(u_first, u_second) + far.y];
  (*sums).k6 += d * u[start_of(u_first, u_second) + far.z];
  (*sums).k7 += d * u[start_of(u_first, u_second) + far.w];
}

fn four_of(at: vec4u) -> vec4f {
  return vec4f(grad[start_of(grad_first, grad_second) + at.x], grad[start_of(grad_first, grad_second) + at.y], grad[start_of(grad_first, grad_second) + at.z], grad[start_of(grad_first, grad_second) + at.w]);
}

// `states` of four sequences that begin at `row`: a weight that is loaded counts for all of them.
fn states_of_four(row: u32, step: u32, lane: u32) {
  // Sequences and units past the end are read as the last one and never written.
  let own = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u));
  let at = (own * steps + place_of(0u, step)) * 6u * hidden;
  for (var k = lane; k < hidden; k += 32u) {
    let last = hidden - 1u;
    let near = min(k + vec4u(0u, 4u, 8u, 12u), vec4u(last)) * 4u * hidden;
    let far = min(k + vec4u(16u, 20u, 24u, 28u), vec4u(last)) * 4u * hidden;
    var sums = States();
    for (var j = 0u; j < 4u * hidden; j++) {
      add_products(&sums, four_of(at + j), near + j, far + j);
    }
    let all = array<vec4f, 8>(
      sums.k0, sums.k1, sums.k2, sums.k3, sums.k4, sums.k5, sums.k6, sums.k7,
    );
    for (var n = 0u; n < 32u; n++) {
      let r = n & 3u;
      let unit = k + (n & 28u);
      if (row + r < rows && unit < hidden && !(keep[start_of(keep_first, keep_second) + place_of(row + r, step)] == 0.0)) {
        grad[start_of(grad_first, grad_second) + at[r] + 5u * hidden + unit] = all[n >> 2u][r];
      }
    }
  }
}

@compute @workgroup_size(4)
fn threads_per_four_rows(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let four = group.x + group.y * groups.x;
  let fours = (rows + 3u) / 4u;
  if (four >= walks * fours) {
    return;
  }
  is_second = four >= fours;
  let row = (four % fours) * 4u;
  // What a step reads of the one after it, the same thread has written.
  for (var step = steps; step > 0u; step--) {
    for (var r = row; r < min(row + 4u, rows); r++) {
      gates(r, step - 1u, lane, 4u);
    }
    storageBarrier();
    states_of_four(row, step - 1u, lane);
  }
}
